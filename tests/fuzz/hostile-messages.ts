import * as encoding from 'lib0/encoding';
import { messageType, syncType } from '../../src/domain/sync/messages.ts';
import { all, bytesOf, text, update, varString, varUint } from './hostile-updates.ts';

export interface HostileFrame {
  name: string;
  frame: Uint8Array;
}

export const syncFrame = (kind: number, bytes: Uint8Array) =>
  bytesOf(all(varUint(messageType.sync), varUint(kind), (to) => encoding.writeVarUint8Array(to, bytes)));
export const nestedJson = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);

/** What is no update at all: cut, unknown, lengths that lie, presence that lies. */
export function noUpdates(client: () => number): HostileFrame[] {
  const good = syncFrame(syncType.update, update([{ client: client(), structs: [text('cut off')] }]));
  const found: HostileFrame[] = [];
  const raw = (name: string, ...bytes: number[]) => found.push({ name, frame: new Uint8Array(bytes) });
  for (let length = 0; length < good.length; length += 3)
    found.push({ name: `cut after ${length} bytes`, frame: good.slice(0, length) });
  for (const type of [2, 4, 5, 99, 100, 101, 127]) raw(`a message of type ${type}`, type, 1, 0);
  for (const kind of [3, 4, 9, 127]) raw(`a sync message of kind ${kind}`, 0, kind, 0);
  raw('a number without an end', ...Array<number>(40).fill(255));
  raw('a length beyond the message', 0, 2, 255, 255, 255, 255, 15, 0);
  raw('a state vector of a million', 0, 0, 3, 192, 132, 61);
  raw('authors without structs', 0, 2, 4, 1, 0, 1, 0);
  const state = (json: string, entries = 1, id = client()) =>
    bytesOf(
      all(varUint(messageType.awareness), (to) =>
        encoding.writeVarUint8Array(
          to,
          bytesOf(all(varUint(entries), varUint(id), varUint(1), varString(json))),
        ),
      ),
    );
  const states: Record<string, string> = {
    number: '7',
    text: '"x"',
    'no JSON': '{',
    list: '[]',
    'inherited keys': '{"__proto__":{"a":1}}',
    'no user': '{"user":null}',
    'another user': '{"user":{"name":"Director","personId":"1"}}',
    'a nested one': `{"a":${nestedJson(1_500)}}`,
    'a very nested one': `{"a":${nestedJson(50_000)}}`,
    'a giant one': `{"a":"${'x'.repeat(500_000)}"}`,
    'nobody here': 'null',
  };
  for (const [name, json] of Object.entries(states))
    found.push({ name: `presence: ${name}`, frame: state(json) });
  found.push({ name: 'presence of a million', frame: state('{}', 1_000_000) });
  found.push({ name: 'presence cut off', frame: state('{}', 2) });
  found.push({
    name: 'a vector of 50,000',
    frame: syncFrame(
      syncType.step1,
      bytesOf((to) => {
        encoding.writeVarUint(to, 50_000);
        for (let i = 0; i < 100_000; i++) encoding.writeVarUint(to, i);
      }),
    ),
  });
  return found;
}
