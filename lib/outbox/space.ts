import { Failed } from '@/lib/domain/failed';
import type { World } from '@/lib/world';
import { createPatience } from './patience';

const SECOND = 1_000;
const MIB = 1_024 * 1_024;
const ESTIMATE_PATIENCE = 3 * SECOND;
/** Sealing, and what the database writes beside the bytes. */
const OVERHEAD = 1.2;
/** What must be left after a capture: records, and the browser's own needs. */
const LEFT = 20 * MIB;

/** Bytes on this device, as the platform estimates them. */
export interface Space {
  readonly used: number;
  readonly free: number;
}

/** The platform's `navigator.storage.estimate`. */
export type Estimate = () => Promise<{
  readonly usage?: number | undefined;
  readonly quota?: number | undefined;
}>;

export interface SpaceDeps {
  readonly world: Pick<World, 'sleep'>;
  /** Absent where the platform has none. */
  readonly estimate?: Estimate | undefined;
}

/** How much room there is. An estimate refuses early and proves nothing: `complete` remains the proof. */
export function createSpace({ world, estimate }: SpaceDeps) {
  const within = createPatience(world);

  async function look(): Promise<Space | undefined> {
    if (!estimate) return undefined;
    // Without an estimate nothing is refused.
    const [looked] = await Promise.allSettled([within(ESTIMATE_PATIENCE, () => estimate())]);
    const { usage, quota } = looked.status === 'fulfilled' ? looked.value : {};
    if (usage === undefined || quota === undefined) return undefined;
    return { used: usage, free: Math.max(0, quota - usage) };
  }

  return {
    look,

    /** @throws Failed `full` when a capture of `size` bytes would not fit */
    async mustFit(size: number): Promise<void> {
      const space = await look();
      if (space && space.free < size * OVERHEAD + LEFT) throw new Failed('full', { detail: 'no room left' });
    },
  };
}
export type SpaceLeft = ReturnType<typeof createSpace>;
