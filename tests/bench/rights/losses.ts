import type { TestApp } from '../../fixtures/app.ts';

export type Door = 'plan socket' | 'page events' | 'call' | 'voice';
export interface Stage {
  secret: string;
  sessionId: string;
  roomId: string;
  documentId: string;
  lose(): Promise<unknown>;
  reset?(): Promise<unknown>;
}
export interface Loss {
  name: string;
  /** Which of the open doors shut. */
  closes: readonly Door[];
  /** Who comes back finds the call shut; for everything but a session's own losses also plan and page. */
  keepsOut: readonly ('plan' | 'call' | 'page')[];
  prepare(t: TestApp): Promise<Stage>;
}

const everything = {
  closes: ['plan socket', 'page events', 'call'],
  keepsOut: ['plan', 'call', 'page'],
} as const;

/** Odette in her room with a session that runs. */
async function odette(t: TestApp) {
  const sessionId = (await t.app.sessions.plan(await t.actorOf('felix'), {
    ...{ roomId: t.roomId, kind: 'coaching_session', title: 'Measured' },
    ...{ day: new Date(Date.now() + 86_400_000).toISOString().slice(0, 10), time: '14:00', minutes: 60 },
  })) as unknown as string;
  await t.db.updateTable('session').set({ opened_at: new Date() }).where('id', '=', sessionId).execute();
  const { id: documentId } = await t.db
    .selectFrom('document')
    .where('room_id', '=', t.roomId)
    .where('kind', '=', 'plan')
    .select('id')
    .executeTakeFirstOrThrow();
  const secret = await t.app.auth.start(t.personIds.odette, 'bench');
  return { sessionId, roomId: t.roomId as string, documentId, secret };
}

const seat = (t: TestApp) => async () => {
  const place = { room_id: t.roomId, person_id: t.personIds.odette, institution_id: t.institutionIds.gihara };
  await t.db
    .insertInto('room_member')
    .values({ ...place, role: 'staff', created_at: new Date() } as never)
    .onConflict((at) => at.columns(['room_id', 'person_id']).doUpdateSet({ role: 'staff' }))
    .execute();
};
const place = (t: TestApp) => ({ roomId: t.roomId, personId: t.personIds.odette });

export const losses: readonly Loss[] = [
  {
    ...{ name: 'taken out of the room', ...everything },
    async prepare(t) {
      const felix = await t.actorOf('felix');
      return {
        ...(await odette(t)),
        lose: () => t.app.roomMembers.remove(felix, place(t)),
        reset: seat(t),
      };
    },
  },
  {
    ...{ name: 'replaced by somebody', ...everything },
    async prepare(t) {
      const felix = await t.actorOf('felix');
      const successorId = t.personIds.theo;
      return {
        ...(await odette(t)),
        lose: () => t.app.roomMembers.replace(felix, { ...place(t), successorId }),
        reset: seat(t),
      };
    },
  },
  {
    ...{ name: 'another role, which only listens', closes: ['voice'], keepsOut: [] },
    async prepare(t) {
      const felix = await t.actorOf('felix');
      const observer = { ...place(t), role: 'observer', institutionId: t.institutionIds.gihara };
      return {
        ...(await odette(t)),
        lose: () => t.app.roomMembers.change(felix, observer),
        reset: seat(t),
      };
    },
  },
  {
    ...{ name: 'the session is ended', closes: ['call'], keepsOut: ['call'] },
    async prepare(t) {
      const [felix, stage] = [await t.actorOf('felix'), await odette(t)];
      return { ...stage, lose: () => t.app.sessions.end(felix, { sessionId: stage.sessionId }) };
    },
  },
  {
    ...{ name: 'a guest is taken out', closes: ['page events', 'call'], keepsOut: ['call', 'page'] },
    async prepare(t) {
      const [felix, stage] = [await t.actorOf('felix'), await odette(t)];
      const { sessionId } = stage;
      const { token } = await t.app.guests.makeLink(felix, { sessionId });
      const said = { name: 'Guest', institution: 'Ruli', lang: 'en', zone: 'Africa/Kigali' };
      const from = { address: `10.0.0.${Math.floor(Math.random() * 200)}` };
      const { personId } = await t.app.guests.come(token, null, said, from);
      await t.app.guests.letIn(felix, { sessionId, personId });
      return {
        ...{ ...stage, secret: await t.app.auth.start(personId, 'bench') },
        lose: () => t.app.sessions.remove(felix, { sessionId, personId }),
      };
    },
  },
  {
    ...{ name: 'all other sign-ins are ended', ...everything },
    async prepare(t) {
      const me = await t.actorOf('odette');
      return { ...(await odette(t)), lose: () => t.app.people.endOtherSignIns(me, {}) };
    },
  },
];
