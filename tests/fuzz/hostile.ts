import * as encoding from 'lib0/encoding';
import { syncType } from '../../src/domain/sync/messages.ts';
import { nestedJson, noUpdates, syncFrame, type HostileFrame } from './hostile-messages.ts';
import {
  all,
  any,
  item,
  run,
  text,
  update,
  varString,
  varUint,
  type Deleted,
  type Where,
} from './hostile-updates.ts';

export type { HostileFrame } from './hostile-messages.ts';

/**
 * About 300 kinds of frames that nobody's editor sends: valid Yjs with hostile content, and what is no Yjs at all. The same seed gives
 * the same frames. They speak the y-websocket protocol and know nothing of our server, so that any other can be asked too.
 */
export function hostileFrames(seed: number): HostileFrame[] {
  const client = clientsFrom(seed);
  return [...contents(client), ...structures(client), ...deletions(client), ...noUpdates(client)];
}

type Clients = () => number;
type Write = (to: encoding.Encoder) => void;

/** Client ids below 2^32, different in each call. */
function clientsFrom(seed: number): Clients {
  let state = seed >>> 0;
  return () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) || 1;
}

const named = (name: string, bytes: Uint8Array): HostileFrame => ({
  name,
  frame: syncFrame(syncType.update, bytes),
});

/** Any-values one in the other: 117 is an array, then its length. */
const nestedAny =
  (depth: number): Write =>
  (to) => {
    encoding.writeVarUint(to, 1);
    for (let i = 0; i < depth; i++) {
      encoding.writeUint8(to, 117);
      encoding.writeVarUint(to, 1);
    }
    encoding.writeAny(to, 1);
  };
const keys = (n: number) => Object.fromEntries(Array.from({ length: n }, (_, i) => [`k${i}`, i]));
const proto = JSON.parse(
  '{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}',
) as object;

const kindsOfContent: Record<string, [ref: number, write: Write]> = {
  text: [4, varString('words')],
  'empty text': [4, varString('')],
  'a lone surrogate': [4, (to) => encoding.writeVarUint8Array(to, new Uint8Array([0xed, 0xa0, 0x80]))],
  'no UTF-8': [4, (to) => encoding.writeVarUint8Array(to, new Uint8Array([0xff, 0xfe, 0xc0]))],
  'zeros and controls': [4, varString('\0\u202e\u2028\u0007')],
  'a giant text': [4, varString('x'.repeat(200_000))],
  'a number': [8, any(7)],
  'no number': [8, any(NaN, Infinity, -0)],
  null: [8, any(null)],
  undefined: [8, any(undefined)],
  'a big integer': [8, any(2n ** 62n)],
  'no values': [8, any()],
  'a giant map': [8, any(keys(15_000))],
  'inherited keys': [8, any(proto)],
  'values nested 20 deep': [8, nestedAny(20)],
  'values nested 5,000 deep': [8, nestedAny(5_000)],
  'values nested 100,000 deep': [8, nestedAny(100_000)],
  'old JSON': [2, all(varUint(2), varString('undefined'), varString('{"a":1}'))],
  'broken JSON': [2, all(varUint(1), varString('{'))],
  'JSON nested 5,000 deep': [2, all(varUint(1), varString(nestedJson(5_000)))],
  'an embed of null': [5, varString('null')],
  'an embed nested 6,000 deep': [5, varString(nestedJson(6_000))],
  'a format': [6, all(varString('bold'), varString('true'))],
  'a format of nothing': [6, all(varString(''), varString('null'))],
  'a format nested 6,000 deep': [6, all(varString('a'), varString(nestedJson(6_000)))],
  'a format with an inherited name': [6, all(varString('__proto__'), varString('{"x":1}'))],
  bytes: [3, (to) => encoding.writeVarUint8Array(to, new Uint8Array(1000))],
  deleted: [1, varUint(3)],
  'deleted for ever': [1, varUint(2 ** 40)],
  'deleted nothing': [1, varUint(0)],
  array: [7, varUint(0)],
  map: [7, varUint(1)],
  'text type': [7, varUint(2)],
  element: [7, all(varUint(3), varString('script'))],
  fragment: [7, varUint(4)],
  hook: [7, all(varUint(5), varString('hook'))],
  'element text': [7, varUint(6)],
  'an unknown type': [7, varUint(9)],
  'a subdocument': [9, all(varString('guid'), (to) => encoding.writeAny(to, { autoLoad: true }))],
  'an unknown content': [11, varUint(1)],
  'another unknown content': [31, varUint(1)],
};

