import * as Y from 'yjs';
import type { DecodedUpdate } from './validate.ts';

type Structs = DecodedUpdate['structs'];
type Struct = Structs[number];

/** Yjs deletes and reads types in types by recursion: a chain of thousands breaks every browser that deletes its beginning. */
export const maxTypeDepth = 100;

/**
 * How deep types stand in each other in these structs, and in those of `base` that they stand in; 0 when there are none. What stands in
 * something that is in neither counts from `outside`.
 */
export function deepestType(structs: Structs, outside: () => number, base: Structs = []): number {
  const types = structs.filter(isType);
  if (types.length === 0) return 0;
  const parts = [structs, base].map((part) => Map.groupBy(part, (struct) => struct.id.client));
  const find = (id: Y.ID) => {
    for (const part of parts) {
      const found = structAt(part.get(id.client), id.clock);
      if (found) return found;
    }
    return undefined;
  };
  const depths = new Map<Struct, number>();
  let deepest = 0;
  for (const type of types) deepest = Math.max(deepest, 1 + depthOf(type, find, depths, outside));
  return deepest;
}

const isType = (struct: Struct): boolean =>
  struct instanceof Y.Item && struct.content instanceof Y.ContentType;

/** How many types are around a struct. Without recursion, and each step once. */
function depthOf(
  from: Struct,
  find: (id: Y.ID) => Struct | undefined,
  depths: Map<Struct, number>,
  outside: () => number,
): number {
  const path: { struct: Struct; steps: number }[] = [];
  let depth = 0;
  for (let at: Struct | undefined = from; ;) {
    const known: number | undefined = at && depths.get(at);
    if (!at || known !== undefined) {
      depth = known ?? outside();
      break;
    }
    // Two that stand in each other end here too.
    depths.set(at, 0);
    const { id, steps } = around(at);
    path.push({ struct: at, steps });
    if (!id) break;
    at = find(id);
  }
  for (const { struct, steps } of path.reverse()) depths.set(struct, (depth += steps));
  return depth;
}

/** What says where a struct stands: the type around it, or its neighbour in the same one. */
function around(struct: Struct): { id: Y.ID | null; steps: number } {
  if (!(struct instanceof Y.Item)) return { id: null, steps: 0 };
  const { origin, rightOrigin } = struct;
  const parent: unknown = struct.parent;
  return parent instanceof Y.ID ? { id: parent, steps: 1 } : { id: origin ?? rightOrigin, steps: 0 };
}

/** The one of an author's structs, in order, that holds this clock. */
export function structAt(structs: Structs | undefined, clock: number): Struct | undefined {
  let low = 0;
  let high = (structs?.length ?? 0) - 1;
  while (structs && low <= high) {
    const middle = (low + high) >> 1;
    const struct = structs[middle]!;
    if (clock < struct.id.clock) high = middle - 1;
    else if (clock >= struct.id.clock + struct.length) low = middle + 1;
    else return struct;
  }
  return undefined;
}

/** Keeps the depth of one document's types within bounds, reading the whole document only when it might be too deep. */
export class TypeDepth {
  readonly #whole: () => Uint8Array;
  /** No type that was admitted stands deeper; once `#isRead`, none of the document. */
  #deepest = 0;
  #isRead = false;

  /** `whole`: all that was admitted, on disk or on its way there. */
  constructor(whole: () => Uint8Array) {
    this.#whole = whole;
  }

  /** Throws when the update would make the document too deep. */
  check({ structs }: DecodedUpdate): void {
    if (!structs.some(isType)) return;
    let depth = deepestType(structs, this.#bound);
    if (depth > maxTypeDepth) {
      // Somebody's deepest type must not keep others from writing elsewhere.
      depth = deepestType(structs, this.#bound, this.#read());
    }
    if (depth > maxTypeDepth) throw new Error('types nested too deep');
    this.#deepest = Math.max(this.#deepest, depth);
  }

  readonly #bound = (): number => {
    if (!this.#isRead) this.#read();
    return this.#deepest;
  };

  #read(): Structs {
    const { structs } = Y.decodeUpdate(this.#whole());
    this.#deepest = deepestType(structs, () => 0);
    this.#isRead = true;
    return structs;
  }
}
