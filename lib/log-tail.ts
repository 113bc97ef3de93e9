import type { Vault } from '@/lib/session/vault';
import type { World } from '@/lib/world';

/** Lines kept: a bad day of a few dozen documents. */
const MOST_LINES = 500;
/** Between two saves, in milliseconds: each is of all lines, and a worker that drains writes many of them a second. */
const PAUSE = 1_000;

/**
 * The end of the log, so that support can see what led to a state. It outlives the worker, but for the last second of
 * it, and not the session.
 */
export function createLogTail(world: Pick<World, 'sleep'>, vault: Pick<Vault, 'get' | 'set'>) {
  let lines: string[] = [];
  let before: Promise<void> | undefined;
  let saving: Promise<void> | undefined;
  let isStale = false;

  /** What a worker before this one wrote stands first. */
  function recall(): Promise<void> {
    before ??= vault.get('log').then(
      (kept) => {
        lines = [...(kept ?? []), ...lines].slice(-MOST_LINES);
      },
      () => undefined,
    );
    return before;
  }

  /** One save at a time; what is written meanwhile, and soon after, goes with the next one. */
  async function save(): Promise<void> {
    await recall();
    while (isStale) {
      isStale = false;
      await vault.set('log', lines).then(undefined, () => undefined);
      await world.sleep(PAUSE);
    }
    saving = undefined;
  }

  return {
    write(line: string): void {
      lines = [...lines, line].slice(-MOST_LINES);
      isStale = true;
      saving ??= save();
    },

    async lines(): Promise<readonly string[]> {
      await recall();
      return lines;
    },
  };
}
export type LogTail = ReturnType<typeof createLogTail>;
