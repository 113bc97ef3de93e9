import type { Cards } from '@/lib/outbox/cards';
import type { NotifyDeps } from '@/lib/outbox/notify';
import { createNotify } from '@/lib/outbox/notify';
import type { Witness } from '@/lib/outbox/witness';
import type { PolicyRules } from '@/lib/session/policy';
import type { Session } from '@/lib/session/session';
import type { Counted } from './badge';

/** What the toolbar's button counts: the known agent's loans, and what this device lost of his. */
export function createNeedy(session: Pick<Session, 'state'>, witness: Pick<Witness, 'report'>, cards: Cards) {
  return async function needy(): Promise<Counted> {
    const { agent } = await session.state();
    return { cards: await cards.now(), lost: agent ? (await witness.report(agent)).lost : [] };
  };
}

/** What tells the agent, with what his organisation lets him do about it. */
export function createTelling(deps: Omit<NotifyDeps, 'mayPhotograph'>, policy: Pick<PolicyRules, 'get'>) {
  const mayPhotograph = async () => !((await policy.get()).featuresOff ?? []).includes('file-capture');
  return createNotify({ ...deps, mayPhotograph });
}
