import type { InstitutionId, PersonId } from '#domain/ids.ts';
import type { Signature, SignedVersion } from '#domain/plan/sign-off.ts';
import type { PlanVersionId } from '#domain/plan/versions.ts';
import type { RoomRole } from '#domain/room/room.ts';
import { jsonArrayFrom } from 'kysely/helpers/postgres';
import type { Database, Tx } from '../db/database.ts';

/** Versions of a document with the signatures under them. */
const signedVersions = (db: Database | Tx, documentId: string) =>
  db
    .selectFrom('plan_version')
    .where('document_id', '=', documentId)
    .where('kind', '=', 'signed')
    .select((eb) => [
      'plan_version.id',
      'plan_version.hash',
      'plan_version.at',
      'plan_version.jointly_signed_at',
      jsonArrayFrom(
        eb
          .selectFrom('plan_signature')
          .innerJoin('person', 'person.id', 'plan_signature.person_id')
          .whereRef('plan_signature.version_id', '=', 'plan_version.id')
          .where('withdrawn_at', 'is', null)
          .orderBy('plan_signature.at')
          .select([
            'plan_signature.institution_id',
            'plan_signature.person_id',
            'plan_signature.role',
            'plan_signature.at',
            'person.name',
          ]),
      ).as('signatures'),
    ]);
type Row = Awaited<ReturnType<ReturnType<typeof signedVersions>['execute']>>[number];

/** The last version that all have signed. */
export async function lastJoint(db: Database | Tx, documentId: string): Promise<SignedVersion | null> {
  const row = await signedVersions(db, documentId)
    .where('jointly_signed_at', 'is not', null)
    .orderBy('jointly_signed_at', 'desc')
    .orderBy('plan_version.id', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row ? toSigned(row) : null;
}

/** Versions that somebody has signed since the last joint sign-off, and that wait for others; the newest first. */
export async function openVersions(db: Database | Tx, documentId: string): Promise<SignedVersion[]> {
  const rows = await signedVersions(db, documentId)
    .where('jointly_signed_at', 'is', null)
    .where((eb) =>
      eb.exists(
        eb
          .selectFrom('plan_signature')
          .whereRef('plan_signature.version_id', '=', 'plan_version.id')
          .where('withdrawn_at', 'is', null)
          .where((of) =>
            of(
              'plan_signature.at',
              '>',
              of.fn.coalesce(
                of
                  .selectFrom('plan_version as joint')
                  .where('joint.document_id', '=', documentId)
                  .select((max) => max.fn.max('joint.jointly_signed_at').as('at')),
                of.cast<Date>(of.val('-infinity'), 'timestamptz'),
              ),
            ),
          ),
      ),
    )
    .orderBy('plan_version.at', 'desc')
    .orderBy('plan_version.id', 'desc')
    .limit(10)
    .execute();
  return rows.map(toSigned);
}

/** All joint sign-offs, the newest first. */
export async function jointOnes(db: Database | Tx, documentId: string): Promise<SignedVersion[]> {
  const rows = await signedVersions(db, documentId)
    .where('jointly_signed_at', 'is not', null)
    .orderBy('jointly_signed_at', 'desc')
    .orderBy('plan_version.id', 'desc')
    .limit(50)
    .execute();
  return rows.map(toSigned);
}

/** One version with its signatures, whether it is jointly signed or not. */
export async function signaturesOf(
  db: Database | Tx,
  documentId: string,
  versionId: string,
): Promise<SignedVersion | null> {
  const row = await signedVersions(db, documentId)
    .where('plan_version.id', '=', versionId)
    .executeTakeFirst();
  return row ? toSigned(row) : null;
}

const toSigned = (row: Row): SignedVersion => ({
  ...{ id: row.id as PlanVersionId, hash: row.hash, at: row.at, jointlySignedAt: row.jointly_signed_at },
  signatures: row.signatures.map((one): Signature => ({
    institutionId: one.institution_id as InstitutionId,
    personId: one.person_id as PersonId,
    name: one.name,
    role: one.role as RoomRole,
    at: new Date(one.at),
  })),
});
