import type { Area } from '@/lib/session/areas';
import type { World } from '@/lib/world';
import type { Sim } from './sim-clock';
import { never } from './sim-clock';
import type { Locks } from './sim-locks';

/** What a worker shares with all others of its browser. */
export interface Ground {
  readonly sim: Sim;
  readonly locks: Locks;
  /** Wall clock of the device. */
  now(): number;
  online(): boolean;
  /** How often a step outside is the last one a worker takes. */
  killRate(): number;
  /** Everything works: nothing comes between an act and its answer. */
  isCalm(): boolean;
  /** Sends a request as the device; the context tells when it has died. */
  send(request: Request, isAlive: () => boolean): Promise<Response>;
}

export interface OpOptions {
  /** The longest it may take, there and back, in milliseconds. */
  readonly most?: number;
  /** Once asked for it may be done even if the worker dies. */
  readonly survives?: boolean;
  /** Changes nothing: that it was done and its answer was lost is no case of its own. */
  readonly reads?: boolean;
}

// One for all: each costs a stack, and nobody looks at whose it is.
const ranOut = new DOMException('deadline', 'TimeoutError');

/** As a storage area copies what it is given: JSON, and nothing else. */
function copied(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(copied);
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, copied(one)]));
}

/** One worker: everything it waits for ends with it, and its locks are let go. */
export function createContext(ground: Ground, name: string) {
  const { sim, locks } = ground;
  const onDeath: Array<() => void> = [];
  let isAlive = true;
  let lastAt = sim.elapsed();

  function kill(why: string): void {
    if (!isAlive) return;
    isAlive = false;
    sim.note(`${name} dies: ${why}`);
    for (const tell of onDeath) tell();
  }

  /** Every wait on the outside may be the last. */
  function mayDie(within: number): void {
    lastAt = sim.elapsed();
    if (sim.happens(ground.killRate())) sim.after(sim.between(0, within * 1.5), () => kill('at random'));
  }

  /** `act` happens at one moment; the worker learns of it at a later one, if it still lives. */
  function op<T>(act: () => T, { most = 6, survives = false, reads = false }: OpOptions = {}): Promise<T> {
    if (!isAlive) return never();
    mayDie(most);
    return new Promise<T>((resolve, reject) => {
      sim.after(sim.between(0, most), () => {
        if (!isAlive && !(survives && sim.happens(0.5))) return;
        try {
          const value = act();
          if (reads || ground.isCalm()) resolve(value);
          else sim.after(sim.between(0, most / 2), () => isAlive && resolve(value));
        } catch (thrown) {
          sim.after(0, () => isAlive && reject(thrown));
        }
      });
    });
  }

  const whileAlive = <T>(work: Promise<T>) =>
    new Promise<T>((resolve, reject) => {
      work.then(
        (value) => isAlive && resolve(value),
        (reason: unknown) => isAlive && reject(reason),
      );
    });

  function sleep(ms: number, signal?: AbortSignal): Promise<void> {
    if (!isAlive) return never();
    return new Promise((resolve, reject) => {
      const cancel = sim.after(ms, () => isAlive && resolve());
      const stop = () => {
        cancel();
        reject(signal?.reason);
      };
      if (signal?.aborted) stop();
      else signal?.addEventListener('abort', stop, { once: true });
    });
  }

  const world: World = {
    now: () => ground.now(),
    monotonic: () => sim.elapsed(),
    random: sim.random,
    id: sim.id,
    online: () => ground.online(),
    fetch(request) {
      if (!isAlive) return never();
      mayDie(400);
      return whileAlive(ground.send(request, () => isAlive));
    },
    sleep,
    deadline(ms) {
      const controller = new AbortController();
      sim.after(ms, () => controller.abort(ranOut));
      return controller.signal;
    },
    async lock<T>(lock: string, { ifFree = false }: { readonly ifFree?: boolean }, work: () => Promise<T>) {
      if (!isAlive) return never<T>();
      const held = locks.ask(lock, ifFree);
      onDeath.push(held.letGo);
      const isMine = await whileAlive(held.mine);
      if (!isMine) return undefined;
      return whileAlive(work()).finally(held.letGo);
    },
  };

  return {
    world,
    op,
    note: sim.note,
    kill,
    isAlive: () => isAlive,
    /** When it last asked anything of the outside. */
    lastAt: () => lastAt,
    onDeath: (tell: () => void) => void onDeath.push(tell),
    area: (kept: Map<string, unknown>): Area => ({
      get: (keys) =>
        op(
          () =>
            Object.fromEntries(keys.flatMap((key) => (kept.has(key) ? [[key, copied(kept.get(key))]] : []))),
          {
            reads: true,
          },
        ),
      set: (items) => {
        const copy = Object.entries(items).map(([key, value]) => [key, copied(value)] as const);
        return op(() => copy.forEach(([key, value]) => kept.set(key, value)), {
          survives: true,
        });
      },
      remove: (names) => op(() => names.forEach((one) => kept.delete(one)), { survives: true }),
    }),
  };
}
export type Context = ReturnType<typeof createContext>;
