import { accreditation } from './accreditation.ts';
import { pharmacie } from './pharmacie.ts';
import { pharmacy } from './pharmacy.ts';
import type { Happening, Stage } from './stage.ts';

/** Everything that happens in the demo, room by room; it is played in the order of time. */
export const stories = (stage: Stage): Happening[] => [
  ...pharmacy(stage),
  ...accreditation(stage),
  ...pharmacie(stage),
];
