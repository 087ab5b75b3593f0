import type { RoomRole } from '#domain/room/room.ts';
import { m } from '$lib/paraglide/messages.js';

const words: Record<RoomRole, () => string> = {
  staff: m.room_role_staff,
  co_facilitator: m.room_role_co_facilitator,
  facilitator: m.room_role_facilitator,
  manager: m.room_role_manager,
  observer: m.room_role_observer,
};

/** A room role as people say it. */
export const roleWords = (role: RoomRole): string => words[role]();
