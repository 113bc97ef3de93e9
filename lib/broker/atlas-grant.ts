import { z } from 'zod';
import type { Owner } from '@/lib/domain/agent';
import type { World } from '@/lib/world';
import type { BrokerConfig } from './environment';
import { parseJson } from './json';
import { Refused } from './refused';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const DEADLINE = 15 * SECOND;
/** A token with less than this left is not handed out. */
const MARGIN = 5 * MINUTE;
/** A token that was refused is replaced at the soonest after this. */
const SHORTEST_LIFE = 30 * SECOND;

/** Atlas's `authtoken` answer; `expires_in` in seconds. */
const AuthToken = z.object({ access_token: z.string().min(1), expires_in: z.number().positive() });

interface Held {
  readonly accessToken: string;
  readonly receivedAt: number;
  readonly expiresAt: number;
  /** Agents who have had it: one who asks again has lost it, or Atlas refused it. */
  readonly handedTo: Set<string>;
}

/** The Atlas token, one for all agents of this process, fetched with the credentials only the broker has. */
export function createAtlasGrant(
  world: Pick<World, 'now' | 'fetch' | 'deadline'>,
  atlas: BrokerConfig['atlas'],
) {
  let held: Held | undefined;
  let flying: Promise<Held> | undefined;

  async function ask(): Promise<Held> {
    // The life counts from before the question: what is promised is there even if the answer was slow.
    const askedAt = world.now();
    const { access_token: accessToken, expires_in: life } = await askAtlas(world, atlas);
    return { accessToken, receivedAt: askedAt, expiresAt: askedAt + life * SECOND, handedTo: new Set() };
  }

  async function renew(): Promise<Held> {
    flying ??= ask().finally(() => {
      flying = undefined;
    });
    held = await flying;
    return held;
  }

  function isGood(token: Held, agent: string): boolean {
    const now = world.now();
    const life = token.expiresAt - token.receivedAt;
    const wornOut = token.expiresAt - now <= Math.min(MARGIN, life / 2) || now < token.receivedAt;
    const doubtful = token.handedTo.has(agent) && now - token.receivedAt >= SHORTEST_LIFE;
    return !wornOut && !doubtful;
  }

  return {
    /** `expiresIn` in seconds: what is left. @throws Refused with one of the `atlas_…` codes */
    async get({ tenantId, agentId }: Owner): Promise<{ accessToken: string; expiresIn: number }> {
      const agent = JSON.stringify([tenantId, agentId]);
      const token = held && isGood(held, agent) ? held : await renew();
      token.handedTo.add(agent);
      const expiresIn = Math.max(1, Math.floor((token.expiresAt - world.now()) / SECOND));
      return { accessToken: token.accessToken, expiresIn };
    },
  };
}

async function askAtlas(
  world: Pick<World, 'fetch' | 'deadline'>,
  { baseUrl, clientId, clientSecret }: BrokerConfig['atlas'],
): Promise<z.infer<typeof AuthToken>> {
  const request = new Request(`${baseUrl}/v3/verification/authtoken`, {
    method: 'POST',
    headers: { 'Client-Id': clientId, 'Client-Secret': clientSecret, accept: 'application/json' },
    // The credentials follow no redirect.
    redirect: 'error',
    signal: world.deadline(DEADLINE),
  });
  const unavailable = (cause: unknown): never => {
    throw new Refused('atlas_unavailable', undefined, { cause });
  };
  const response = await world.fetch(request).catch(unavailable);
  const body = await response.text().catch(unavailable);
  if (response.status === 401 || response.status === 403) throw new Refused('atlas_credentials_refused');
  if (response.status >= 500 || response.status === 429) throw new Refused('atlas_unavailable');
  const parsed = AuthToken.safeParse(parseJson(body));
  // The status of success is not documented: 200 and 201 both stand in the examples.
  if (!parsed.success || (response.status !== 200 && response.status !== 201))
    throw new Refused('atlas_unreadable');
  return parsed.data;
}
