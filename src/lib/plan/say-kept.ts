import { planKept } from '#domain/plan/kept.ts';

/** Tells the server that this browser keeps the plan for this person: its page need not hold the whole plan again. */
export function sayKept(personId: string): void {
  if (location.pathname.endsWith('/plan'))
    document.cookie = `${planKept}=${personId}; path=${location.pathname}; max-age=31536000; samesite=lax`;
}
