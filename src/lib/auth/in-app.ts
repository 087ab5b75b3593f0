/** A chat app's own browser: cameras, passwords and "add to home screen" do not work there. */
export interface InApp {
  /** The app, when it says which it is. */
  app: string | null;
  system: 'android' | 'ios' | 'other';
}

const apps = [
  [/\bWhatsApp\b/i, 'WhatsApp'],
  [/\bInstagram\b/, 'Instagram'],
  [/\bFBAN\b|\bFBAV\b|\bFB_IAB\b/, 'Facebook'],
  [/Telegram/, 'Telegram'],
  [/\bLine\//, 'Line'],
  [/MicroMessenger/, 'WeChat'],
] as const;

/** What a browser says of itself, when it is one inside an app; null for a real browser. */
export function inAppBrowser(userAgent: string | null): InApp | null {
  const words = userAgent ?? '';
  const app = apps.find(([sign]) => sign.test(words))?.[1] ?? null;
  const android = /Android/.test(words);
  const ios = /iPhone|iPad|iPod/.test(words);
  // A view inside an app: Android says so, and on iOS only real browsers add "Safari".
  const inside = /; wv\)/.test(words) || (ios && /AppleWebKit/.test(words) && !/Safari/.test(words));
  if (!app && !inside) return null;
  return { app, system: android ? 'android' : ios ? 'ios' : 'other' };
}
