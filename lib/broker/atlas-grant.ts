import type { Owner } from '@/lib/domain/agent';
import type { World } from '@/lib/world';
import type { AtlasApi } from '@/lib/domain/organisation';
import { askAtlas } from './atlas-login';
import type { AtlasAccess } from './environment';
import { Refused } from './refused';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
/** A token with less than this left is not handed out. */
const MARGIN = 5 * MINUTE;
/** A token that was refused is replaced at the soonest after this. */
const SHORTEST_LIFE = 30 * SECOND;

interface Held {
  readonly accessToken: string;
  readonly receivedAt: number;
  readonly expiresAt: number;
  /** Agents who have had it: one who asks again has lost it, or Atlas refused it. */
  readonly handedTo: Set<string>;
}

type Clocked = Pick<World, 'now' | 'fetch' | 'deadline'>;

/**
 * Atlas's tokens, fetched with the credentials only the broker has: one for each tenant and API family, for all
 * its agents of this process.
 *
 * @param accessOf the credentials of a tenant
 */
export function createAtlasGrants(world: Clocked, accessOf: (tenantId: string) => AtlasAccess) {
  const desks = new Map<string, GrantDesk>();

  function baseUrlOf(tenantId: string, family: AtlasApi): string {
    const { baseUrl, docstreamBaseUrl } = accessOf(tenantId);
    const found = family === 'docstream' ? docstreamBaseUrl : baseUrl;
    if (!found) throw new Refused('not_found');
    return found;
  }

  function deskOf(tenantId: string, family: AtlasApi): GrantDesk {
    const access = accessOf(tenantId);
    const baseUrl = baseUrlOf(tenantId, family);
    const { clientId } = access;
    // Tenants without credentials of their own share those of the broker, and so the token.
    const name = JSON.stringify([family, baseUrl, clientId]);
    const desk = desks.get(name) ?? createGrantDesk(world, () => askAtlas(world, access, family, baseUrl));
    desks.set(name, desk);
    return desk;
  }

  return {
    /**
     * `expiresIn` in seconds: what is left.
     *
     * @throws Refused with one of the `atlas_…` codes; `not_found` for a family without an address
     */
    async get({ tenantId, agentId }: Owner, family: AtlasApi = 'flow') {
      const { accessToken, expiresAt } = await deskOf(tenantId, family).hand(
        JSON.stringify([tenantId, agentId]),
      );
      return { accessToken, expiresIn: Math.max(1, Math.floor((expiresAt - world.now()) / SECOND)) };
    },

    /** Where the family's calls go. @throws Refused `not_found` */
    baseUrl: ({ tenantId }: Owner, family: AtlasApi) => baseUrlOf(tenantId, family),

    /** Has a token for this tenant, asking Atlas when there is none that is good. @throws Refused */
    async warm(tenantId: string, family: AtlasApi): Promise<void> {
      await deskOf(tenantId, family).hand(undefined);
    },
  };
}

type GrantDesk = ReturnType<typeof createGrantDesk>;

/** One token: single flight, renewed early. */
function createGrantDesk(
  world: Pick<World, 'now'>,
  ask: () => Promise<{ access_token: string; expires_in: number }>,
) {
  let held: Held | undefined;
  let flying: Promise<Held> | undefined;

  async function fetchOne(): Promise<Held> {
    // The life counts from before the question: what is promised is there even if the answer was slow.
    const askedAt = world.now();
    const { access_token: accessToken, expires_in: life } = await ask();
    return { accessToken, receivedAt: askedAt, expiresAt: askedAt + life * SECOND, handedTo: new Set() };
  }

  async function renew(): Promise<Held> {
    flying ??= fetchOne().finally(() => {
      flying = undefined;
    });
    held = await flying;
    return held;
  }

  function isGood(token: Held, agent: string | undefined): boolean {
    const now = world.now();
    const life = token.expiresAt - token.receivedAt;
    const wornOut = token.expiresAt - now <= Math.min(MARGIN, life / 2) || now < token.receivedAt;
    const hadIt = agent !== undefined && token.handedTo.has(agent);
    return !wornOut && !(hadIt && now - token.receivedAt >= SHORTEST_LIFE);
  }

  return {
    async hand(agent: string | undefined): Promise<Held> {
      const token = held && isGood(held, agent) ? held : await renew();
      if (agent !== undefined) token.handedTo.add(agent);
      return token;
    },
  };
}
