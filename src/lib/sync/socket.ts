import { messageType, syncType } from '#domain/sync/messages.ts';

/** A WebSocket that tells of each update frame it sends: the server's acknowledgements count them. */
export function countingSocket(events: { opened(): void; sent(isWhole: boolean): void }): typeof WebSocket {
  return class extends WebSocket {
    constructor(url: string | URL, protocols?: string | string[]) {
      super(url, protocols);
      this.addEventListener('open', () => events.opened(), { once: true });
    }
    override send(data: Parameters<WebSocket['send']>[0]): void {
      if (data instanceof Uint8Array && data[0] === messageType.sync && data[1] !== syncType.step1) {
        events.sent(data[1] === syncType.step2);
      }
      super.send(data);
    }
  };
}
