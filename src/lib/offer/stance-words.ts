import Clock from '@lucide/svelte/icons/clock';
import HandHelping from '@lucide/svelte/icons/hand-helping';
import HandHeart from '@lucide/svelte/icons/hand-heart';
import type { Stance } from '#domain/offer/offer.ts';
import { m } from '$lib/paraglide/messages.js';

/** What an institution says, told of it: "can give". */
export const stanceWords: Record<Stance, () => string> = {
  can_give: m.offer_can_give,
  wants_to_receive: m.offer_wants_to_receive,
  not_now: m.offer_not_now,
};

/** The same in its own mouth: "We can give". */
export const ownWords: Record<Stance, () => string> = {
  can_give: m.offer_we_can_give,
  wants_to_receive: m.offer_we_want,
  not_now: m.offer_we_not_now,
};

export const stanceIcons = { can_give: HandHeart, wants_to_receive: HandHelping, not_now: Clock };
export const stanceTones = { can_give: 'good', wants_to_receive: 'due', not_now: 'neutral' } as const;
