import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testApp, type TestApp } from '../../tests/fixtures/app.ts';

let t: TestApp;
beforeAll(async () => {
  t = await testApp();
});
afterAll(() => t.close());

const notFound = expect.objectContaining({ code: 'not_found' });
const say = (institution: 'gihara' | 'nyanza' | 'muhura', stance: string, figure = '') => ({
  institutionId: t.institutionIds[institution],
  offers: [{ topicId: t.topicId, stance, figure }],
});

describe('offers and needs', () => {
  it('are said by those who speak for the institution, and by the network’s office', async () => {
    const words = say('gihara', 'can_give');
    await expect(t.app.offers.say(null, words)).rejects.toMatchObject({ code: 'signed_out' });
    for (const name of ['odette', 'clemence', 'felix', 'oscar'] as const)
      await expect(t.app.offers.say(await t.actorOf(name), words)).rejects.toEqual(notFound);
    expect(await t.app.offers.say(await t.actorOf('theo'), words)).toBe(1);
  });

  it('ask for the stance before the figure, and write nothing until then', async () => {
    const clemence = await t.actorOf('clemence');
    await expect(t.app.offers.say(clemence, say('nyanza', '', '12,5 jours'))).rejects.toMatchObject({
      fields: { 'offers.0.stance': 'error_offer_stance' },
    });
    await expect(t.app.offers.say(clemence, say('nyanza', 'perhaps'))).rejects.toMatchObject({
      fields: { 'offers.0.stance': 'error_choice' },
    });
    const { offers } = await t.app.offers.ofInstitution(clemence, t.institutionIds.nyanza);
    expect(offers).toMatchObject([{ stance: null }]);
  });

  it('tell who said them last and when; saying the same again changes nothing', async () => {
    const clemence = await t.actorOf('clemence');
    const words = say('nyanza', 'wants_to_receive', 'ruptures : 12,5 jours par mois');
    await t.app.offers.say(clemence, words);
    const first = await t.app.offers.ofInstitution(clemence, t.institutionIds.nyanza);
    expect(first.offers).toMatchObject([
      { stance: 'wants_to_receive', figure: 'ruptures : 12,5 jours par mois', by: 'Clémence Uwase' },
    ]);
    t.clock.set('2026-11-24T08:00:00Z');
    expect(await t.app.offers.say(await t.actorOf('beatrice'), words)).toBe(0);
    expect(await t.app.offers.ofInstitution(clemence, t.institutionIds.nyanza)).toEqual(first);
    const others = await t.app.offers.ofInstitution(await t.actorOf('oscar'), t.institutionIds.nyanza);
    expect(others).toMatchObject({ mayOffer: false, offers: [{ by: null, stance: 'wants_to_receive' }] });
  });

  it('are found by stance, level, language and topic, and name who can give what one wants', async () => {
    const oscar = await t.actorOf('oscar');
    const names = async (filter: object) =>
      (await t.app.offers.list(oscar, t.networkId, filter)).lines.map((line) => line.institution);
    expect(await names({})).toEqual(['Gihara Hospital', 'Nyanza Lake Hospital']);
    expect(await names({ stance: 'can_give', topicId: t.topicId })).toEqual(['Gihara Hospital']);
    expect(await names({ level: 'health_centre' })).toEqual([]);
    expect(await names({ lang: 'fr' })).toEqual([]);
    const after = `${t.institutionIds.gihara}.${t.topicId}`;
    expect(await names({ after })).toEqual(['Nyanza Lake Hospital']);
    const { needs } = await t.app.offers.matches(oscar, t.institutionIds.nyanza);
    expect(needs).toMatchObject([{ more: false, givers: [{ institution: 'Gihara Hospital' }] }]);
    await expect(t.app.offers.list(oscar, t.roomId as never)).rejects.toEqual(notFound);
  });
});
