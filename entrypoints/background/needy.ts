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
  const { session, witness, vault, port } = deps;
  const mayPhotograph = () => policy.has('file-capture');
  return {
    offer: {
      /** Nobody was asked yet, and the browser has not been told to let us. */
      isOpen: async () =>
        port !== undefined && !(await vault.get('noticesAsked')) && !(await port.isAllowed()),
      close: () => vault.set('noticesAsked', true),
    },
    notify: createNotify({ ...deps, mayPhotograph }),
    /** The known agent's loans, and what this device lost of his. */
    async needy(): Promise<Counted> {
      const { agent } = await session.state();
      return { cards: await cards.now(), lost: agent ? (await witness.report(agent)).lost : [] };
    },
  };
}
