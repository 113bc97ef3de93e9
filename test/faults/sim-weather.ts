import type { Fault } from '@/test/emulators/faults';
import type { Sim } from './sim-clock';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

export type Hop = 'atrium' | 'atlas' | 'broker' | 'store';
type Draw = (sim: Sim) => Fault;

const status =
  (code: number, acts = false): Draw =>
  () => ({ kind: 'status', status: code, acts });
const wait =
  (code: number): Draw =>
  (sim) => ({ kind: 'status', status: code, retryAfter: Math.floor(sim.between(1, 900)) });
const plain =
  (kind: Exclude<Fault['kind'], 'status' | 'late' | 'late-request'>): Draw =>
  () => ({ kind });

/** What may happen to any request. */
const anywhere: ReadonlyArray<readonly [number, Draw]> = [
  [3, plain('lost-request')],
  [4, plain('lost-answer')],
  [2, plain('reset')],
  [2, plain('hang')],
  [2, plain('html')],
  [2, plain('garbage')],
  [2, plain('empty')],
  [2, (sim) => ({ kind: 'late', ms: sim.between(SECOND, 3 * MINUTE) })],
  [4, (sim) => ({ kind: 'late-request', ms: sim.between(SECOND, 40 * MINUTE) })],
  [2, status(500)],
  [2, status(500, true)],
  [1, status(502, true)],
  [1, wait(503)],
  [1, wait(429)],
];
/** And what only some servers say. A refusal never acts: only then is it one. */
const there: Readonly<Record<Hop, ReadonlyArray<readonly [number, Draw]>>> = {
  atrium: [[2, plain('expired-token')]],
  atlas: [
    [4, plain('expired-token')],
    [1, status(400)],
    [1, status(403)],
    [1, status(409)],
    [1, status(413)],
    [2, status(422)],
    [2, status(422, true)],
  ],
  broker: [
    [3, plain('expired-token')],
    [1, status(403)],
    [1, status(404)],
  ],
  store: [
    [4, status(403)],
    [1, status(400)],
    [1, status(404)],
    [1, status(413)],
    [1, status(409)],
  ],
};

const lies: ReadonlySet<Fault['kind']> = new Set(['html', 'garbage', 'empty']);

/** Where a storm may be about one thing alone: part of a path. */
export const spots: ReadonlyArray<readonly [number, string]> = [
  // What is told here in doubt is what may be lost or doubled.
  [4, '/multiupload'],
  [1, '/flow/init'],
  [1, '/verification/status'],
  [1, '/extracts'],
  [1, '/v1/uploads'],
  [1, '/captures/'],
  [1, '/v1/withdrawals'],
  [1, '/v1/evidence'],
  [1, '/auth/refresh'],
  [1, '/v1/atlas-token'],
];

/** What goes wrong with requests, and how often. Rate 0: nothing. */
export function createWeather(sim: Sim) {
  let rate = 0;
  let worst: ReadonlySet<Hop> = new Set();
  let at = '';
  /** All that goes wrong goes wrong in the same way. */
  let alike: Draw | undefined;
  /** Some Atlases lose documents of a batch in any weather. */
  let forgetful = sim.pick([0, 0, 0, 0.4]);
  const isHit = (hop: Hop, path: string) => worst.has(hop) && path.includes(at);
  return {
    /**
     * @param hops those that are hit; the others work
     * @param spot part of the paths that are hit; the others work
     */
    set(share: number, hops: Iterable<Hop>, spot = ''): void {
      rate = share;
      worst = new Set(hops);
      at = spot;
      alike = spot !== '' && sim.happens(0.5) ? sim.draw(anywhere) : undefined;
    },
    /** @param isDevice servers reach each other over lines that nobody writes on */
    draw(hop: Hop, path: string, isDevice: boolean): Fault | undefined {
      if (!isHit(hop, path) || !sim.happens(rate)) return undefined;
      const draw = alike ?? sim.draw([...anywhere, ...there[hop]]);
      const fault = draw(sim);
      return !isDevice && lies.has(fault.kind) ? undefined : fault;
    },
    /** Whether the network delivers this request twice. */
    doubles: (hop: Hop, path: string) => isHit(hop, path) && sim.happens(rate / 10),
    /** Whether an answer that lists documents loses some of them. */
    forgets: (hop: Hop, path: string) =>
      sim.happens(isHit(hop, path) ? Math.max(rate, forgetful) : forgetful),
    /** From here on nothing goes wrong. */
    clear(): void {
      rate = 0;
      forgetful = 0;
    },
  };
}
export type Weather = ReturnType<typeof createWeather>;

/** How a fault stands in the trace. */
export function nameOf(fault: Fault): string {
  return fault.kind === 'status' ? `status ${fault.status}${fault.acts ? ' after acting' : ''}` : fault.kind;
}
