/** The letters and digits of sign-in codes. Of those that look alike (0 O Q, 1 I L 7, 2 Z, 5 S, 8 B, U V) one each. */
export const codeLetters = '23456789ACDEFGHJKMNPQRTVWXY';
export const codeLength = 8;

const lookAlike: Record<string, string> = {
  ...{ '0': 'Q', O: 'Q', '1': '7', I: '7', L: '7' },
  ...{ Z: '2', S: '5', B: '8', U: 'V' },
};

/** A code as it is stored, from what somebody typed: any case, with or without dash or space. Null when it is none. */
export function asTyped(typed: string): string | null {
  const letters = typed.toUpperCase().replaceAll(/[\s.\-‐-―]/g, '');
  const code = [...letters].map((letter) => lookAlike[letter] ?? letter).join('');
  const known = [...code].every((letter) => codeLetters.includes(letter));
  return code.length === codeLength && known ? code : null;
}

/** As people read it: K7QM-4XRT. */
export const shownCode = (code: string): string => `${code.slice(0, 4)}-${code.slice(4)}`;
