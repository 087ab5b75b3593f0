import type { Config } from './config.ts';
import type { MediaServer, MediaState } from './embedded/livekit.ts';
import { qrCode } from './embedded/lan.ts';

/** Says on the terminal where the product is, how calls stand, and who can be tried. */
export function greet(config: Config, media: MediaServer, hints: string[] = []): void {
  const lines = [
    `Twinward is ready: ${config.origin}`,
    ...hints.map((hint) => `  ${hint}`),
    callWords(media.state()),
  ];
  if (config.lan) lines.push(...lanWords(config.origin));
  console.log(`\n${lines.join('\n')}\n\nCtrl-C stops everything.\n`);
  let last = media.state().kind;
  media.onChange((state) => {
    if (state.kind !== last) console.log(callWords(state));
    last = state.kind;
  });
}

function callWords(state: MediaState): string {
  switch (state.kind) {
    case 'ready':
      return 'Calls: ready.';
    case 'preparing':
      return `Calls: being prepared. ${state.detail} Everything else works already.`;
    case 'unavailable':
      return `Calls: not available, because ${state.reason}. Everything else works. See docs/operating.md, "Calls".`;
  }
}

function lanWords(origin: string): string[] {
  return [
    '',
    qrCode(origin),
    'Read this with a phone on the same network. The certificate is made by this machine, so the phone asks once:',
    'choose "Advanced", then "Proceed".',
  ];
}
