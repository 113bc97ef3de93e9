import type { Sim } from './sim-clock';

interface Asked {
  readonly grant: (isMine: boolean) => void;
}

/** Locks as the platform keeps them: one holder a name, the others in a queue, and the dead let go. */
export function createLocks(sim: Sim) {
  const queues = new Map<string, Asked[]>();

  function grantFirst(name: string): void {
    const first = queues.get(name)?.[0];
    if (!first) return;
    // Granted in a turn of its own, as the browser process does.
    sim.after(sim.between(0, 2), () => queues.get(name)?.[0] === first && first.grant(true));
  }

  return {
    ask(name: string, ifFree: boolean): { readonly mine: Promise<boolean>; readonly letGo: () => void } {
      const queue = queues.get(name) ?? [];
      queues.set(name, queue);
      if (ifFree && queue.length > 0) return { mine: Promise.resolve(false), letGo: () => {} };
      let grant: Asked['grant'] = () => {};
      const mine = new Promise<boolean>((resolve) => {
        grant = resolve;
      });
      const asked = { grant };
      queue.push(asked);
      if (queue.length === 1) grantFirst(name);
      const letGo = () => {
        const place = queue.indexOf(asked);
        if (place < 0) return;
        queue.splice(place, 1);
        if (place === 0) grantFirst(name);
      };
      return { mine, letGo };
    },
  };
}
export type Locks = ReturnType<typeof createLocks>;
