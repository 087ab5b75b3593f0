import * as v from 'valibot';
import { idOf, isId, type Id, type RoomId } from '../ids.ts';

export type PlanVersionId = Id<'plan_version'>;

/** Why a version was kept. */
export const versionKinds = ['daily', 'session', 'signed'] as const;
export type VersionKind = (typeof versionKinds)[number];

const hash = v.pipe(v.string('error_check_this'), v.regex(/^[0-9a-f]{64}$/, 'error_check_this'));

/** Signs what the person has seen: its hash, and when they saw it, for telling what has changed since. */
export const signPlan = v.object({
  roomId: idOf<RoomId>(),
  hash,
});

export const withdrawSignature = v.object({
  roomId: idOf<RoomId>(),
  versionId: idOf<PlanVersionId>(),
});

/** An instant in an address. */
export const instant = (value: string | null): Date | null => {
  if (value === null || !/^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value)) return null;
  const at = new Date(value);
  return Number.isNaN(at.getTime()) ? null : at;
};

/** From where a history is read: an instant (what others did since, or everybody), the last joint sign-off, or a version. */
export type Since = { at: Date } | { from: Date } | { signed: true } | { versionId: string };

export function sinceIn(value: string | null): Since | null {
  if (value === null) return null;
  if (value === 'signed') return { signed: true };
  if (isId(value)) return { versionId: value };
  const at = instant(value);
  return at && { at };
}
