import { createHash } from 'node:crypto';
import type { World } from '@/lib/world';
import { createRealWork } from './real-work';

/** Answers requests whose URL starts with the key. */
export type Routes = Record<string, (request: Request) => Promise<Response>>;

export interface FakeWorld extends World {
  /** Moves the clock, firing what falls due on the way, in order. */
  advance(ms: number): Promise<void>;
  /** Lets time pass until `condition` holds. @throws when it does not within `mostMs` of this world's time */
  until(condition: () => boolean | Promise<boolean>, mostMs?: number): Promise<void>;
  readonly routes: Routes;
  setOnline(online: boolean): void;
  /** Moves the wall clock alone, as an agent or a time server would. */
  jump(ms: number): void;
  /** A worker or page of this world: same clock, network and locks, and a death of its own. */
  context(): Context;
}

export interface Context {
  readonly world: World;
  /** Lets go of its locks and answers nobody any more; what it sent is on its way all the same. */
  kill(): void;
}

const START = Date.UTC(2026, 0, 15, 9, 0, 0);
const HOUR = 3_600_000;

/**
 * A world whose clock, chance and network belong to the test. The same seed gives the same world.
 * @param patience how long (real ms) a route may take before it is taken for one that does not answer by itself
 */
export function createFakeWorld(seed = 1, patience?: number): FakeWorld {
  let wall = START;
  let elapsed = 0;
  let online = true;
  const chance = createChance(seed);
  const timers = createTimers(() => elapsed);
  const routes: Routes = {};
  const atWork = createRealWork(patience);
  const quiet = atWork.quiet;

  async function advance(ms: number): Promise<void> {
    const end = elapsed + ms;
    for (;;) {
      await quiet();
      const next = timers.nextAt();
      const at = Math.min(end, next ?? end);
      wall += at - elapsed;
      elapsed = at;
      timers.fireDue();
      if (at >= end) break;
    }
    await quiet();
  }

  const world: World = {
    now: () => wall,
    monotonic: () => elapsed,
    random: chance,
    id: () => uuid(chance),
    online: () => online,
    async fetch(request) {
      if (!online) throw new TypeError('Failed to fetch');
      const route = Object.entries(routes).find(([prefix]) => request.url.startsWith(prefix));
      if (!route) throw new TypeError('Failed to fetch');
      const answer = atWork.track(route[1](request));
      // Whoever gives up closes the line, and whoever answers sees it.
      const close = () => void answer.then((late) => late.body?.cancel()).catch(() => undefined);
      request.signal.addEventListener('abort', close, { once: true });
      return abortable(answer, request.signal);
    },
    sleep(ms, signal) {
      let cancel = () => {};
      const passed = new Promise<void>((resolve) => {
        cancel = timers.add(ms, resolve);
      });
      // As on a real clock: what nobody waits for any more does not ring.
      signal?.addEventListener('abort', () => cancel(), { once: true });
      return abortable(passed, signal);
    },
    deadline(ms) {
      const controller = new AbortController();
      timers.add(ms, () => controller.abort(new DOMException('deadline', 'TimeoutError')));
      return controller.signal;
    },
    lock: createLocks(),
  };

  return {
    ...world,
    routes,
    advance,
    context: () => createContext(world),
    async until(condition, mostMs = HOUR) {
      const end = elapsed + mostMs;
      for (;;) {
        await quiet();
        if (await condition()) return;
        const next = timers.nextAt();
        if (elapsed >= end || next === undefined) throw new Error('the condition did not come to hold');
        await advance(Math.max(0, Math.min(end, next) - elapsed));
      }
    },
    setOnline(value) {
      online = value;
    },
    jump(ms) {
      wall += ms;
    },
  };
}

function createTimers(elapsed: () => number) {
  let pending: Array<{ at: number; fire: () => void }> = [];
  return {
    /** @returns what takes it back */
    add(ms: number, fire: () => void): () => void {
      const timer = { at: elapsed() + Math.max(0, ms), fire };
      pending.push(timer);
      return () => {
        pending = pending.filter((one) => one !== timer);
      };
    },
    nextAt: () => (pending.length > 0 ? Math.min(...pending.map(({ at }) => at)) : undefined),
    fireDue() {
      const due = pending.filter(({ at }) => at <= elapsed());
      pending = pending.filter(({ at }) => at > elapsed());
      for (const { fire } of due) fire();
    },
  };
}

function createContext(shared: World): Context {
  let isAlive = true;
  let die = () => {};
  const dead = new Promise<undefined>((resolve) => {
    die = () => {
      isAlive = false;
      resolve(undefined);
    };
  });
  /** A dead context hears of nothing. */
  const whileAlive = <T>(work: Promise<T>) =>
    new Promise<T>((resolve, reject) => {
      work.then(
        (value) => isAlive && resolve(value),
        (reason: unknown) => isAlive && reject(reason),
      );
    });
  const start = <T>(work: () => Promise<T>) => whileAlive(isAlive ? work() : new Promise<T>(() => undefined));
  return {
    world: {
      ...shared,
      fetch: (request) => start(() => shared.fetch(request)),
      sleep: (ms, signal) => start(() => shared.sleep(ms, signal)),
      lock: (name, options, work) =>
        start(() =>
          shared.lock(name, options, async () => (isAlive ? Promise.race([work(), dead]) : undefined)),
        ),
    },
    kill: () => die(),
  };
}

/** Locks as the platform keeps them: one holder a name, the others in a queue. */
function createLocks(): World['lock'] {
  const tails = new Map<string, Promise<unknown>>();
  return async (name, options, work) => {
    const before = tails.get(name);
    if (before && options.ifFree) return undefined;
    const mine = (before ?? Promise.resolve()).then(work);
    const tail = mine.catch(() => undefined);
    tails.set(name, tail);
    try {
      return await mine;
    } finally {
      if (tails.get(name) === tail) tails.delete(name);
    }
  };
}

function abortable<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return work;
  return new Promise((resolve, reject) => {
    const stop = () => reject(signal.reason);
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    work.then(resolve, reject);
  });
}

/** Mulberry32: small, seeded, good enough for chance in tests. */
export function createChance(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

function uuid(chance: () => number): string {
  const hex = createHash('md5').update(`${chance()}${chance()}`).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20)}`;
}
