/**
 * Close codes of `/sync` sockets, for both sides. 44xx: coming back cannot help, the client stops.
 * 45xx: try again later. Everything else counts as a broken line.
 */
export const closeCode = {
  malformed: 4400,
  signedOut: 4401,
  forbidden: 4403,
  notFound: 4404,
  tooLarge: 4413,
  tryAgain: 4500,
  restarting: 4503,
  tooFast: 4529,
} as const;

export type CloseCode = (typeof closeCode)[keyof typeof closeCode];

/** Why, in a word; sent along with the code. */
export const closeReason: Record<CloseCode, string> = {
  4400: 'malformed',
  4401: 'signed out',
  4403: 'no right',
  4404: 'not found',
  4413: 'too large',
  4500: 'try again',
  4503: 'restarting',
  4529: 'too fast',
};
