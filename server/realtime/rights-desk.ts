import type { IncomingMessage } from 'node:http';
import { closeCode } from '#domain/sync/close-codes.ts';
import { documentOf, pageOf, type Authorise, type Refusal, type Rights } from './rights.ts';

export type RightsAnswer = Rights | Refusal | { ok: false; code: typeof closeCode.tryAgain };

type Trouble = (message: string, error: unknown, documentId: string) => void;

/** Asks who may do what, and again while rights change under the question: a revocation must not slip in between. */
export class RightsDesk {
  readonly #authorise: Authorise;
  readonly #trouble: Trouble;
  #epoch = 0;

  constructor(authorise: Authorise, onTrouble: Trouble) {
    this.#authorise = authorise;
    this.#trouble = onTrouble;
  }

  /** Answers that are under way count no longer. */
  changed(): void {
    this.#epoch++;
  }

  async ask(req: IncomingMessage): Promise<RightsAnswer> {
    const documentId = documentOf(req);
    if (documentId === '') return { ok: false, code: closeCode.notFound };
    try {
      for (let attempt = 0; attempt < 5; attempt++) {
        const epoch = this.#epoch;
        const answer = await this.#authorise(req, documentId);
        if (epoch !== this.#epoch) continue;
        const asked = pageOf(req);
        if (answer.ok && asked !== null && asked !== answer.personId)
          return { ok: false, code: closeCode.signedOut };
        return answer;
      }
    } catch (error) {
      this.#trouble('rights could not be read', error, documentId);
    }
    return { ok: false, code: closeCode.tryAgain };
  }
}
