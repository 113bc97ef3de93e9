import type { Cards } from '@/lib/outbox/cards';
import type { NotifyDeps } from '@/lib/outbox/notify';
import { createNotify } from '@/lib/outbox/notify';
import type { PolicyRules } from '@/lib/session/policy';
import type { Counted } from './badge';

/** What the toolbar's button counts, and what tells the agent, with what his organisation lets him do about it. */
export function createNeedy(
  deps: Omit<NotifyDeps, 'mayPhotograph'>,
  policy: Pick<PolicyRules, 'has'>,
  cards: Cards,
) {
  const { session, witness } = deps;
  const mayPhotograph = () => policy.has('file-capture');
  return {
    notify: createNotify({ ...deps, mayPhotograph }),
    /** The known agent's loans, and what this device lost of his. */
    async needy(): Promise<Counted> {
      const { agent } = await session.state();
      return { cards: await cards.now(), lost: agent ? (await witness.report(agent)).lost : [] };
    },
  };
}
