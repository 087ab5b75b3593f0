import * as v from 'valibot';
import {
  idOf,
  newId,
  type AnyId,
  type MomentId,
  type QuestionId,
  type StationId,
  type WalkthroughId,
} from '../ids.ts';
import { checkbox, optionalText } from '../input.ts';

const maybe = <T extends AnyId>() =>
  v.optional(
    v.union([
      v.pipe(
        v.literal(''),
        v.transform(() => undefined),
      ),
      idOf<T>(),
    ]),
  );

/** What the device's clock said; a clock that is wrong is kept as it was. */
const deviceTime = v.pipe(
  v.string('error_check_this'),
  v.transform((value) => new Date(value)),
  v.check((at) => at.getTime() > Date.UTC(1970, 0) && at.getTime() < Date.UTC(2100, 0), 'error_check_this'),
);

/** `id` is made on the phone; station and question are those shown when the frame was frozen. */
export const keepMoment = v.object({
  id: v.optional(idOf<MomentId>(), () => newId<MomentId>()),
  walkthroughId: idOf<WalkthroughId>(),
  stationId: maybe<StationId>(),
  questionId: maybe<QuestionId>(),
  note: optionalText(400),
  deviceAt: deviceTime,
  image: v.instance(Blob, 'error_image_missing'),
  noPatient: v.pipe(checkbox, v.literal(true, 'error_no_patient')),
});
