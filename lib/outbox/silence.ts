import type { Vault } from '@/lib/session/vault';
import type { World } from '@/lib/world';
import { failureOf } from './breaker';
import type { Result } from './steps';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** The longest rest of a device that hears nothing: whoever comes back is noticed within a quarter of an hour. */
export const LONGEST_REST = 12 * MINUTE;
/** A silence this long has this share of it as rest: the fourth hour is not tried as often as the first minute. */
const SHARE = 1 / 4;

const noAnswer: ReadonlySet<string | undefined> = new Set(['offline', 'timeout']);

export interface SilenceDeps {
  readonly world: Pick<World, 'now' | 'online'>;
  /** Outlives the worker: each try of a quiet day may be another worker's. */
  readonly vault: Pick<Vault, 'get' | 'set' | 'clear'>;
}

/** Since when nobody has answered, and how long the device may rest for that: a battery is not for knocking. */
export function createSilence({ world, vault }: SilenceDeps) {
  let since: number | undefined;
  let stored: number | undefined;
  let isRead = false;

  async function remember(): Promise<void> {
    if (since === stored) return;
    await (since === undefined ? vault.clear('silentSince') : vault.set('silentSince', since));
    stored = since;
  }

  return {
    /** What a worker before this one knew. */
    async recall(): Promise<void> {
      if (isRead) return;
      stored = await vault.get('silentSince');
      since ??= stored;
      isRead = true;
    },

    /** Any answer ends it, a refusal too. */
    heard(result: Result): void {
      since = noAnswer.has(failureOf(result)?.code) ? (since ?? world.now()) : undefined;
    },

    /** What kept everybody silent may have gone: from here it counts anew. */
    afresh(): void {
      if (since !== undefined) since = world.now();
    },

    /** How long (ms) nothing need be tried unless something happens; 0: as usual. */
    async rest(): Promise<number> {
      await remember();
      const lasted = since === undefined ? 0 : world.now() - since;
      // Without a network that is known at once; where there is one, an hour has to show it.
      if (lasted < (world.online() ? HOUR : 0)) return 0;
      return Math.min(LONGEST_REST, lasted * SHARE);
    },
  };
}
export type Silence = ReturnType<typeof createSilence>;
