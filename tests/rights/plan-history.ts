import { members, of, row, type Row, type Subjects } from './row.ts';

const plan = '/rooms/[room]/plan';
/** Who speaks for an institution that gives or receives in the room. */
const signers = ['co_facilitator', 'manager'] as const;

/** The plan's history, its versions and signatures. The version asked about has Gihara's signature and waits for the other. */
export const planHistoryRows: Record<string, Row> = {
  [`GET ${plan}/history`]: row(of(...members)),
  [`GET ${plan}/history/[version]`]: row(of(...members)),
  [`GET ${plan}/signed/[version]`]: row(of(...members)),
  [`GET ${plan}/signed/[version]/text`]: row(of(...members)),
  [`GET ${plan}/sign-off`]: row(of(...members)),
  // Nobody has seen a plan like this: the right is there, the form is not done
  [`POST ${plan}/sign-off?/sign`]: row(of(...signers), () => ({ hash: 'a'.repeat(64) })),
  [`POST ${plan}/sign-off?/withdraw`]: row(of(...signers), ({ versionId }: Subjects) => ({ versionId })),
};
