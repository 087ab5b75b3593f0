import type { GoneBecause } from '#domain/invitation/invitation.ts';
import type { Actor } from '#domain/person/actor.ts';
import type { Lang } from '#domain/person/lang.ts';
import type { App as TwinwardApp } from '../server/app.ts';

declare global {
  namespace App {
    interface Locals {
      app: TwinwardApp;
      /** Who is signed in. Pages of the (app) group are only reached with somebody. */
      actor: Actor | null;
      lang: Lang;
    }
    interface Error {
      /** A stable word for what happened, see server/errors.ts. */
      code?: string;
      /** Why a link does not work any more, or that the reader lost the room. */
      because?: GoneBecause | 'no_longer' | 'other_role';
      /** What was written in a form that is not there any more. */
      typed?: string[];
      /** Seconds to wait, when something was tried too often. */
      retryAfter?: number;
      /** A guest's one session, to lead back to. */
      guestOf?: string;
    }
  }
}

export {};
