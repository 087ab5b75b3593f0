import { pharmacyPlan } from './pharmacy-plan.ts';
import type { Happening, Stage } from './stage.ts';

/** Gihara shows Nyanza Lake how its pharmacy never runs out. */
export const pharmacy = (stage: Stage): Happening[] => [...pharmacyPlan(stage)];
