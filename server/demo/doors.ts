import { sessionOf, type Happening, type Stage } from './stage.ts';

/** What waits at the doors: a link for one person, a poster, and a link for guests of the next session. */
export const doors = ({ calendar }: Stage): Happening[] => [
  {
    at: calendar.at(3, '10:20'),
    act: ({ app, actors, networkId, rooms, institutions }) =>
      app.invitations.make(actors.felix, {
        ...{ networkId, roomId: rooms.prenatal, institutionId: institutions.mutumba, role: 'staff' },
        ...{ name: 'Pascal Nkunzimana', telephone: '+257 79 000 000', days: 30 },
      }),
  },
  {
    at: calendar.at(2, '11:15'),
    act: ({ app, actors, networkId, rooms, institutions }) =>
      app.invitations.make(actors.felix, {
        ...{ networkId, roomId: rooms.prenatal, institutionId: institutions.mutumba, role: 'staff' },
        ...{ many: true, days: 30 },
      }),
  },
  {
    at: calendar.at(1, '16:05'),
    act: (stage) =>
      stage.app.guests.makeLink(stage.actors.felix, { sessionId: sessionOf(stage, 'data-review') }),
  },
];
