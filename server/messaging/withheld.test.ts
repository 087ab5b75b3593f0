import { expect, test } from 'vitest';
import { later, plan, t, tell, withInvitations } from '../../tests/fixtures/invitations.ts';
import { findReminders } from '../calendar/find-reminders.ts';
import { findDue } from '../commitment/find-due.ts';
import { deliver, type Outgoing } from './deliver.ts';
import { createLinks } from './links.ts';

withInvitations();

test('who was taken out of a room gets none of the mails that waited or come by the clock, but that a date is off', async () => {
  const felix = await t.actorOf('felix');
  const { odette, jeanpaul } = t.personIds;
  for (const ownerId of [odette, jeanpaul])
    await t.app.commitments.make(felix, {
      ...{ roomId: t.roomId, text: 'Count every Friday', lang: 'en', ownerId },
      ...{ dueOn: '2026-12-01', reportOn: '2026-12-02' },
      institutionId: ownerId === odette ? t.institutionIds.gihara : t.institutionIds.nyanza,
    });
  await plan();
  await tell();
  await t.app.roomMembers.remove(felix, { roomId: t.roomId, personId: odette });
  await tell();
  for (const day of ['2026-11-25', '2026-11-26', '2026-12-02', '2026-12-05']) {
    t.clock.set(new Date(`${day}T07:00:00Z`));
    await findReminders({ db: t.db, now: t.clock.now() });
    await findDue({ db: t.db, now: t.clock.now() });
    later(1);
  }
  const rows = await t.db.selectFrom('outbox').select(['id', 'person_id', 'template']).execute();
  const sent: Outgoing[] = [];
  const parts = {
    ...{ db: t.db, clock: t.clock, origin: t.app.origin, from: 'Twinward <meet@twin.example>' },
    links: createLinks('a secret of the tests, long enough'),
    gateway: (mail: Outgoing) => (sent.push(mail), Promise.resolve('taken')),
  };
  for (const { id } of rows) await deliver(parts, id);
  const to = (personId: string) =>
    sent
      .map(({ id }) => rows.find((row) => row.id === id)!)
      .filter((row) => row.person_id === personId)
      .map((row) => row.template);
  // What waited for her was written before; it stays here.
  expect(rows.filter((row) => row.person_id === odette).length).toBeGreaterThan(1);
  expect(to(odette)).toEqual(['session_withdrawn']);
  // Somebody who stays gets all of it.
  expect(to(jeanpaul)).toEqual(expect.arrayContaining(['session_invited', 'report_due']));
});
