import * as v from 'valibot';
import { idOf, type Id, type RoomId } from '../ids.ts';

export type PlanLinkId = Id<'plan_link'>;

/** For so many days a public link to a plan may work. */
export const linkDays = ['7', '30', '90'] as const;
/** More at once nobody could keep in mind. */
export const planLinksAtOnce = 20;

export const makePlanLink = v.object({
  roomId: idOf<RoomId>(),
  days: v.pipe(v.picklist(linkDays, 'error_choice'), v.transform(Number)),
});
export const revokePlanLink = v.object({ roomId: idOf<RoomId>(), linkId: idOf<PlanLinkId>() });

/** A public link as those who may share the plan see it; its secret is not among it. */
export interface PlanLink {
  id: PlanLinkId;
  madeBy: string;
  madeAt: Date;
  expiresAt: Date;
  lastOpenedAt: Date | null;
}
