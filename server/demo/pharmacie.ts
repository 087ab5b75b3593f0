import { pharmaciePlan } from './pharmacie-plan.ts';
import type { Happening, Stage } from './stage.ts';

/** Ngozi montre à Kibuye comment sa pharmacie compte et commande. */
export const pharmacie = (stage: Stage): Happening[] => [...pharmaciePlan(stage)];