const places: Record<string, (client: number) => Where> = {
  'in the list of the cards': () => ({ parent: 'cards' }),
  'as a card': () => ({ parent: 'cards', key: 'hostile' }),
  'as the shape': () => ({ parent: 'meta', key: 'schemaVersion' }),
  'under an inherited key': () => ({ parent: 'cards', key: '__proto__' }),
  'in a type that never comes': (client) => ({ parent: [client + 1, 5] }),
};

const contents = (client: Clients): HostileFrame[] =>
  Object.entries(kindsOfContent).flatMap(([what, [ref, write]]) =>
    Object.entries(places).map(([where, place]) => {
      const by = client();
      return named(`${what} ${where}`, update([{ client: by, structs: [item(ref, write, place(by))] }]));
    }),
  );

const field = (ref: number, write: Write, key: string, parent: readonly [number, number]) =>
  item(ref, write, { parent, key });

/** A card whose fields are not what a card's fields are. */
function bentCard(client: number, ref: number, write: Write): Uint8Array {
  const card = item(7, varUint(1), { parent: 'cards', key: `card-${client}` });
  const names = ['kind', 'order', 'lang', 'text', 'deletedAt', 'deletedKnowing', 'commitmentId'];
  return update([{ client, structs: [card, ...names.map((name) => field(ref, write, name, [client, 0]))] }]);
}

function nestedTypes(client: number, depth: number, ref: number): Uint8Array {
  const structs = [item(7, varUint(ref), { parent: 'cards', key: 'deep' })];
  const key = ref === 1 ? { key: 'in' } : {};
  for (let i = 1; i < depth; i++) structs.push(item(7, varUint(ref), { parent: [client, i - 1], ...key }));
  return update([{ client, structs }]);
}

