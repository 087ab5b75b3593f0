import { resolve } from '$app/paths';

/** As what a plan is shown: its cards, the table of its actions, or its driver diagram. */
export const planShapes = ['cards', 'table', 'diagram'] as const;
export type PlanShape = (typeof planShapes)[number];

export const shapeOf = (value: string | null): PlanShape =>
  planShapes.find((one) => one === value) ?? 'cards';

/** Where a commitment is made from a card. */
export const commitHref = (roomId: string, cardId: string): string =>
  `${resolve('/(app)/commitments/new')}?room=${roomId}&from=plan_card:${cardId}`;

/** Where a room's shared document is, as a file. */
export const documentHref = (roomId: string): string =>
  resolve('/(app)/rooms/[room]/plan/document', { room: roomId });
