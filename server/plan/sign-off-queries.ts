import { differences, type CardDifference } from '#domain/plan/difference.ts';
import type { InstitutionId, PersonId } from '#domain/ids.ts';
import { signerRoles, type OpenVersion, type Party, type SignedVersion } from '#domain/plan/sign-off.ts';
import type { PlanContent } from '#domain/plan/content.ts';
import type { RoomInstitution, RoomRole } from '#domain/room/room.ts';
import type { ReadContext } from '../context.ts';
import { planAccess, signingIn } from './document.ts';
import { namesOf, type Names } from './names.ts';
import { presentPlan, untilProjected } from './present.ts';
import { lastJoint, openVersions } from './signatures.ts';
import { idsIn } from './version-queries.ts';

export interface SignOffPage {
  /** The plan as it is now; `hash` is what a signature says that it has seen. */
  hash: string;
  isEmpty: boolean;
  cards: number;
  /** The institution for which the reader may sign. */
  mine: InstitutionId | null;
  parties: Party[];
  last: SignedVersion | null;
  /** What changed since the last joint sign-off. */
  since: CardDifference[];
  open: OpenVersion[];
  names: Names;
}

/** Everything for signing a room's plan: who signs, who has, and what changed. Members only; signing itself asks again. */
export async function signOff(ctx: ReadContext, roomId: string): Promise<SignOffPage> {
  const { access, documentId } = await planAccess(ctx, roomId);
  await untilProjected(ctx.db, access.roomId);
  const [present, last, open, { parties, mine }] = await Promise.all([
    presentPlan(ctx.db, documentId, ctx.now),
    lastJoint(ctx.db, documentId),
    openVersions(ctx.db, documentId),
    signingIn(ctx, access),
  ]);
  const contents = await contentsOf(ctx, [...open.map(({ id }) => id), ...(last ? [last.id] : [])]);
  const now = present.content.cards;
  const leads = (id: string | undefined) => differences((id && contents.get(id)?.cards) || [], now);
  const since = leads(last?.id);
  const waiting = open.map((version) => ({
    ...version,
    isPresent: version.hash === present.hash,
    since: leads(version.id),
  }));
  const changed = [since, ...waiting.map((version) => version.since)].flat();
  return {
    ...{ hash: present.hash, mine, last, since, open: waiting, cards: now.length },
    isEmpty: now.every(({ fields }) => Object.keys(fields).length === 0),
    parties: await withSigners(ctx, access.roomId, parties),
    names: await namesOf(ctx.db, documentId, idsIn({ cards: [], commitments: [] }, [], changed)),
  };
}

async function contentsOf({ db }: ReadContext, ids: readonly string[]): Promise<Map<string, PlanContent>> {
  if (ids.length === 0) return new Map();
  const rows = await db.selectFrom('plan_version').where('id', 'in', ids).select(['id', 'content']).execute();
  return new Map(rows.map(({ id, content }) => [id, content as unknown as PlanContent]));
}

async function withSigners(
  { db }: ReadContext,
  roomId: string,
  parties: readonly RoomInstitution[],
): Promise<Party[]> {
  const rows = await db
    .selectFrom('room_member')
    .innerJoin('person', 'person.id', 'room_member.person_id')
    .where('room_id', '=', roomId)
    .where('role', 'in', signerRoles)
    .orderBy('role', 'desc')
    .orderBy('person.name')
    .select(['person.id', 'person.name', 'role', 'institution_id'])
    .execute();
  return parties.map((institution) => ({
    institution,
    signers: rows
      .filter((row) => row.institution_id === institution.id)
      .map(({ id, name, role }) => ({ id: id as PersonId, name, role: role as RoomRole })),
  }));
}
