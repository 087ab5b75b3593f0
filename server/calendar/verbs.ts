import { answerSession, makeFeed, noInput } from '#domain/calendar/schemas.ts';
import type { Binding } from '../bind.ts';
import { createLinks } from '../messaging/links.ts';
import { answer, ofSession } from './answers.ts';
import { createAnswerPages } from './by-link.ts';
import { createFeeds, endOwnFeed, feedState, makeOwnFeed } from './feed.ts';
import { between, fileOf, invited, seriesOf } from './queries.ts';

interface Around {
  origin: string;
  secret: string;
}

/** Who comes to a session, and calendars. */
export const calendarVerbs = ({ read, write }: Binding, { origin }: Around) => ({
  answer: write(answerSession, answer('page')),
  answersTo: read(ofSession),
  invited: read(invited),
  seriesOf: read(seriesOf),
  between: read(between),
  fileOf: read(fileOf(origin)),
  feedState: read(feedState),
  makeFeed: write(makeFeed, makeOwnFeed),
  endFeed: write(noInput, endOwnFeed),
});

/** Doors without sign-in: an answer by signed link, and the calendar at a secret address. */
export const calendarDoors = ({ db, clock }: Binding, { origin, secret }: Around) => ({
  answerLinks: createAnswerPages({ db, clock, links: createLinks(secret) }),
  feeds: createFeeds({ db, clock, origin }),
});
