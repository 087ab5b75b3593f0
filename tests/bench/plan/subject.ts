import type { Page } from '@playwright/test';
import type { Watch } from './watch.ts';

/** Somebody who writes from a program. */
export interface Writer {
  /** One more letter where nobody else writes. */
  type(letter: number): void;
  /** Exchanges the first heading by `#mark;`. */
  mark(mark: number): void;
  stop(): void;
}

/** An editor with the same plan in it, on a port of its own. */
export interface Subject {
  name: string;
  port: number;
  url: string;
  /** Another page with the same files. */
  fileUrl: string;
  cookies: { name: string; value: string; url: string; expires: number }[];
  /** It keeps the plan on the device, so that a second opening means something. */
  comesBack: boolean;
  watch: Watch;
  /** Puts the caret where letters can be typed. */
  beginToWrite(page: Page): Promise<void>;
  writer(place: number): Promise<Writer>;
  end(): Promise<void>;
}
