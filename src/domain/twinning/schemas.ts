import * as v from 'valibot';
import { idOf, type NetworkId, type TopicId, type TwinningId } from '../ids.ts';
import { chosen, day, optionalText } from '../input.ts';

/** An institution as it was chosen from a list (its id), or typed: "Name", or "Name, Place" where two share one. */
export const institutionSaid = v.pipe(
  v.string('error_choice'),
  v.trim(),
  v.minLength(1, 'error_choice'),
  v.maxLength(300, 'error_too_long'),
);
const partner = v.object({
  institutionId: institutionSaid,
  sponsor: optionalText(160),
});
const partners = v.pipe(
  v.array(partner, 'error_choice'),
  v.minLength(1, 'error_choice'),
  v.maxLength(6, 'error_twinning_many'),
);

const step = v.pipe(
  v.optional(v.union([v.string(), v.number()]), 1),
  v.transform(Number),
  v.integer('error_choice'),
  v.minValue(1, 'error_choice'),
  v.maxValue(6, 'error_choice'),
);

const agreed = {
  agreement: optionalText(4000),
  agreedOn: v.optional(
    v.union([
      v.pipe(
        v.literal(''),
        v.transform(() => null),
      ),
      v.null(),
      day,
    ]),
    null,
  ),
  step,
};

const between = { topicId: chosen<TopicId>(), givers: partners, receivers: partners };

export const makeTwinning = v.object({ networkId: idOf<NetworkId>(), ...between, ...agreed });

/** Once a room is open, topic and institutions stay: only the sponsors of `givers` and `receivers` are taken. */
export const changeTwinning = v.object({ twinningId: idOf<TwinningId>(), ...between, ...agreed });

export const endTwinning = v.object({ twinningId: idOf<TwinningId>() });
