import type { KeyObject } from 'node:crypto';
import { createHash } from 'node:crypto';
import { createRemoteJWKSet, customFetch, errors, jwtVerify } from 'jose';
import type { JWTVerifyOptions } from 'jose';
import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import type { Owner } from '@/lib/domain/agent';
import type { World } from '@/lib/world';
import type { BrokerConfig } from './environment';
import { Refused } from './refused';

/** Clocks of Atrium and broker may differ by this much. */
const TOLERANCE_SECONDS = 60;
const SECOND = 1_000;

/** An agent who sends fifty documents asks two hundred times with the same token, and verifying is half of an answer. */
const REMEMBERED = 60 * SECOND;
const MOST_REMEMBERED = 10_000;

/** A token that verified, and until when that is taken as known: a key that is withdrawn counts that much longer. */
interface Known {
  readonly owner: Owner;
  readonly at: number;
  readonly until: number;
}

/** Claims of Atrium's access token, as far as they are documented and of use here. */
const Claims = z.object({
  sub: z.string().min(1),
  tenant_id: z.string().min(1),
  token_type: z.string(),
  exp: z.number(),
});

/** What `jose` throws when it could not get the keys, as opposed to a token that does not verify. */
const keysMissing = new Set(['ERR_JWKS_TIMEOUT', 'ERR_JWKS_INVALID', 'ERR_JOSE_GENERIC']);

/** Turns the `Authorization` header of a request into the agent whom Atrium signed it for. */
export function createAccess(world: Pick<World, 'now' | 'fetch'>, atrium: BrokerConfig['atrium']) {
  const verify = createVerify(world, atrium.key);
  /** By the hash of the token: what is kept here opens nothing. */
  const remembered = new LRUCache<string, Known>({ max: MOST_REMEMBERED });

  async function read(token: string): Promise<Known> {
    const claims = Claims.safeParse(await verify(token).catch(refuse));
    if (!claims.success) throw new Refused('unauthorized');
    const { sub, tenant_id: tenantId, token_type: type, exp } = claims.data;
    if (type !== 'user') throw new Refused('wrong_token_type');
    if (atrium.tenants && !atrium.tenants.includes(tenantId)) throw new Refused('wrong_tenant');
    const at = world.now();
    const until = Math.min(at + REMEMBERED, (exp + TOLERANCE_SECONDS) * SECOND);
    return { owner: { tenantId, agentId: sub }, at, until };
  }

  return {
    /** @throws Refused `unauthorized`, `wrong_token_type`, `wrong_tenant`, `atrium_unavailable` */
    async agentOf(authorization: string | undefined): Promise<Owner> {
      const [, token] = /^Bearer ([\w-]+\.[\w-]+\.[\w-]+)$/i.exec(authorization ?? '') ?? [];
      if (!token) throw new Refused('unauthorized');
      const name = createHash('sha256').update(token).digest('base64');
      const known = remembered.get(name);
      const now = world.now();
      if (known && known.at <= now && now < known.until) return known.owner;
      const fresh = await read(token);
      remembered.set(name, fresh);
      return fresh.owner;
    },
  };
}

function createVerify(world: Pick<World, 'now' | 'fetch'>, atriumKey: BrokerConfig['atrium']['key']) {
  const options = (): JWTVerifyOptions => ({
    algorithms: [...atriumKey.algorithms],
    clockTolerance: TOLERANCE_SECONDS,
    currentDate: new Date(world.now()),
    requiredClaims: ['exp'],
  });
  const verifyWith = async (token: string, key: VerifyKey): Promise<unknown> =>
    (await jwtVerify(token, key, options())).payload;
  if (atriumKey.kind !== 'jwks') return (token: string) => verifyWith(token, atriumKey.key);

  const keys = createRemoteJWKSet(atriumKey.url, {
    [customFetch]: (url, init) => world.fetch(new Request(url, init)),
  });
  return async (token: string): Promise<unknown> => {
    const matching: CryptoKey[] = [];
    try {
      return (await jwtVerify(token, keys, options())).payload;
    } catch (thrown) {
      // A token that names no key, while two are published during a rotation: each is tried.
      if (!(thrown instanceof errors.JWKSMultipleMatchingKeys)) throw thrown;
      for await (const key of thrown) matching.push(key);
    }
    return Promise.any(matching.map((key) => verifyWith(token, key))).catch(() => {
      throw new errors.JWSSignatureVerificationFailed();
    });
  };
}

type VerifyKey = KeyObject | Uint8Array | CryptoKey;

function refuse(thrown: unknown): never {
  const verified = thrown instanceof errors.JOSEError && !keysMissing.has(thrown.code);
  throw new Refused(verified ? 'unauthorized' : 'atrium_unavailable', undefined, { cause: thrown });
}
