import { isDeepStrictEqual } from 'node:util';
import * as Y from 'yjs';
import type { Ground } from '../bench/realtime/ground.ts';
import { until, type Way } from '../fixtures/realtime.ts';
import { Person, type Seat } from './person.ts';
import { promisedIn, readDisk, type Promised } from './promises.ts';

export interface Table {
  document: string;
  /** Two write and two only read: of each kind one over a socket and one over requests. */
  people: Person[];
}

const ways: Way[] = ['socket', 'requests'];
/** So many edits a second each writer makes. */
const pace = 12;

/** People around documents, who go on writing whatever happens to their lines. */
export class Crowd {
  readonly tables: Table[];
  readonly #random: () => number;
  #typing: NodeJS.Timeout | null = null;

  private constructor(tables: Table[], random: () => number) {
    this.tables = tables;
    this.#random = random;
  }

  /** Four people each at so many fresh documents, spread over these servers; resolves when all have read theirs. */
  static async gather(
    ground: Ground,
    urls: readonly string[],
    { documents, random }: { documents: number; random: () => number },
  ): Promise<Crowd> {
    let n = 0;
    const seat = (document: string, at: number): Seat => ({
      ...{ document, url: urls[(at >> 1) % urls.length]!, way: ways[at % 2]! },
      cookie: ground.people[n++ % ground.people.length]!,
    });
    const tables = (await ground.documents(documents)).map((document) => ({
      document,
      // First one of each way on one server, then on the next.
      people: [0, 1, 2, 3].map((at) => new Person(seat(document, at))),
    }));
    await Promise.all(tables.flatMap(({ people }) => people.map(({ synced }) => synced)));
    return new Crowd(tables, random);
  }

  get people(): Person[] {
    return this.tables.flatMap(({ people }) => people);
  }

  /** From now on the writers type, connected or not. */
  write(): void {
    const writers = this.tables.flatMap(({ people }) => writersOf(people));
    const begun = performance.now();
    let written = 0;
    this.#typing = setInterval(() => {
      const due = ((performance.now() - begun) / 1000) * pace * writers.length;
      for (; written < due; written++) writers[written % writers.length]!.write(this.#random);
    }, 5);
  }
  rest(): void {
    if (this.#typing) clearInterval(this.#typing);
    this.#typing = null;
  }
  leave(): void {
    for (const person of this.people) person.leave();
  }
  comeBack(): void {
    for (const person of this.people) person.comeBack();
  }
  go(): void {
    this.rest();
    for (const person of this.people) person.go();
  }

  /** What has been shown and said until now. */
  promised(): Promised[] {
    return this.tables.map(promisedIn);
  }

  /** Waits until everybody at a table reads the same, and the disk too. How many tables do not, after `ms`. */
  async apart(ground: Ground, ms: number): Promise<number> {
    const together = async ({ document, people }: Table) => {
      const [first, ...others] = people.map(({ doc }) => reading(doc));
      if (!others.every((other) => isDeepStrictEqual(other, first))) return false;
      const disk = await readDisk(ground.pool, document).catch(() => null);
      return disk !== null && isDeepStrictEqual(reading(disk), first);
    };
    const all = this.tables.map((table) =>
      until(() => together(table), ms).then(
        () => 0,
        () => 1,
      ),
    );
    return (await Promise.all(all)).reduce((sum: number, one) => sum + one, 0);
  }
}

/** With two servers there is one writer on each. */
export const writersOf = (people: readonly Person[]): Person[] => [people[0]!, people[3]!];

const reading = (doc: Y.Doc) => ({
  clocks: Y.decodeStateVector(Y.encodeStateVector(doc)),
  words: doc.getText('words').toString(),
});
