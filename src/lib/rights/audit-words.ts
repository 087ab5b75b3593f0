import type { AuditItem, AuditKind } from '#domain/audit/audit.ts';
import { roleWords } from '$lib/auth/role-words.ts';
import { m } from '$lib/paraglide/messages.js';
import { getLocale } from '$lib/paraglide/runtime.js';

const words = m as unknown as Record<string, (() => string) | undefined>;

/** What happened, in the reader's words. */
export const auditWords = (kind: AuditKind): string => words[`rights_audit_${kind}`]?.() ?? kind;

const role = (word: string | null) =>
  word && word in roleWords ? roleWords[word as keyof typeof roleWords]() : null;

/** Where, and as what: "Pharmacy supply chain · Gihara Hospital · Staff → Manager". */
export function placeWords({ room, institution, role: now, was }: AuditItem): string {
  const roles = [role(was), role(now)].filter(Boolean).join(' → ');
  return [room, institution, roles].filter(Boolean).join(' · ');
}

/** A day with its time, in a zone. */
export const momentIn = (at: Date, zone: string): string =>
  new Intl.DateTimeFormat(getLocale() === 'fr' ? 'fr' : 'en-GB', {
    ...{ dateStyle: 'medium', timeStyle: 'short', timeZone: zone },
  }).format(at);
