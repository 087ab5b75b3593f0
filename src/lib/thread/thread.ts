import type { Side, Twin } from '../ui/types.ts';

/** One knot of a thread. `when` are words ("yesterday"), `at` the machine date, `full` the whole date. */
export interface ThreadItem {
  id: string;
  title: string;
  detail?: string | null;
  when?: string;
  at?: string;
  full?: string;
  href?: string;
  side: Side;
  twin: Twin;
}
