import { newId, type CardId, type PlanThreadId } from '#domain/ids.ts';
import type { PersonKey } from './people.ts';
import { pharmacyCards } from './pharmacy-plan.ts';
import { writing, type Happening, type Stage } from './stage.ts';

const room = 'pharmacy';

/** What is said about two cards of the plan: a conversation with a question open, and another wording that nobody has decided. */
export function pharmacyTalk({ calendar: { at } }: Stage): Happening[] {
  const threadId = newId<PlanThreadId>();
  const on = (stage: Stage, cardId: CardId) => ({ roomId: stage.rooms[room], cardId });
  const says = (by: PersonKey, when: Date, text: string): Happening => ({
    at: when,
    act: (stage) => stage.app.planTalk.reply(writing(stage, by, room), { threadId, text }),
  });
  return [
    {
      at: at(11, '16:20'),
      act: (stage) =>
        stage.app.planTalk.begin(writing(stage, 'clemence', room), {
          ...{ ...on(stage, pharmacyCards.binCard), id: threadId, field: 'meaning' },
          text: 'Who signs at night, when the pharmacist is at home? @Odette Mukamana',
        }),
    },
    says(
      'odette',
      at(11, '18:05'),
      'The nurse in charge. One letter is enough; the list of letters hangs inside the door.',
    ),
    says('jeanpaul', at(10, '07:50'), 'Our night team changes every week. We would need a longer list.'),
    says('odette', at(10, '12:30'), 'Then let them write the name. What counts is that somebody does.'),
    {
      at: at(5, '15:10'),
      act: (stage) =>
        stage.app.planTalk.suggest(writing(stage, 'olive', room), {
          ...{ ...on(stage, pharmacyCards.count), field: 'detail' },
          before: 'Before the store closes; the sheet hangs at the door.',
          after: 'On Friday before the store closes; the sheet hangs at the door.',
          reason: 'Else it is forgotten in weeks with a holiday.',
        }),
    },
  ];
}
