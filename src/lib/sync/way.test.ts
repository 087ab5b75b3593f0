import { describe, expect, it } from 'vitest';
import { WayChoice } from './way.ts';

describe('the way to the server', () => {
  it('is a websocket, and stays one while the server is heard, even when it refuses', () => {
    const choice = new WayChoice();
    for (let n = 0; n < 5; n++) {
      expect(choice.next).toBe('socket');
      choice.ended('socket', true);
    }
    choice.ended('socket', false);
    choice.ended('socket', true);
    choice.ended('socket', false);
    expect(choice.next).toBe('socket');
  });
  it('is requests after two sockets without a word, and then a socket is tried once', () => {
    const choice = new WayChoice();
    choice.ended('socket', false);
    expect(choice.next).toBe('socket');
    choice.ended('socket', false);
    expect(choice.next).toBe('requests');
    choice.ended('requests', true);
    expect(choice.next).toBe('socket');
    choice.ended('socket', false);
    expect(choice.next).toBe('requests');
  });
  it('is requests at once after a socket that swallowed everything', () => {
    const choice = new WayChoice();
    choice.ended('socket', false, true);
    expect(choice.next).toBe('requests');
  });
});
