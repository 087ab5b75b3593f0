import type { AgendaKind, SessionKind } from '#domain/session/session.ts';
import type { ReceiveMode } from '#domain/session/cost.ts';
import type { Side } from '#domain/room/room.ts';
import { m } from '$lib/paraglide/messages.js';

const kinds: Record<SessionKind, () => string> = {
  virtual_exchange_visit: m.session_kind_virtual_exchange_visit,
  coaching_session: m.session_kind_coaching_session,
  learning_and_sharing_event: m.session_kind_learning_and_sharing_event,
};
export const kindWords = (kind: SessionKind): string => kinds[kind]();

const items: Record<AgendaKind, () => string> = {
  report_backs: m.session_item_report_backs,
  walkthrough: m.session_item_walkthrough,
  discussion: m.session_item_discussion,
  commitments: m.session_item_commitments,
  other: m.session_item_other,
};
export const itemWords = (kind: AgendaKind): string => items[kind]();

const modes: Record<ReceiveMode, () => string> = {
  voice: m.session_mode_voice,
  picture: m.session_mode_picture,
  all: m.session_mode_all,
};
export const modeWords = (mode: ReceiveMode): string => modes[mode]();

/** How an institution is marked: who gives is square, everybody else round. */
export const markOf = (side: Side | undefined): 'giver' | 'receiver' =>
  side === 'giver' ? 'giver' : 'receiver';
