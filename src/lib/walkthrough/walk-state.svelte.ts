import { reload } from '$lib/live/live.svelte.ts';
import { newId, type MomentId, type QuestionId } from '#domain/ids.ts';
import { momentAbilities } from '#domain/moment/abilities.ts';
import type { Moment } from '#domain/moment/moment.ts';
import { questionAbilities } from '#domain/question/abilities.ts';
import { inQueueOrder, isOpen, type Question } from '#domain/question/question.ts';
import { walkthroughAbilities } from '#domain/walkthrough/abilities.ts';
import type { WalkthroughNews } from '#domain/walkthrough/live.ts';
import { nextStation, type SessionWalk, type Walkthrough } from '#domain/walkthrough/walkthrough.ts';
import { m } from '$lib/paraglide/messages.js';
import { toasts } from '$lib/ui/toasts.svelte.ts';
import { send, type Sent } from './send.ts';

/** A session's walkthroughs, questions and moments as this page knows them: loaded once, then kept by live rows. */
export class WalkState {
  #facts: SessionWalk = $state.raw()!;
  #heard = 0;
  walkthroughs: Walkthrough[] = $state.raw([]);
  questions: Question[] = $state.raw([]);
  moments: Moment[] = $state.raw([]);
  voted: readonly QuestionId[] = $state.raw([]);
  currentQuestionId: QuestionId | null = $state(null);
  /** What the last command was refused with; '' concerns the whole. */
  errors: Record<string, string> = $state.raw({});

  readonly running = $derived(
    this.#facts.over ? undefined : this.walkthroughs.find(({ endedAt }) => endedAt === null),
  );
  readonly current = $derived(this.questions.find(({ id }) => id === this.currentQuestionId));
  readonly queue = $derived(inQueueOrder(this.questions, this.currentQuestionId));
  readonly openCount = $derived(this.questions.filter(isOpen).length);
  readonly walker = $derived(this.running?.walkerId === this.#facts.me.personId);
  readonly hidden = $derived(this.running?.hiddenAt != null);
  readonly station = $derived(this.running?.stations.find(({ id }) => id === this.running?.currentStationId));
  readonly may = $derived.by(() => {
    const { over, roomAbilities } = this.#facts;
    const facts = { over, walker: this.walker };
    return {
      ...walkthroughAbilities(roomAbilities, facts),
      question: questionAbilities(roomAbilities, facts),
      moment: momentAbilities(roomAbilities, facts),
      commit: roomAbilities.commit,
    };
  });

  constructor(loaded: SessionWalk) {
    this.load(loaded);
  }

  get sessionId() {
    return this.#facts.sessionId;
  }
  get roomId() {
    return this.#facts.roomId;
  }
  get roomLang() {
    return this.#facts.roomLang;
  }
  get me() {
    return this.#facts.me;
  }
  get institutions() {
    return this.#facts.institutions;
  }
  /** An institution of the room; a guest's is none. */
  institution(id: string | null) {
    return this.#facts.institutions.find((one) => one.id === id);
  }
  /** Where a commitment starts that comes from a question or a moment. */
  commitmentFrom(kind: 'question' | 'moment' | 'session', id: string): string {
    return `/commitments/new?room=${this.roomId}&session=${this.sessionId}&from=${kind}:${id}`;
  }

  /** Takes what the page loaded (again). */
  load(loaded: SessionWalk): void {
    this.#facts = loaded;
    this.walkthroughs = loaded.walkthroughs;
    this.questions = loaded.questions;
    this.moments = loaded.moments;
    this.voted = loaded.voted;
    this.currentQuestionId = loaded.currentQuestionId;
  }

  /** Takes one row that came over `/live`. */
  hear(news: WalkthroughNews): void {
    this.#heard += 1;
    if (news.kind === 'walkthrough') this.walkthroughs = withRow(this.walkthroughs, news.walkthrough);
    else if (news.kind === 'moment') this.moments = withRow(this.moments, news.moment);
    else {
      this.questions = withRow(this.questions, news.question);
      this.currentQuestionId = news.currentQuestionId;
    }
  }

  start = (stations: readonly string[]): Promise<boolean> =>
    this.#send('walkthroughs?/start', { stations: stations.join('\n') });
  /** Goes on to the next station; after the last one the walk ends. */
  goOn = (): Promise<boolean> => {
    const next = this.running && nextStation(this.running);
    if (!next) return this.end();
    return this.#send('walkthroughs?/arriveAt', { walkthroughId: this.running!.id, stationId: next.id });
  };
  hide = (): Promise<boolean> => this.#send('walkthroughs?/hide', { walkthroughId: this.running?.id });
  show = (): Promise<boolean> => this.#send('walkthroughs?/show', { walkthroughId: this.running?.id });
  end = (): Promise<boolean> => this.#send('walkthroughs?/end', { walkthroughId: this.running?.id });

  ask = (asked: {
    id: QuestionId;
    text: string;
    spoken?: boolean;
    institutionId?: string;
  }): Promise<boolean> =>
    this.#send('questions?/ask', {
      id: asked.id,
      text: asked.text,
      spoken: asked.spoken ? 'on' : undefined,
      institutionId: asked.institutionId,
    });
  /** Votes a question up, or takes the vote back; shown at once, taken back when it was refused. */
  vote = async (id: QuestionId): Promise<void> => {
    const before = this.voted;
    const had = before.includes(id);
    this.voted = had ? before.filter((one) => one !== id) : [...before, id];
    this.#count(id, had ? -1 : 1);
    const done = await this.#send(`questions?/${had ? 'unvote' : 'vote'}`, { questionId: id });
    if (done) return;
    this.voted = before;
    this.#count(id, had ? 1 : -1);
  };
  take = (id: QuestionId): Promise<boolean> => this.#send('questions?/take', { questionId: id });
  answer = (id: QuestionId, answer = ''): Promise<boolean> =>
    this.#send('questions?/answer', { questionId: id, answer });
  carry = (id: QuestionId): Promise<boolean> => this.#send('questions?/carry', { questionId: id });
  keep = (fields: Record<string, string | Blob | undefined>): Promise<Sent> =>
    send(`/sessions/${this.sessionId}/moments?/keep`, { id: newId<MomentId>(), ...fields });

  /** Our own change comes back over `/live`; where that is blocked, the page asks for it. */
  #expectNews(): void {
    const before = this.#heard;
    setTimeout(() => {
      if (this.#heard === before) reload(`session:${this.sessionId}`);
    }, 1_500);
  }

  #count(id: QuestionId, change: number): void {
    this.questions = this.questions.map((one) =>
      one.id === id ? { ...one, votes: Math.max(0, one.votes + change) } : one,
    );
  }

  async #send(path: string, fields: Record<string, string | undefined>): Promise<boolean> {
    const sent = await send(`/sessions/${this.sessionId}/${path}`, { sessionId: this.sessionId, ...fields });
    this.errors = sent.ok ? {} : sent.errors;
    if (sent.ok) this.#expectNews();
    if (!sent.ok) toasts.show(sent.errors[''] ?? Object.values(sent.errors)[0] ?? failedWords(sent.offline));
    return sent.ok;
  }
}

export const failedWords = (offline: boolean): string =>
  offline ? m.walkthrough_offline() : m.walkthrough_failed();

function withRow<R extends { id: string }>(rows: readonly R[], row: R): R[] {
  return rows.some(({ id }) => id === row.id)
    ? rows.map((one) => (one.id === row.id ? row : one))
    : [row, ...rows];
}
