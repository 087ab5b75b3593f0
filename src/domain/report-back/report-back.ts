import type { PersonId, ReportBackId } from '../ids.ts';
import { addDays } from '../commitment/days.ts';

export const reportStatuses = ['done', 'on_the_way', 'stuck'] as const;
export type ReportStatus = (typeof reportStatuses)[number];

/** Days until somebody who is on the way or stuck tells again, unless they choose another day. */
export const NEXT_REPORT_DAYS = 14;

/** The day proposed for the next report. */
export const nextReportOn = (today: string): string => addDays(today, NEXT_REPORT_DAYS);

export interface Reply {
  id: string;
  byName: string;
  institutionId: string;
  text: string;
  lang: 'en' | 'fr';
  at: Date;
}

/** One report-back as the commitment's page shows it. */
export interface ReportBack {
  id: ReportBackId;
  reportOn: string;
  status: ReportStatus;
  text: string;
  lang: 'en' | 'fr';
  helpWanted: boolean;
  imageId: string | null;
  by: { id: PersonId; name: string };
  at: Date;
  heard: { byName: string; institutionId: string; at: Date } | null;
  replies: Reply[];
}