function structures(client: Clients): HostileFrame[] {
  const found: HostileFrame[] = [];
  const add = (name: string, make: (client: number) => Uint8Array) => found.push(named(name, make(client())));
  const oddities = [
    'a number',
    'null',
    'undefined',
    'a giant map',
    'inherited keys',
    'array',
    'map',
  ] as const;
  for (const odd of [...oddities, 'bytes', 'element', 'text', 'a format', 'an embed of null'] as const)
    add(`a card of ${odd}`, (by) => bentCard(by, ...kindsOfContent[odd]!));
  for (const depth of [10, 90, 1_000, 10_000, 50_000])
    for (const ref of [0, 1, 4])
      add(`types nested ${depth} deep, ${ref}`, (by) => nestedTypes(by, depth, ref));
  for (const clock of [1, 1000, 2 ** 31 - 2, 2 ** 31, 2 ** 32, 2 ** 40, 2 ** 53 - 1]) {
    add(`text at clock ${clock}`, (by) => update([{ client: by, clock, structs: [text('late')] }]));
    add(`collected at clock ${clock}`, (by) => update([{ client: by, clock, structs: [run(0, 5)] }]));
    add(`collected up to ${clock}`, (by) => update([{ client: by, structs: [run(0, clock)] }]));
    add(`skipped up to ${clock}`, (by) => update([{ client: by, structs: [run(10, clock), text('after')] }]));
  }
  for (const [what, at] of [
    ['itself', 0],
    ['what comes after', 3],
    ['what never comes', 2 ** 30],
  ] as const) {
    const refers = (name: string, where: (by: number) => Where) =>
      add(`${name} ${what}`, (by) =>
        update([{ client: by, structs: [item(4, varString('a'), where(by)), text('b')] }]),
      );
    refers('to the right of', (by) => ({ origin: [by, at] }));
    refers('to the left of', (by) => ({ rightOrigin: [by, at] }));
    refers('inside', (by) => ({ parent: [by, at] }));
    refers('to the right of somebody,', (by) => ({ origin: [by + 1, at] }));
    refers('between somebody and', (by) => ({ origin: [by + 1, at], rightOrigin: [by, at] }));
  }
  add('two that wait for each other', (by) =>
    update([
      { client: by + 1, structs: [item(4, varString('a'), { origin: [by, 0] })] },
      { client: by, structs: [item(4, varString('b'), { origin: [by + 1, 0] })] },
    ]),
  );
  for (const n of [399, 2_000, 20_000, 100_000])
    add(`${n} authors`, (by) =>
      update(Array.from({ length: n }, (_, i) => ({ client: by + n - i, structs: [run(0, 1)] }))),
    );
  // Yjs writes the highest author first, each once; of another order its merges keep only a part.
  add('the lowest author first', (by) =>
    update([by, by + 1].map((client) => ({ client, structs: [text('kept?')] }))),
  );
  add('an author twice', (by) => update([0, 0].map(() => ({ client: by, structs: [text('kept?')] }))));
  for (const n of [20_000, 200_000])
    add(`${n} structs`, (by) =>
      update([{ client: by, structs: Array.from({ length: n }, () => run(0, 1)) }]),
    );
  add('a map of 10,000 types', (by) =>
    update([
      {
        client: by,
        structs: Array.from({ length: 10_000 }, (_, i) =>
          item(7, varUint(1), { parent: 'cards', key: `${i}` }),
        ),
      },
    ]),
  );
  add('one key set 20,000 times', (by) =>
    update([
      {
        client: by,
        structs: Array.from({ length: 20_000 }, (_, i) => item(8, any(i), { parent: 'meta', key: 'title' })),
      },
    ]),
  );
  for (const root of ['', '__proto__', 'constructor', 'x'.repeat(100_000)])
    add(`a root called ${root.slice(0, 12)}`, (by) =>
      update([{ client: by, structs: [item(4, varString('r'), { parent: root })] }]),
    );
  // The same author twice, with other words at the same clock.
  const twice = client();
  for (const words of ['mine', 'not mine', 'a longer one'])
    found.push(named(`clock 0 says ${words}`, update([{ client: twice, structs: [text(words)] }])));
  add('a client id beyond 2^53', (by) => {
    const bytes = update([{ client: 127, structs: [text('x')] }]);
    return new Uint8Array([
      ...bytes.slice(0, 2),
      ...Array<number>(9).fill(255),
      127,
      ...bytes.slice(3),
      by & 1,
    ]);
  });
  return found;
}

function deletions(client: Clients): HostileFrame[] {
  const found: HostileFrame[] = [];
  const add = (name: string, ranges: Deleted[]) => found.push(named(name, update([], ranges)));
  for (const length of [0, 1, 2 ** 20, 2 ** 31 - 1, 2 ** 40, 2 ** 53 - 1])
    for (const clock of [0, 2 ** 20]) add(`deletes ${length} from ${clock}`, [[client(), clock, length]]);
  const by = client();
  add(
    'deletes 50,000 ranges',
    Array.from({ length: 50_000 }, (_, i) => [by, i * 2, 1] as const),
  );
  add(
    'deletes of 50,000 authors',
    Array.from({ length: 50_000 }, (_, i) => [by + i, 0, 1] as const),
  );
  add(
    'deletes the same again and again',
    Array.from({ length: 20_000 }, () => [by, 0, 9] as const),
  );
  add(
    'deletes backwards',
    Array.from({ length: 5_000 }, (_, i) => [by, 5_000 - i, 3] as const),
  );
  return found;
}
