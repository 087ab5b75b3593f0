import * as v from 'valibot';

/** What a browser says on `/live`: the topics of the pages it shows. Each message replaces the one before. */
export const watchMessage = v.object({
  watch: v.pipe(
    v.array(v.pipe(v.string(), v.regex(/^(room|session|person):[0-9a-f-]{36}$/))),
    // A facilitator of many rooms follows them all.
    v.maxLength(300),
  ),
});

/** What the server says: a topic changed, with the changed row where everybody on the topic may see it. */
export interface LiveMessage {
  version: number;
  topic: string;
  data?: unknown;
}

/** What else the server says: which topics it tells of, and that somebody's rights changed. */
export interface LiveNotice {
  version: number;
  watching: string[];
  /** The rights of whoever watches changed: every open page asks anew. */
  rights?: true;
}
