import type { NetworkId } from '#domain/ids.ts';
import { sql, type Database, type Tx } from '../../db/database.ts';

/** A network's institutions with their focal points as one JSON text, for the thread that compares (`Existing[]`). */
export async function existingOf(db: Database | Tx, networkId: NetworkId | string): Promise<string> {
  const { rows } = await sql<{ existing: string }>`
    SELECT coalesce(json_agg(json_build_object(
      'id', id, 'name', name, 'shortName', short_name, 'level', level, 'place', place, 'langs', array_to_string(langs, ' '),
      'zone', zone, 'code', code, 'sponsor', sponsor, 'left', left_at IS NOT NULL,
      'focal', (SELECT coalesce(json_agg(json_build_object('id', f.id, 'focalName', f.name, 'focalJob', f.job,
        'focalEmail', f.email, 'focalTelephone', f.telephone) ORDER BY f.id), '[]')
        FROM focal_point f WHERE f.institution_id = institution.id))), '[]')::text AS existing
    FROM institution WHERE network_id = ${networkId} AND merged_into IS NULL`.execute(db);
  return rows[0]?.existing ?? '[]';
}
