import { agendaRows } from '#domain/session/session.ts';

/** Rows of the agenda's fields in a form, each field with its number; one without a title is left out. */
export const agendaOf = (input: Record<string, unknown>) =>
  Array.from({ length: agendaRows }, (_, n) => ({
    title: input[`itemTitle${n}`],
    kind: input[`itemKind${n}`],
    minutes: input[`itemMinutes${n}`],
    threadId: input[`itemThread${n}`],
  })).filter(({ title }) => typeof title === 'string' && title.trim() !== '');
