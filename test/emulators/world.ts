/** What an emulator needs of the world, so that a simulation can drive its clock, chance and network. */
export interface EmulatorWorld {
  /** Epoch milliseconds. */
  now(): number;
  /** Uniform in [0, 1). */
  random(): number;
  id(): string;
  fetch(request: Request): Promise<Response>;
  /** Runs `work` after `ms`; what it throws is the emulator's own to handle. */
  defer(ms: number, work: () => Promise<void>): void;
}

/** Time, chance and network of this process. `close` calls off what is still deferred. */
export function realWorld(): EmulatorWorld & { close(): void } {
  const timers = new Set<NodeJS.Timeout>();
  return {
    now: () => Date.now(),
    random: () => Math.random(),
    id: () => crypto.randomUUID(),
    fetch: (request) => fetch(request),
    defer(ms, work) {
      const timer = setTimeout(() => {
        timers.delete(timer);
        void work();
      }, ms);
      timers.add(timer);
    },
    close() {
      for (const timer of timers) clearTimeout(timer);
      timers.clear();
    },
  };
}
