import { members, of, row, writers, type Row, type Subjects } from './row.ts';

const plan = '/rooms/[room]/plan';
const thread = ({ threadId }: Subjects) => ({ threadId });
const comment = ({ commentId }: Subjects) => ({ commentId });
const suggestion = ({ suggestionId }: Subjects) => ({ suggestionId });

/** What is said about the plan's cards: this thread is Odette's (staff), this suggestion Olive's (observer). */
export const talkRows: Record<string, Row> = {
  [`GET ${plan}/talk`]: row(of(...members)),
  [`POST ${plan}?/comment`]: row(of(...members), () => ({ text: 'For whom?' })),
  [`POST ${plan}?/reply`]: row(of(...members), (t) => ({ ...thread(t), text: 'For all' })),
  [`POST ${plan}?/changeComment`]: row(of('staff'), (t) => ({ ...comment(t), text: 'For all?' })),
  [`POST ${plan}?/takeAway`]: row(of('staff'), comment),
  [`POST ${plan}?/resolve`]: row(of(...writers), thread),
  [`POST ${plan}?/reopen`]: row(of(...writers), thread),
  [`POST ${plan}?/carry`]: row(of(...writers), thread),
  [`POST ${plan}?/suggest`]: row(of(...members), () => ({
    ...{ field: 'how_good', before: '', after: 'under 5%', reason: '' },
  })),
  [`POST ${plan}?/accept`]: row(of(...writers), suggestion),
  [`POST ${plan}?/decline`]: row(of(...writers), suggestion),
  [`POST ${plan}?/withdraw`]: row(of('observer'), suggestion),
};
