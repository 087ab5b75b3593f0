import { accreditationPlan } from './accreditation-plan.ts';
import type { Happening, Stage } from './stage.ts';

/** A small health centre shows two hospitals how its wards stay clean. */
export const accreditation = (stage: Stage): Happening[] => [...accreditationPlan(stage)];
