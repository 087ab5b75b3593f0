import * as Y from 'yjs';
import { structAt } from './type-depth.ts';
import type { DecodedUpdate } from './validate.ts';

type Structs = DecodedUpdate['structs'];

/** So many may be misplaced in a document: nobody's editor writes one, and Yjs places this many in no time. */
const maxMisplaced = 200;
/** So many items that might be misplaced are taken between two looks at the whole document. */
const lookEvery = 1000;

/**
 * The items that no editor writes, given those of `base` that they stand beside. Whoever inserts right of X names the right neighbour that X has for them;
 * once they have seen an item of the origin X that neighbour is of the origin X too, and what is at the beginning is of no origin. Yjs
 * compares an item that says otherwise with all that stands between its neighbours: n such items take n² steps, in every browser.
 */
export function misplaced(structs: Structs, base: Structs = []): Y.Item[] {
  const parts = [structs, base].map((part) => Map.groupBy(part, (struct) => struct.id.client));
  const originOf = ({ client, clock }: Y.ID): string | undefined => {
    for (const part of parts) {
      const found = structAt(part.get(client), clock);
      if (!(found instanceof Y.Item)) continue;
      return clock > found.id.clock ? keyOf({ client, clock: clock - 1 }) : keyOf(found.origin);
    }
    return undefined;
  };
  /** Of which author an item of which origin was met. */
  const met = new Set<string>();
  const found: Y.Item[] = [];
  for (const struct of [
    ...base,
    ...structs.filter(({ id }) => !structAt(parts[1]!.get(id.client), id.clock)),
  ]) {
    if (!(struct instanceof Y.Item)) continue;
    const mine = `${struct.id.client} ${keyOf(struct.origin)}`;
    if (contradicts(struct, originOf, met.has(mine))) found.push(struct);
    met.add(mine);
  }
  return found;
}

type Place = { client: number; clock: number } | null;
const keyOf = (id: Place): string => (id ? `${id.client}:${id.clock}` : '');

function contradicts(
  { id, origin, rightOrigin }: Y.Item,
  originOf: (id: Y.ID) => string | undefined,
  metOwn: boolean,
): boolean {
  if (!origin && !rightOrigin) return false;
  const right = rightOrigin && originOf(rightOrigin);
  // What was collected, or is elsewhere, tells nothing.
  if (right === undefined || right === keyOf(origin)) return false;
  if (!origin || metOwn) return true;
  const next = new Y.ID(origin.client, origin.clock + 1);
  const seen = [id, rightOrigin].some((known) => known?.client === next.client && known.clock > next.clock);
  return seen && originOf(next) === keyOf(origin);
}

/** Whether only the whole document tells if an item is misplaced. Who goes on typing stands right of their own last letter. */
const isOpen = (struct: Structs[number]): boolean =>
  struct instanceof Y.Item &&
  (struct.origin
    ? struct.origin.client !== struct.id.client || struct.origin.clock !== struct.id.clock - 1
    : struct.rightOrigin !== null);

/** Keeps the misplaced items of one document few, reading the whole document only now and then. */
export class Placing {
  readonly #whole: () => Uint8Array;
  #open = 0;

  /** `whole`: all that was admitted, on disk or on its way there. */
  constructor(whole: () => Uint8Array) {
    this.#whole = whole;
  }

  /** Throws when the update has misplaced items and the document too many; who writes as editors do is never refused. */
  check({ structs }: DecodedUpdate): void {
    const open = structs.filter(isOpen).length;
    if (open === 0) return;
    if (misplaced(structs).length > maxMisplaced) throw new Error('items out of place');
    this.#open += open;
    if (this.#open < lookEvery) return;
    const { structs: base } = Y.decodeUpdate(this.#whole());
    const found = misplaced(structs, base);
    if (found.length <= maxMisplaced) this.#open = 0;
    else if (misplacedOf(found, structs)) throw new Error('items out of place');
  }
}

function misplacedOf(found: readonly Y.Item[], structs: Structs): boolean {
  const own = new Set<unknown>(structs);
  return found.some((item) => own.has(item));
}
