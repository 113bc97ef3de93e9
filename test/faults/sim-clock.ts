import { createChance } from '@/test/support/fake-world';

/** What has been going on is over when nothing more happens for this long. */
const NEAR = 20;

interface Event {
  readonly at: number;
  readonly run: () => void;
}

/** Longer chains of ticks than any that a piped body has. */
const TICKS = 8;

/** Whether anything but `ours` waits for a turn of the event loop: blobs are read in several. */
function othersWait(): boolean {
  let waiting = 0;
  for (const resource of process.getActiveResourcesInfo()) if (resource === 'Immediate') waiting += 1;
  return waiting > 1;
}

/**
 * All that follows from what has just run, runs. A turn of the event loop costs far more than the promises in it, so
 * none is taken when nobody else waits for one.
 */
const turn = () =>
  new Promise<void>((resolve) => {
    const ours = setImmediate(resolve);
    let left = TICKS;
    // Each runs when no promise is left to go on; streams that are piped go on in ticks of their own.
    function tick(): void {
      if ((left -= 1) > 0) return process.nextTick(tick);
      if (othersWait()) return;
      clearImmediate(ours);
      resolve();
    }
    process.nextTick(tick);
  });

/**
 * Time and chance of one story. Everything that waits, waits for an event here; one event runs at a time, and what
 * follows from it runs before the next one. So the same seed tells the same story, in the same order.
 */
export function createSim(seed: number) {
  const chance = createChance(seed);
  const events: Event[] = [];
  const lines: string[] = [];
  let elapsed = 0;

  function after(ms: number, run: () => void): () => void {
    const event = { at: elapsed + Math.max(0, ms), run };
    // Kept in order of time; of two at the same time the one that came first.
    let place = events.length;
    while (place > 0 && (events[place - 1]?.at ?? 0) > event.at) place -= 1;
    events.splice(place, 0, event);
    return () => {
      const at = events.indexOf(event);
      if (at >= 0) events.splice(at, 1);
    };
  }

  async function settle(): Promise<void> {
    await turn();
    // Before time makes a leap, all that reads a body in several turns has its turns.
    for (let more = 0; more < 1 && (events[0]?.at ?? Infinity) - elapsed > NEAR; more += 1) await turn();
  }

  async function step(until: number): Promise<boolean> {
    const [next] = events;
    if (!next || next.at > until) return false;
    events.shift();
    elapsed = next.at;
    next.run();
    await settle();
    return true;
  }

  const between = (least: number, most: number) => least + (most - least) * chance();
  return {
    random: chance,
    elapsed: () => elapsed,
    after,
    between,
    happens: (probability: number) => probability > 0 && chance() < probability,
    pick<T>(list: readonly T[]): T {
      const picked = list[Math.floor(chance() * list.length)];
      if (picked === undefined) throw new RangeError('nothing to pick from');
      return picked;
    },
    /** Picks by weight. */
    draw<T>(table: ReadonlyArray<readonly [number, T]>): T {
      let left = chance() * table.reduce((sum, [weight]) => sum + weight, 0);
      for (const [weight, one] of table) if ((left -= weight) < 0) return one;
      throw new RangeError('nothing to draw from');
    },
    id(): string {
      const hex = Array.from({ length: 4 }, () =>
        Math.floor(chance() * 4_294_967_296)
          .toString(16)
          .padStart(8, '0'),
      ).join('');
      return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20)}`;
    },
    /** A line of the story's trace. */
    note(line: string): void {
      lines.push(`${(elapsed / 1_000).toFixed(3)} ${line}`);
    },
    trace: (): readonly string[] => lines,
    sleep: (ms: number) => new Promise<void>((resolve) => void after(ms, resolve)),
    /** Lets `ms` pass. */
    async pass(ms: number): Promise<void> {
      const end = elapsed + ms;
      await settle();
      while (await step(end));
      elapsed = end;
    },
    /** Lets time pass until `condition` holds, at most `mostMs`; says whether it came to hold. */
    async until(condition: () => boolean, mostMs: number): Promise<boolean> {
      const end = elapsed + mostMs;
      await settle();
      while (!condition()) if (!(await step(end))) return condition();
      return true;
    },
  };
}
export type Sim = ReturnType<typeof createSim>;

/** For what a dead worker waits for. */
export const never = <T>() => new Promise<T>(() => undefined);
