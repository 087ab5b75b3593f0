import type { PlanContent } from '#domain/plan/content.ts';
import { differences, type CardDifference } from '#domain/plan/difference.ts';
import type { SignedVersion } from '#domain/plan/sign-off.ts';
import type { PlanVersionId, VersionKind } from '#domain/plan/versions.ts';
import { isId } from '#domain/ids.ts';
import type { ReadContext } from '../context.ts';
import { notFound } from '../errors.ts';
import { planAccess, signingIn } from './document.ts';
import { namesOf, type Names } from './names.ts';
import { presentPlan } from './present.ts';
import { jointOnes, lastJoint, openVersions, signaturesOf } from './signatures.ts';

/** A version without its content. */
export interface VersionMarker {
  id: PlanVersionId;
  kind: VersionKind;
  at: Date;
  /** The day it stands for, in the room's zone. */
  day: string;
  session: { id: string; title: string } | null;
  jointlySignedAt: Date | null;
}

export interface VersionPage extends VersionMarker {
  hash: string;
  content: PlanContent;
  /** Who wrote in it since the version before. */
  contributors: string[];
  /** Set when somebody has signed it. */
  signed: SignedVersion | null;
  names: Names;
  /** What the plan has become since. */
  since: CardDifference[];
}

const markerRows = (db: ReadContext['db'], documentId: string) =>
  db
    .selectFrom('plan_version')
    .leftJoin('session', 'session.id', 'plan_version.session_id')
    .where('document_id', '=', documentId)
    .select([
      'plan_version.id',
      'plan_version.kind',
      'plan_version.at',
      'plan_version.day',
      'plan_version.jointly_signed_at',
      'session.id as session_id',
      'session.title',
    ])
    .orderBy('plan_version.at', 'desc')
    .orderBy('plan_version.id', 'desc');
type MarkerRow = Awaited<ReturnType<ReturnType<typeof markerRows>['execute']>>[number];

const toMarker = (row: MarkerRow): VersionMarker => ({
  ...{ id: row.id as PlanVersionId, kind: row.kind as VersionKind, at: row.at, day: row.day },
  session: row.session_id === null ? null : { id: row.session_id, title: row.title ?? '' },
  jointlySignedAt: row.jointly_signed_at,
});

/** Versions of a session or a sign-off between two instants. */
export async function markersOf(
  db: ReadContext['db'],
  documentId: string,
  { from, to }: { from: Date | null; to: Date | null },
): Promise<VersionMarker[]> {
  let query = markerRows(db, documentId).where('plan_version.kind', '<>', 'daily').limit(50);
  if (from) query = query.where('plan_version.at', '>=', from);
  if (to) query = query.where('plan_version.at', '<', to);
  return (await query.execute()).map(toMarker);
}

/** The last versions of a room's plan, and all that were jointly signed. Members only. */
export async function versions(ctx: ReadContext, roomId: string) {
  const { documentId } = await planAccess(ctx, roomId);
  const [kept, signed] = await Promise.all([
    markerRows(ctx.db, documentId).limit(20).execute(),
    jointOnes(ctx.db, documentId),
  ]);
  return { kept: kept.map(toMarker), signed };
}

/** One version whole, and what has changed since. Members only; `not_found` for one of another room. */
export async function version(ctx: ReadContext, roomId: string, versionId: string): Promise<VersionPage> {
  const { documentId } = await planAccess(ctx, roomId);
  const row = await contentRow(ctx, documentId, versionId);
  const content = row.content as unknown as PlanContent;
  const [signed, present] = await Promise.all([
    signaturesOf(ctx.db, documentId, versionId),
    presentPlan(ctx.db, documentId, ctx.now),
  ]);
  const since = differences(content.cards, present.content.cards);
  return {
    ...{ ...toMarker(row), hash: row.hash, content, contributors: row.contributors, since },
    signed: signed && signed.signatures.length > 0 ? signed : null,
    names: await namesOf(ctx.db, documentId, idsIn(content, row.contributors, since)),
  };
}

async function contentRow({ db }: ReadContext, documentId: string, versionId: string) {
  if (!isId(versionId)) throw notFound('version');
  const row = await markerRows(db, documentId)
    .where('plan_version.id', '=', versionId)
    .select(['plan_version.hash', 'plan_version.content', 'plan_version.contributors'])
    .executeTakeFirst();
  if (!row) throw notFound('version');
  return row;
}

/** Ids of people, institutions and cards that stand in a content or in what changed. */
export const idsIn = (
  { cards, commitments }: Pick<PlanContent, 'cards' | 'commitments'>,
  people: readonly string[] = [],
  changed: readonly CardDifference[] = [],
): (string | null)[] => [
  ...people,
  ...cards.flatMap(({ values }) => Object.values(values)),
  ...commitments.flatMap(({ ownerId, institutionId }) => [ownerId, institutionId]),
  ...changed.flatMap(({ pieces }) => pieces.flatMap(({ before, after }) => [before, after])),
];

/** The last joint sign-off of a room's plan, and whether the plan has changed since; null before the first. Members only. */
export async function latestSignOff(
  ctx: ReadContext,
  roomId: string,
): Promise<(SignedVersion & { changed: boolean }) | null> {
  const { documentId } = await planAccess(ctx, roomId);
  const last = await lastJoint(ctx.db, documentId);
  if (!last) return null;
  const changed = (await presentPlan(ctx.db, documentId, ctx.now)).hash !== last.hash;
  return { ...last, changed };
}

/** For the plan's page: the last joint sign-off, and the institution that has signed since and waits for the reader's. Members only. */
export async function signedState(
  ctx: ReadContext,
  roomId: string,
): Promise<{ last: (SignedVersion & { changed: boolean }) | null; waiting: string | null }> {
  const { access, documentId } = await planAccess(ctx, roomId);
  const last = await latestSignOff(ctx, roomId);
  if (!access.abilities.signPlan) return { last, waiting: null };
  const [{ parties, mine }, open] = await Promise.all([
    signingIn(ctx, access),
    openVersions(ctx.db, documentId),
  ]);
  const signed = (version: SignedVersion) => version.signatures.map(({ institutionId }) => institutionId);
  const isDone = mine === null || open.some((version) => signed(version).includes(mine));
  const by = isDone ? undefined : open.flatMap(signed)[0];
  return { last, waiting: parties.find(({ id }) => id === by)?.name ?? null };
}

/** What a version's hash is made of, as a text that anybody can check. Members only. */
export async function contentOf(ctx: ReadContext, roomId: string, versionId: string): Promise<PlanContent> {
  const { documentId } = await planAccess(ctx, roomId);
  return (await contentRow(ctx, documentId, versionId)).content as unknown as PlanContent;
}
