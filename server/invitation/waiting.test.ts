import { afterAll, expect, test } from 'vitest';
import { testApp } from '../../tests/fixtures/app.ts';

const t = await testApp();
const [ada, beatrice, theo, grace, odette] = await Promise.all(
  (['ada', 'beatrice', 'theo', 'grace', 'odette'] as const).map((name) => t.actorOf(name)),
);
afterAll(() => t.close());

const { invitations } = t.app;
const notFound = expect.objectContaining({ code: 'not_found' });
const { gihara, nyanza } = t.institutionIds;
const place = (more: object) => ({ networkId: t.networkId, roomId: '', institutionId: gihara, ...more });

test('who speaks for an institution sees and makes its invitations, for nobody else’s; a poster gives staff alone', async () => {
  const poster = place({ target: 'institution', role: 'staff', many: true });
  await expect(invitations.make(odette!, poster)).rejects.toEqual(notFound);
  await expect(invitations.waitingAt(odette!, gihara)).rejects.toEqual(notFound);
  await expect(invitations.waitingAt(theo!, nyanza)).rejects.toEqual(notFound);
  await expect(invitations.make(theo!, { ...poster, role: 'co_facilitator' })).rejects.toMatchObject({
    fields: { role: 'error_invite_poster_role' },
  });
  await invitations.make(theo!, poster);
  const [first] = (await invitations.waitingAt(theo!, gihara)).items;
  expect(first).toMatchObject({ many: true, role: 'staff', uses: 0, room: null });
});

test('a network’s invitations: those to its own roles only for administrators', async () => {
  await invitations.make(ada!, place({ role: 'backbone_manager', name: 'Solange' }));
  await invitations.make(ada!, place({ roomId: t.roomId, role: 'staff', name: 'Aline' }));
  await expect(invitations.waitingIn(theo!, t.networkId)).rejects.toEqual(notFound);
  const namesFor = async (actor: typeof ada) =>
    (await invitations.waitingIn(actor!, t.networkId)).items.map((one) => one.name);
  expect(await namesFor(ada)).toEqual(expect.arrayContaining(['Solange', 'Aline']));
  expect(await namesFor(beatrice)).toContain('Aline');
  expect(await namesFor(beatrice)).not.toContain('Solange');
});

test('institutions and rooms are found by words of their names, and wildcards are words', async () => {
  for (const find of [invitations.invitable, invitations.invitableRooms]) {
    await expect(find(grace!, t.networkId, '')).rejects.toEqual(notFound);
    expect(await find(ada!, t.networkId, '%')).toEqual([]);
    expect((await find(ada!, t.networkId, '')).length).toBeGreaterThan(0);
  }
  expect(await invitations.invitable(ada!, t.networkId, 'gihar')).toMatchObject([{ id: gihara }]);
});
