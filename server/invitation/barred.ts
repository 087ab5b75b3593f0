import { sql, type Database, type Tx } from '../db/database.ts';

/**
 * Whether somebody else took or changed this person's place where a link leads after the link was made. The later
 * decision counts: nobody comes back by a poster that still hangs, only by being invited anew.
 */
export async function barred(
  db: Database | Tx,
  personId: string,
  link: {
    madeAt: Date;
    networkId: string | null;
    roomId: string | null;
    /** Through which they would come in; null as long as they have not said. */
    institutionId: string | null;
    ofNetwork: boolean;
  },
): Promise<boolean> {
  const { rows } = await sql<{ is: boolean }>`SELECT EXISTS (SELECT FROM audit
    WHERE data ->> 'subjectId' = ${personId} AND network_id = ${link.networkId} AND at >= ${link.madeAt}
      AND person_id IS DISTINCT FROM ${personId}
      AND (room_id = ${link.roomId} AND kind IN ('room_member_removed', 'room_member_replaced', 'room_member_changed')
        OR data ->> 'institutionId' = ${link.institutionId}
          AND kind IN ('institution_member_removed', 'institution_member_changed')
        OR ${link.ofNetwork} AND kind = 'network_member_removed')) AS is`.execute(db);
  return rows[0]?.is === true;
}
