import type { InstitutionId, PersonId, SessionId, StationId, WalkthroughId } from '#domain/ids.ts';
import type { Station, Walkthrough } from '#domain/walkthrough/walkthrough.ts';
import type { ReadContext } from '../context.ts';

/** Walkthroughs with their stations, newest first: those of a session, or one. */
export async function walkthroughRows(
  db: ReadContext['db'],
  by: { sessionId: string } | { id: string },
): Promise<Walkthrough[]> {
  const rows = await db
    .selectFrom('walkthrough')
    .innerJoin('person', 'person.id', 'walkthrough.walker_id')
    .where((eb) =>
      'id' in by ? eb('walkthrough.id', '=', by.id) : eb('walkthrough.session_id', '=', by.sessionId),
    )
    .orderBy('walkthrough.started_at', 'desc')
    .selectAll('walkthrough')
    .select('person.name as walker_name')
    .execute();
  const stations = await stationsOf(
    db,
    rows.map((row) => row.id),
  );
  return rows.map((row) => ({
    id: row.id as WalkthroughId,
    sessionId: row.session_id as SessionId,
    walkerId: row.walker_id as PersonId,
    walkerName: row.walker_name,
    institutionId: row.institution_id as InstitutionId,
    startedAt: row.started_at.toISOString(),
    endedAt: row.ended_at?.toISOString() ?? null,
    hiddenAt: row.hidden_at?.toISOString() ?? null,
    currentStationId: row.current_station_id as StationId | null,
    stations: stations.get(row.id) ?? [],
  }));
}

async function stationsOf(db: ReadContext['db'], ids: string[]): Promise<Map<string, Station[]>> {
  const found = new Map<string, Station[]>();
  if (ids.length === 0) return found;
  const rows = await db
    .selectFrom('station')
    .where('walkthrough_id', 'in', ids)
    .orderBy('position')
    .selectAll()
    .execute();
  for (const row of rows) {
    const list = found.get(row.walkthrough_id) ?? [];
    list.push({ id: row.id as StationId, name: row.name, doneAt: row.done_at?.toISOString() ?? null });
    found.set(row.walkthrough_id, list);
  }
  return found;
}
