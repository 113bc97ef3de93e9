import { Failed } from '@/lib/domain/failed';
import type { Feature } from '@/lib/domain/policy';
import { Policy } from '@/lib/domain/policy';
import type { Areas } from './areas';

/**
 * The administrator's rules, read at every question: a browser that tells of no change (Firefox) misses none. What is
 * there and cannot be understood stops everything that needs to know the organisation, and nothing is lost by it.
 */
export function createPolicy({ managed }: Pick<Areas, 'managed'>) {
  /** @throws Failed `policy-malformed` */
  async function get(): Promise<Policy> {
    const parsed = Policy.safeParse((await managed?.()) ?? {});
    if (parsed.success) return parsed.data;
    const where = parsed.error.issues[0]?.path.join('.') ?? '';
    // Held, not refused: documents wait until the rules are mended.
    throw new Failed('unauthorized', { reason: 'policy-malformed', detail: `policy at '${where}'` });
  }

  return {
    get,

    /** The organisation lets its agents use it. */
    has: async (feature: Feature): Promise<boolean> => !(await get()).featuresOff?.includes(feature),

    /** @throws Failed `policy-off` when the organisation has switched it off */
    async allows(feature: Feature): Promise<void> {
      if ((await get()).featuresOff?.includes(feature))
        throw new Failed('forbidden', { reason: 'policy-off' });
    },

    /** @throws Failed `policy-tenant` when agents of this machine sign in to another tenant */
    async allowsTenant(typed: string): Promise<void> {
      const { tenant = typed } = await get();
      if (tenant !== typed) throw new Failed('forbidden', { reason: 'policy-tenant' });
    },
  };
}
export type PolicyRules = ReturnType<typeof createPolicy>;
