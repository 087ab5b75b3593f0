import * as v from 'valibot';
import { idOf, newId, type InstitutionId, type QuestionId, type SessionId } from '../ids.ts';
import { checkbox, optionalText, text } from '../input.ts';

/** `id` is made on the phone, so that a repeated request is recognised. */
export const askQuestion = v.object({
  id: v.optional(idOf<QuestionId>(), () => newId<QuestionId>()),
  sessionId: idOf<SessionId>(),
  text: text(400),
  spoken: checkbox,
  /** For whom a spoken question is noted; the asker's own institution when left out. */
  institutionId: v.optional(
    v.union(
      [
        v.pipe(
          v.literal(''),
          v.transform(() => undefined),
        ),
        idOf<InstitutionId>(),
      ],
      'error_choice',
    ),
  ),
});

export const thisQuestion = v.object({ questionId: idOf<QuestionId>() });

export const answerQuestion = v.object({ questionId: idOf<QuestionId>(), answer: optionalText(2000) });
