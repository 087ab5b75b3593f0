import { dayAt, daysFrom, hourAt } from '#domain/commitment/days.ts';
import { inTransaction, sql, type Database } from '../db/database.ts';
import { enqueueMessage } from '../messaging/outbox.ts';

/** The hour of the morning, in the room's zone, from which nudges go out. */
const MORNING = 8;
/** Days after which a silent report date is nudged a second time. */
const LATE_AFTER = 2;
/** Older than this the next agenda has it; a mail would only nag. */
const GIVE_UP_AFTER = 30;

/**
 * Finds what is due by looking, each minute: the report dates of this morning, and those that passed in silence two days
 * ago. A date that moves needs no repair; each date nudges once. Answers how many messages were written.
 */
export async function findDue({ db, now }: { db: Database; now: Date }): Promise<number> {
  const rows = await waitingForReport(db, now);
  let written = 0;
  for (const row of rows) {
    const today = dayAt(now, row.zone);
    const days = daysFrom(row.report_on, today);
    if (days < 0 || days > GIVE_UP_AFTER || (days === 0 && hourAt(now, row.zone) < MORNING)) continue;
    if (days === LATE_AFTER && hourAt(now, row.zone) < MORNING) continue;
    // One that lay over a weekend without a server gets one mail, not two.
    written += Number(await inTransaction(db, (trx) => nudge(trx, row, days, now)));
  }
  return written;
}

type Waiting = Awaited<ReturnType<typeof waitingForReport>>[number];

const nudge = (trx: Parameters<typeof enqueueMessage>[0], row: Waiting, days: number, at: Date) => {
  const occasion = `${row.id}:${row.report_on}:${row.owner_id}`;
  const link = {
    kind: 'report' as const,
    commitmentId: row.id,
    ownerId: row.owner_id,
    reportOn: row.report_on,
  };
  const to = { personId: row.owner_id, roomId: row.room_id, at };
  const data = { text: row.text, reportOn: row.report_on, promisedTo: row.witness, link };
  return days < LATE_AFTER
    ? enqueueMessage(trx, { key: `report_due:${occasion}`, template: 'report_due', data, ...to })
    : enqueueMessage(trx, {
        key: `report_late:${occasion}`,
        template: 'report_late',
        data: { ...data, days },
        ...to,
      });
};

/** Commitments whose report date is near or past, that nothing has been said to, that rest not and are not done. */
const waitingForReport = (db: Database, now: Date) =>
  db
    .selectFrom('commitment')
    .innerJoin('room', 'room.id', 'commitment.room_id')
    .innerJoin('person', 'person.id', 'commitment.owner_id')
    .innerJoin('room_member', (join) =>
      join
        .onRef('room_member.room_id', '=', 'commitment.room_id')
        .onRef('room_member.person_id', '=', 'commitment.owner_id')
        .on('room_member.role', '<>', 'observer'),
    )
    .leftJoin('institution as witness', 'witness.id', 'commitment.witness_institution_id')
    .where('person.email', 'is not', null)
    .where('commitment.report_on', '<=', dayAt(now, 'Pacific/Kiritimati'))
    .where((eb) =>
      eb.not(
        eb.exists(
          eb
            .selectFrom('report_back')
            .whereRef('report_back.commitment_id', '=', 'commitment.id')
            .where((inner) =>
              inner.or([
                inner('report_back.status', '=', 'done'),
                inner('report_back.report_on', '=', inner.ref('commitment.report_on')),
              ]),
            ),
        ),
      ),
    )
    .where((eb) =>
      eb.not(
        eb.exists(
          eb
            .selectFrom('pause')
            .whereRef('pause.commitment_id', '=', 'commitment.id')
            .where('pause.ended_at', 'is', null),
        ),
      ),
    )
    // Both nudges of this date are written: nothing more to do for it.
    .where((eb) =>
      eb.not(
        eb.exists(
          eb
            .selectFrom('outbox')
            .where(
              sql<boolean>`outbox.key = concat('report_late:', commitment.id, ':', commitment.report_on, ':', commitment.owner_id)`,
            ),
        ),
      ),
    )
    .select([
      'commitment.id',
      'commitment.room_id',
      'commitment.owner_id',
      'commitment.text',
      'commitment.report_on',
      'room.zone',
      'witness.short_name as witness',
    ])
    .execute();
