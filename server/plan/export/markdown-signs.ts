const signs = (text: string): string =>
  text
    .replaceAll(/[\\`*_{}[\]<>#|~&]/g, '\\$&')
    .replaceAll(/^(\s*)([+\-=:]|\d+(?=[.)]))/gm, (_, space: string, sign: string) =>
      /\d/.test(sign) ? `${space}${sign}\\` : `${space}\\${sign}`,
    );
/** As a paragraph: a line's end stays one. */
export const escaped = (text: string): string => signs(text).replaceAll('\n', '\\\n');
/** In a table's cell. */
export const inCell = (text: string): string => signs(text).replaceAll('\n', '<br>');
