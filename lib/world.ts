/**
 * All that the program cannot compute: clock, chance, ids, network, locks and waiting. Every module that
 * needs one of them takes a `World`; tests hand in a fake one.
 */
export interface World {
  /** Wall clock, epoch milliseconds. May jump; never the only ground for a deadline. */
  now(): number;
  /** Milliseconds on a clock that only goes forward within this process. */
  monotonic(): number;
  /** Uniform in [0, 1). */
  random(): number;
  /** A random UUID (version 4). */
  id(): string;
  /** The network. Rejects with the platform's own errors; `lib/http` turns them into ours. */
  fetch(request: Request): Promise<Response>;
  /** What the platform believes about the network: `false` is sure, `true` is a guess. */
  online(): boolean;
  /** Resolves after `ms`; rejects with the signal's reason when it is aborted first. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** A signal that aborts after `ms`, for deadlines of single requests. */
  deadline(ms: number): AbortSignal;
  /**
   * Runs `work` while holding the lock `name`, which the platform lets go when this context dies.
   * With `ifFree`, resolves to `undefined` at once when somebody else holds it.
   */
  lock<T>(name: string, options: LockOptions, work: () => Promise<T>): Promise<T | undefined>;
}

export interface LockOptions {
  readonly ifFree?: boolean;
}

/** What a page of a portal needs of it: the rest stays out of the script there. */
export function createPageWorld(): Pick<World, 'fetch' | 'deadline'> & { sleep(ms: number): Promise<void> } {
  return {
    fetch: (request) => fetch(request),
    sleep: (ms) => new Promise((resolve) => void setTimeout(resolve, ms)),
    deadline: (ms) => AbortSignal.timeout(ms),
  };
}

/** The world of a browser context or of Node. */
export function createWorld(): World {
  return {
    ...createPageWorld(),
    sleep,
    now: () => Date.now(),
    monotonic: () => performance.now(),
    random: () => Math.random(),
    id: () => crypto.randomUUID(),
    online: () => (typeof navigator === 'undefined' ? true : navigator.onLine),
    lock,
  };
}

function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop);
      resolve();
    }, ms);
    signal?.addEventListener('abort', stop, { once: true });
    if (signal?.aborted) stop();
  });
}

async function lock<T>(name: string, options: LockOptions, work: () => Promise<T>): Promise<T | undefined> {
  return navigator.locks.request(name, { ifAvailable: options.ifFree ?? false }, (held) =>
    held ? work() : undefined,
  );
}
