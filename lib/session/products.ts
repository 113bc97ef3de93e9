import { Products } from '@/lib/contract/broker';
import { isOwner } from '@/lib/domain/agent';
import type { Http } from '@/lib/http/http';
import type { Session } from './session';
import type { Vault } from './vault';

const SECOND = 1_000;
const DEADLINE = 15 * SECOND;

export interface ProductsDeps {
  readonly vault: Vault;
  readonly http: Http;
  readonly session: Pick<Session, 'withAccess' | 'state'>;
  /** Base address of the broker. */
  readonly broker: () => Promise<string>;
}

/** What the agent's tenant captures for, which may be other products than the organisation's: asked of the broker. */
export function createProducts({ vault, http, session, broker }: ProductsDeps) {
  async function ask(): Promise<void> {
    const { agent, signedIn } = await session.state();
    if (!agent || !signedIn) return;
    const url = `${await broker()}/v1/products`;
    const products = await session.withAccess((token) => {
      const headers = { authorization: `Bearer ${token}` };
      return http.json({ method: 'GET', url, headers, deadlineMs: DEADLINE }, Products);
    }, agent);
    const now = (await session.state()).agent;
    if (now && isOwner(now, agent)) await vault.set('products', products);
  }

  return {
    /** Keeps what is known when the broker does not say. */
    refresh: () => ask().catch(() => undefined),
  };
}
