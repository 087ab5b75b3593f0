import { afterAll, expect, test } from 'vitest';
import type { Actor } from '#domain/person/actor.ts';
import { secretOf, testApp } from '../../tests/fixtures/app.ts';
import { hashPassword } from '../auth/passwords.ts';

const t = await testApp();
afterAll(() => t.close());
const password = 'a few words in a row';
const from = { address: '10.0.0.9', device: 'Firefox' };
const people = () => t.app.people;

/** Everything that asks who one is once more; each with what is right but for the proof. */
const verbs = (actor: Actor): Record<string, (proof?: string) => Promise<unknown>> => ({
  askForAddress: (proof) => people().askForAddress(actor, { email: 'new@example.org', proof }),
  addPasskey: (proof) => people().addPasskey(actor, { name: 'x', answer: { id: 'x', response: {} }, proof }),
  confirmSecondFactor: (proof) => people().confirmSecondFactor(actor, { code: '000000', proof }),
  newRecoveryCodes: (proof) => people().newRecoveryCodes(actor, { code: '000000', proof }),
  turnSecondFactorOff: (proof) => people().turnSecondFactorOff(actor, { code: '000000', proof }),
  exportMine: (proof) => people().exportMine(actor, { proof }),
  deleteAccount: (proof) => people().deleteAccount(actor, { typed: 'somebody else', proof }),
});

const set = (person: object) =>
  t.db.updateTable('person').set(person).where('id', '=', t.personIds.theo).execute();
const audited = () =>
  t.db
    .selectFrom('audit')
    .where('person_id', '=', t.personIds.theo)
    .where('kind', '=', 'export_opened')
    .selectAll()
    .execute();

test('with a password or a PIN it is typed once more, and a wrong one does nothing; guessing ends', async () => {
  await set({ password_hash: await hashPassword(password), pin_hash: await hashPassword('739205') });
  const theo = { ...(await t.actorOf('theo')), from };
  expect(await people().proofNeed(theo)).toBe('password');
  for (const [name, verb] of Object.entries(verbs(theo)))
    for (const wrong of [undefined, 'wrong'])
      if (name !== 'deleteAccount' || wrong)
        await expect(verb(wrong), name)
          .rejects.toMatchObject({ fields: { proof: 'error_proof' } })
          .then(
            // Each counts; this test is about something else.
            () => t.db.deleteFrom('rate_limit').execute(),
          );
  expect(await audited()).toEqual([]);
  await people().exportMine(theo, { proof: password });
  await people().exportMine(theo, { proof: '739205' });
  expect(await audited()).toMatchObject([from, from]);
  for (let n = 0; n < 10; n++)
    await expect(people().exportMine(theo, { proof: 'no' })).rejects.toMatchObject({ code: 'invalid' });
  await expect(people().exportMine(theo, { proof: password })).rejects.toMatchObject({ code: 'too_many' });
  await t.db.deleteFrom('rate_limit').execute();
});

test('with neither, a sign-in of the last ten minutes counts, one’s own and no other', async () => {
  await set({ password_hash: null, pin_hash: null });
  const secret = secretOf({
    personId: t.personIds.theo,
    secret: await t.app.auth.start(t.personIds.theo, from, 'link'),
  });
  const others = await t.app.auth.start(t.personIds.grace, from, 'link');
  const { actor } = (await t.app.auth.actorOf(secret))!;
  const strange = { ...actor, authSessionId: (await t.app.auth.actorOf(others))!.actor.authSessionId };
  expect(await people().proofNeed(actor)).toBe('fresh');
  await people().exportMine(actor, {});
  await expect(people().exportMine(strange, {})).rejects.toMatchObject({ code: 'conflict' });
  t.clock.set('2026-11-23T08:10:01Z');
  expect(await people().proofNeed(actor)).toBe('again');
  for (const [name, verb] of Object.entries(verbs(actor)))
    await expect(verb(), name).rejects.toMatchObject({ fields: { '': 'error_proof_again' } });
  await expect(people().changePassword(actor, { password })).rejects.toMatchObject({
    fields: { '': 'error_proof_again' },
  });
});

test('what was proved counts no more when the password changed while it was being checked', async () => {
  await set({ password_hash: await hashPassword(password) });
  const theo = await t.actorOf('theo');
  const next = await hashPassword('other words in a row');
  // The change comes between the check, which holds no connection, and the transaction.
  const asked = t.db.transaction().execute(async (trx) => {
    await trx.selectFrom('person').where('id', '=', theo.personId).forUpdate().select('id').execute();
    const export1 = people().exportMine(theo, { proof: password });
    export1.catch(() => {});
    await new Promise((wait) => setTimeout(wait, 600));
    await trx.updateTable('person').set({ password_hash: next }).where('id', '=', theo.personId).execute();
    return { export1 };
  });
  await expect((await asked).export1).rejects.toMatchObject({ fields: { '': 'error_proof_changed' } });
});
