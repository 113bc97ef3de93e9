import type { EmulatorWorld } from './world';

type Handle = (request: Request) => Promise<Response>;

/** Lets everything that can go on without time passing go on. */
const turn = () => new Promise(setImmediate);

/** A world whose clock only moves when told to, and whose network is a table of origins. Chance counts upwards. */
export function stoppedWorld(hosts: Record<string, Handle> = {}, startAt = Date.UTC(2026, 10, 23, 9)) {
  let now = startAt;
  let drawn = 0;
  let named = 0;
  const waiting: Array<{ at: number; work: () => Promise<void> }> = [];
  const world: EmulatorWorld = {
    now: () => now,
    random: () => (drawn++ % 100) / 100,
    id: () => `${String(++named).padStart(8, '0')}-0000-4000-8000-000000000000`,
    async fetch(request) {
      const handle = hosts[new URL(request.url).origin];
      if (!handle) throw new TypeError('fetch failed');
      return handle(request);
    },
    defer(ms, work) {
      waiting.push({ at: now + ms, work });
    },
  };
  return {
    ...world,
    hosts,
    /** Lets `ms` pass: what falls due on the way runs to its end, in order of time. */
    async pass(ms: number): Promise<void> {
      const until = now + ms;
      for (;;) {
        await turn();
        const next = waiting.filter(({ at }) => at <= until).toSorted((one, two) => one.at - two.at)[0];
        if (!next) break;
        waiting.splice(waiting.indexOf(next), 1);
        now = Math.max(now, next.at);
        await next.work();
      }
      now = until;
      await turn();
    },
  };
}
