import type { CommitmentItem } from '#domain/commitment/commitment.ts';
import { giveByLink } from '#domain/report-back/schemas.ts';
import { commitmentAccess } from '../commitment/access.ts';
import { accept } from '../commitment/change.ts';
import { findActor } from '../auth/sign-in.ts';
import { parseInput, type Clock, type WriteContext } from '../context.ts';
import { inTransaction, type Database, type Tx } from '../db/database.ts';
import { gone } from '../errors.ts';
import type { Links, LinkKind } from '../messaging/links.ts';
import { give, type KeepImage } from './commands.ts';
import { reportsOf } from './queries.ts';
import type { ReportBack } from '#domain/report-back/report-back.ts';

/** What the page of a signed link shows. Only `open` takes an answer; the others say in words what to do. */
export type LinkPage =
  | { state: 'forged' }
  | { state: 'expired'; lang: 'en' | 'fr' }
  | { state: 'taken_back'; lang: 'en' | 'fr' }
  | {
      state: 'open' | 'answered' | 'moved' | 'paused';
      lang: 'en' | 'fr';
      kind: LinkKind;
      name: string;
      item: CommitmentItem;
      /** For `answered`: what was said. */
      report: ReportBack | null;
    };

/** The one report, or the one yes, that a signed link allows without signing in. Looking never writes. */
export function createLinkPages(parts: { db: Database; clock: Clock; links: Links; keepImage: KeepImage }) {
  const { db, clock, links } = parts;

  async function look(on: Database | Tx, token: string): Promise<LinkPage> {
    const now = clock.now();
    const link = links.read(token, now);
    if (link.state === 'forged') return { state: 'forged' };
    const actor = await findActor(on, link.ownerId, '');
    if (!actor) return { state: 'forged' };
    const { lang, name } = actor;
    if (link.state === 'expired') return { state: 'expired', lang };
    const ctx = { db: on, actor, now };
    const found = await commitmentAccess(ctx, link.commitmentId).catch(() => null);
    // Handed over, or no longer in the room: it is not theirs to answer any more.
    if (!found || found.item.owner.id !== actor.personId) return { state: 'taken_back', lang };
    const page = { lang, name, kind: link.kind, item: found.item };
    if (link.kind === 'accept')
      return { ...page, report: null, state: found.abilities.accept ? 'open' : 'answered' };
    const reports = await reportsOf(ctx, found.item.id);
    const report = reports.find((one) => one.reportOn === link.reportOn) ?? null;
    if (report) return { ...page, report, state: 'answered' };
    if (found.item.state.kind === 'paused') return { ...page, report, state: 'paused' };
    if (!found.abilities.report) return { state: 'taken_back', lang };
    return { ...page, report, state: found.item.reportOn === link.reportOn ? 'open' : 'moved' };
  }

  /** In one transaction, as the owner, after everything was looked at again. */
  async function asOwner<T>(
    token: string,
    kind: LinkKind,
    act: (ctx: WriteContext, item: CommitmentItem) => Promise<T>,
  ): Promise<T> {
    return inTransaction(db, async (trx) => {
      const page = await look(trx, token);
      if (page.state !== 'open' || page.kind !== kind) throw gone(`report_back_link_${page.state}`);
      const actor = await findActor(trx, page.item.owner.id, '');
      if (!actor) throw gone('report_back_link_taken_back');
      return act({ trx, actor, now: clock.now() }, page.item);
    });
  }

  return {
    look: (token: string) => look(db, token),
    async give(token: string, raw: unknown): Promise<void> {
      const input = parseInput(giveByLink, raw);
      await asOwner(token, 'report', (ctx, item) =>
        give(parts.keepImage, 'link')(ctx, { ...input, commitmentId: item.id, reportOn: item.reportOn }),
      );
    },
    accept: (token: string): Promise<void> =>
      asOwner(token, 'accept', (ctx, item) => accept(ctx, { commitmentId: item.id })),
  };
}
