import type { JWK, JWTPayload } from 'jose';
import { exportJWK, generateKeyPair, jwtVerify, SignJWT } from 'jose';
import { z } from 'zod';
import type { EmulatorWorld } from './world';

const SECOND = 1_000;

/** The claims that the pages list, and nothing else but a `jti`. */
const Claims = z.object({
  sub: z.string(),
  tenant_id: z.string(),
  site_ids: z.array(z.string()),
  role: z.enum(['tenant_admin', 'site_admin', 'member']),
  token_type: z.enum(['user', 'kiosk', 'agent']),
});
export type Claims = z.infer<typeof Claims>;

interface Key {
  readonly kid: string;
  readonly alg: 'ES256' | 'HS256';
  readonly sign: CryptoKey | Uint8Array;
  readonly verify: CryptoKey | Uint8Array;
  /** Only of a key that has a public half. */
  readonly jwk?: JWK;
}

/** Makes and checks access tokens. The pages name no algorithm: ES256 with a key set, or HS256 with `secret`. */
export async function createSigner(world: EmulatorWorld, secret?: string) {
  let generation = 0;
  let key = await nextKey();

  async function nextKey(): Promise<Key> {
    generation += 1;
    const kid = `atrium-${generation}`;
    if (secret !== undefined) {
      const bytes = new TextEncoder().encode(generation === 1 ? secret : `${secret}-${generation}`);
      return { kid, alg: 'HS256', sign: bytes, verify: bytes };
    }
    const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
    const jwk = { ...(await exportJWK(publicKey)), kid, alg: 'ES256', use: 'sig' };
    return { kid, alg: 'ES256', sign: privateKey, verify: publicKey, jwk };
  }

  return {
    sign(claims: Claims, expiresIn: number): Promise<string> {
      // The pages list no `jti`; without one two tokens of the same second would be the same token.
      const payload: JWTPayload = { ...claims, jti: world.id() };
      return new SignJWT(payload)
        .setProtectedHeader({ alg: key.alg, kid: key.kid })
        .setExpirationTime(Math.floor(world.now() / SECOND) + expiresIn)
        .sign(key.sign);
    },
    /** The claims of a token that this signer made with its present key and that has not run out. */
    async verify(token: string): Promise<Claims | undefined> {
      const options = { currentDate: new Date(world.now()), algorithms: [key.alg] };
      const verified = await jwtVerify(token, key.verify, options).catch(() => undefined);
      return Claims.safeParse(verified?.payload).data;
    },
    jwks: () => ({ keys: key.jwk ? [key.jwk] : [] }),
    async rotate(): Promise<void> {
      key = await nextKey();
    },
  };
}
