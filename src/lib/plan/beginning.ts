/** The first `most` characters of a text, cut at a word's end and closed by "…"; the text itself when it is not much longer. */
export function beginning(text: string, most: number): string {
  // To hide a line or two would cost more than it saves.
  if (text.length <= most * 1.2) return text;
  const cut = text.slice(0, most);
  const end = cut.search(/\s\S*$/u);
  return `${cut.slice(0, end > most / 2 ? end : most).trimEnd()}…`;
}
