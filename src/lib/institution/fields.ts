import { spokenLangs } from '#domain/institution/institution.ts';

/** The form's ticked languages (`langs.en`, `langs.fr` …) as the list the command takes; one name each, so that a refused form keeps them. */
export function withLangs(input: Record<string, unknown>): Record<string, unknown> {
  return { ...input, langs: spokenLangs.filter((lang) => input[`langs.${lang}`] !== undefined) };
}

/** What the fields start with: what was typed and refused, otherwise what is known. */
export function startValues(
  refused: Record<string, string> | undefined,
  known: Record<string, unknown>,
): Record<string, string> {
  if (refused) return refused;
  const { langs, ...rest } = known as { langs?: readonly string[] } & Record<string, unknown>;
  const texts = Object.entries(rest).filter((pair): pair is [string, string] => typeof pair[1] === 'string');
  return Object.fromEntries([...texts, ...(langs ?? []).map((lang) => [`langs.${lang}`, 'on'])]);
}
