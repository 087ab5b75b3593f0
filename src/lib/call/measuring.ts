import type { Room } from 'livekit-client';
import type { Line } from './types.ts';

interface Counted {
  bytes: number;
  samples: number;
  concealed: number;
}
/** The counters of one connection; a new connection begins at nothing. */
type Counters = Map<string, Counted>;

export interface Measure {
  /** Bytes of all media, both ways, since the last look. */
  bytes: number;
  line: Line;
}

// The library has no public way to the whole connection's counters.
interface Transports {
  pcManager?: { publisher?: Stats; subscriber?: Stats };
}
interface Stats {
  getStats(): Promise<RTCStatsReport> | undefined;
}

/** Looks at what the connections really did: bytes for the cost, and how the voices fared for the line. */
export function createMeasuring() {
  const last: Counters = new Map();
  return async function look(room: Room): Promise<Measure> {
    const { publisher, subscriber } = (room.engine as unknown as Transports).pcManager ?? {};
    const reports = await Promise.all([publisher?.getStats(), subscriber?.getStats()]);
    const found: Found = { bytes: 0, samples: 0, concealed: 0, roundTrip: 0, lost: 0 };
    for (const report of reports) report?.forEach((stat: Stat) => count(stat, found, last));
    return { bytes: found.bytes, line: lineOf(found) };
  };
}

interface Found extends Counted {
  /** Seconds. */
  roundTrip: number;
  /** Share of our packets that did not arrive. */
  lost: number;
}

type Stat = { id: string; type: string } & Partial<
  Record<
    | 'bytesSent'
    | 'bytesReceived'
    | 'totalSamplesReceived'
    | 'concealedSamples'
    | 'silentConcealedSamples'
    | 'roundTripTime'
    | 'fractionLost',
    number
  >
> & { nominated?: boolean };

function count(stat: Stat, found: Found, last: Counters): void {
  if (stat.type === 'candidate-pair') found.bytes += since(last, stat, 'bytes', both(stat));
  if (stat.type === 'inbound-rtp' && stat.totalSamplesReceived !== undefined) {
    const concealed = (stat.concealedSamples ?? 0) - (stat.silentConcealedSamples ?? 0);
    found.samples += since(last, stat, 'samples', stat.totalSamplesReceived);
    found.concealed += since(last, stat, 'concealed', concealed);
  }
  if (stat.type === 'remote-inbound-rtp') {
    found.roundTrip = Math.max(found.roundTrip, stat.roundTripTime ?? 0);
    found.lost = Math.max(found.lost, stat.fractionLost ?? 0);
  }
}

const both = ({ bytesSent = 0, bytesReceived = 0 }: Stat): number => bytesSent + bytesReceived;

function since(last: Counters, { id }: Stat, what: keyof Counted, value: number): number {
  const before = last.get(id) ?? { bytes: 0, samples: 0, concealed: 0 };
  const grown = value >= before[what] ? value - before[what] : value;
  last.set(id, { ...before, [what]: value });
  return grown;
}

// The library's own quality mark comes 15 to 40 s late; this looks at what ears notice.
function lineOf({ samples, concealed, roundTrip, lost }: Found): Line {
  const hurt = samples > 0 ? concealed / samples : 0;
  if (hurt > 0.1 || lost > 0.15 || roundTrip > 1.2) return 'bad';
  if (hurt > 0.03 || lost > 0.05 || roundTrip > 0.5) return 'weak';
  return 'good';
}
