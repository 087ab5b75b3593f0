import * as v from 'valibot';
import { idOf, type InstitutionId } from '../ids.ts';
import { chosen, optionalText } from '../input.ts';
import type { TopicId } from '../ids.ts';
import { stances } from './offer.ts';

/** What an institution says, all its topics in one go. A topic left without a stance is not spoken about. */
export const sayOffers = v.object({
  institutionId: idOf<InstitutionId>(),
  offers: v.pipe(
    v.array(
      v.object({
        topicId: chosen<TopicId>(),
        stance: v.optional(v.union([v.literal(''), v.picklist(stances, 'error_choice')], 'error_choice'), ''),
        figure: optionalText(200),
      }),
    ),
    v.maxLength(200, 'error_check_this'),
  ),
});
