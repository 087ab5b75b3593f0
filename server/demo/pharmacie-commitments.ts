import { promised } from './commitment.ts';
import { pharmacieCards } from './pharmacie-plan.ts';
import type { Seen } from './pharmacie-sessions.ts';
import { minutesAfter, type Happening, type Stage } from './stage.ts';

const room = 'pharmacie';

/** Ce que Ngozi et Kibuye se sont promis. */
export function pharmacieCommitments({ calendar }: Stage, seen: Seen): Happening[] {
  const { at, day, instant, workday } = calendar;
  const visit = instant(workday(22), '15:00');
  return [
    ...promised({
      ...{ room, owner: 'esperance', by: 'aline', at: at(19, '10:00'), learntFrom: 'ngozi' },
      ...{ from: ['plan_card', pharmacieCards.count] },
      text: 'Compter les 20 médicaments traceurs chaque vendredi',
      ...{ dueOn: day(-20), reportOn: day(0) },
      accepted: at(19, '12:35'),
    }),
    ...promised({
      ...{ room, owner: 'aline', at: at(18, '08:45'), learntFrom: 'ngozi' },
      ...{ from: ['plan_card', pharmacieCards.threshold] },
      text: 'Écrire le seuil de commande sur chaque fiche',
      ...{ dueOn: day(3), reportOn: day(1) },
    }),
    ...promised({
      ...{ room, owner: 'esperance', at: minutesAfter(visit, 47), from: ['moment', seen.card] },
      ...{ learntFrom: 'ngozi', text: 'Montrer la fiche de Ngozi à l’équipe de nuit' },
      ...{ dueOn: day(10), reportOn: day(8) },
      reports: [
        {
          ...{ at: at(8, '09:20'), status: 'done', scene: ['stockCard', 51] },
          text: 'Montrée trois soirs de suite. L’équipe demande un stylo attaché à chaque rayon, comme à Ngozi.',
          replies: [
            {
              ...{ by: 'reverien', at: at(8, '13:10') },
              text: 'Une ficelle suffit. Nous vous envoyons une photo de la nôtre.',
            },
          ],
          heard: { by: 'spes', at: at(7, '08:40') },
        },
      ],
    }),
    ...promised({
      ...{ room, owner: 'reverien', at: minutesAfter(visit, 48), session: 'ngozi-walk' },
      text: 'Prêter deux bacs rouges à Kibuye pour essayer',
      ...{ dueOn: day(-6), reportOn: day(6) },
      reports: [
        {
          ...{ at: at(6, '16:45'), status: 'on_the_way', scene: ['redBox', 52], next: day(-10) },
          text: 'Les bacs sont prêts. Ils partent avec l’ambulance de mardi.',
          replies: [{ by: 'aline', at: at(5, '08:10'), text: 'Merci ! Nous préparons la place.' }],
        },
      ],
    }),
    ...promised({
      ...{ room, owner: 'reverien', by: 'spes', at: at(12, '11:00') },
      text: 'Écrire à deux la prochaine commande du district',
      ...{ dueOn: day(-15), reportOn: day(-16) },
    }),
  ];
}
