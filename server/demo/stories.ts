import { accreditation } from './accreditation.ts';
import { dataQuality } from './data-quality.ts';
import { doors } from './doors.ts';
import { pharmacie } from './pharmacie.ts';
import { pharmacy } from './pharmacy.ts';
import { prenatal } from './prenatal.ts';
import type { Happening, Stage } from './stage.ts';

/** Everything that happens in the demo, room by room; it is played in the order of time. */
export const stories = (stage: Stage): Happening[] => [
  ...pharmacy(stage),
  ...accreditation(stage),
  ...pharmacie(stage),
  ...dataQuality(stage),
  ...prenatal(stage),
  ...doors(stage),
];
