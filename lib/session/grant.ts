import { AtlasGrant } from '@/lib/contract/broker';
import { Failed } from '@/lib/domain/failed';
import type { AtlasApi } from '@/lib/domain/organisation';
import type { Http } from '@/lib/http/http';
import type { World } from '@/lib/world';
import { createMark } from './mark';
import { createSingleFlight } from './single-flight';
import type { Vault } from './vault';
import { grantItems } from './vault';

const SECOND = 1_000;
/** A grant is asked for anew when this share of its life has gone. */
const RENEW_AFTER = 0.8;
const DEADLINE = 20 * SECOND;

export interface GrantDeps {
  readonly world: Pick<World, 'monotonic'>;
  readonly vault: Vault;
  readonly http: Http;
  /** Base address of the broker. */
  readonly address: () => Promise<string>;
  readonly withAccess: <T>(use: (token: string) => Promise<T>) => Promise<T>;
  readonly atOnce: <T>(work: () => Promise<T>) => Promise<T>;
}

/** The short tokens of Atlas, one for each of its APIs. */
export function createGrants(deps: GrantDeps) {
  return {
    flow: createGrant(deps, 'flow'),
    bulk: createGrant(deps, 'bulk'),
    docstream: createGrant(deps, 'docstream'),
  };
}

/** Asked of the broker when there is none or it is nearly used up. */
function createGrant({ world, vault, http, address, withAccess, atOnce }: GrantDeps, api: AtlasApi) {
  const item = grantItems[api];
  const age = createMark(world);

  const askOnce = createSingleFlight(async (agentId: string): Promise<AtlasGrant> => {
    const url = `${await address()}/v1/atlas-token${api === 'flow' ? '' : `?family=${api}`}`;
    const fresh = await withAccess((token) => {
      const headers = { authorization: `Bearer ${token}` };
      return http.json({ method: 'POST', url, headers, deadlineMs: DEADLINE }, AtlasGrant);
    });
    await atOnce(async () => {
      const [agent, tokens] = [await vault.get('agent'), await vault.get('tokens')];
      // A grant that comes after its agent has left is nobody's.
      if (agent?.agentId !== agentId || !tokens) throw signedOut();
      await vault.set(item, fresh);
      age(fresh.accessToken);
    });
    return fresh;
  });

  return {
    /** @throws Failed `signed-out` when no agent is known */
    async get(): Promise<AtlasGrant> {
      const held = await vault.get(item);
      if (held && age(held.accessToken) < held.expiresIn * SECOND * RENEW_AFTER) return held;
      const agent = await vault.get('agent');
      if (!agent) throw signedOut();
      return askOnce(agent.agentId);
    },

    /** Somebody else may have brought a new one already. */
    async forget({ accessToken: refused }: AtlasGrant): Promise<void> {
      await atOnce(async () => {
        if ((await vault.get(item))?.accessToken === refused) await vault.clear(item);
      });
    },
  };
}

function signedOut(): Failed {
  return new Failed('unauthorized', { reason: 'signed-out' });
}
