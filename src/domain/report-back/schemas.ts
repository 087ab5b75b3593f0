import * as v from 'valibot';
import { idOf, type CommitmentId, type ReportBackId } from '../ids.ts';
import { checkbox, choice, day, lang, text } from '../input.ts';
import { reportStatuses } from './report-back.ts';

/** A photo as a form sends it; an empty file field is no photo. */
const photo = v.optional(
  v.pipe(
    v.instance(Blob, 'error_check_this'),
    v.transform((file) => (file.size > 0 ? file : undefined)),
  ),
);

const emptyIsNone = (value: unknown) => (value === '' ? undefined : value);

const report = {
  status: choice(reportStatuses),
  text: text(2000),
  lang,
  helpWanted: checkbox,
  photo,
  /** Only for what is not done yet; when left out, in 14 days. */
  nextReportOn: v.optional(v.pipe(v.unknown(), v.transform(emptyIsNone), v.optional(day))),
};

export const giveReport = v.object({
  commitmentId: idOf<CommitmentId>(),
  /** The date this report answers: a page that was open too long does not answer the next one. */
  reportOn: day,
  ...report,
});

export const giveByLink = v.object(report);

export const hearReport = v.object({ reportBackId: idOf<ReportBackId>() });

export const replyToReport = v.object({ reportBackId: idOf<ReportBackId>(), text: text(2000), lang });
