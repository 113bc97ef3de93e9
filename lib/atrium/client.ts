import { decodeJwt } from 'jose';
import type { Agent } from '@/lib/domain/agent';
import type { FailedOptions } from '@/lib/domain/failed';
import { Failed, toFailed } from '@/lib/domain/failed';
import type { Http } from '@/lib/http/http';
import { Claims, Tokens } from './wire';

const SECOND = 1_000;
/** A sign-in that takes longer is unclear. */
const DEADLINE = 20 * SECOND;
/** A refresh is made while all contexts wait for it. */
const REFRESH_DEADLINE = 8 * SECOND;

export interface Credentials {
  readonly tenant: string;
  readonly email: string;
  readonly password: string;
}

/** A pair of tokens. The refresh token works once. */
export interface TokenPair {
  readonly accessToken: string;
  readonly refreshToken: string;
  /** Life of the access token from now, in milliseconds. */
  readonly expiresInMs: number;
}

export interface SignedIn {
  readonly tokens: TokenPair;
  readonly agent: Agent;
}

/**
 * Atrium's sign-in (vendor page "API Authentication"). Every error is `Failed` with a `reason`.
 * @param base Atrium's origin, without `/api/v1`
 */
export function createAtrium(http: Http) {
  const post = (base: string, path: string, json: unknown, deadlineMs = DEADLINE) =>
    http.json({ method: 'POST', url: `${base}/api/v1/auth/${path}`, json, deadlineMs }, Tokens);

  return {
    /** @throws Failed `wrong-credentials`, `too-many-sign-ins`, `not-a-person`, `licence`, `finish-in-atrium`, `atrium-unreachable` */
    async login(base: string, credentials: Credentials): Promise<SignedIn> {
      const tokens = await post(base, 'login', credentials).catch((thrown: unknown) => {
        throw explain(toFailed(thrown), loginReasons);
      });
      return signedIn(tokens, credentials.tenant);
    },

    /**
     * Trades a refresh token for a new pair. A refusal is `unauthorized`; everything else leaves open
     * whether the token has been used up.
     */
    async refresh(base: string, refreshToken: string, tenant: string): Promise<SignedIn> {
      const tokens = await post(base, 'refresh', { refreshToken }, REFRESH_DEADLINE).catch(
        (thrown: unknown) => {
          const failed = toFailed(thrown);
          // 400 and 403 refuse the token as surely as 401 does: Atrium documents none of them.
          const refused = failed.status === 400 || failed.status === 401 || failed.status === 403;
          const reason = failed.status === 403 ? 'licence' : 'signed-out';
          throw refused ? new Failed('unauthorized', { reason, detail: failed.detail }) : failed;
        },
      );
      return signedIn(tokens, tenant);
    },

    /** Ends the session at Atrium; which one, without a body, is Atrium's to know. */
    async logout(base: string, accessToken: string): Promise<void> {
      const headers = { authorization: `Bearer ${accessToken}` };
      await http.send({ method: 'POST', url: `${base}/api/v1/auth/logout`, headers, deadlineMs: DEADLINE });
    },
  };
}
export type Atrium = ReturnType<typeof createAtrium>;

/** What a refused sign-in means, by status; Atrium publishes no codes for it. */
const loginReasons: ReadonlyMap<number, FailedOptions['reason']> = new Map([
  [400, 'wrong-credentials'],
  [401, 'wrong-credentials'],
  [404, 'wrong-credentials'],
  [403, 'licence'],
  [429, 'too-many-sign-ins'],
]);

/** Machine codes by which Atrium may say that a person has one more step to take. It publishes none. */
const oneMoreStep = /must_change|change_password|password_(expired|reset|change)|totp|mfa|otp|two_factor/;

function explain(failed: Failed, reasonOf: typeof loginReasons): Failed {
  const { code, status, detail, retryAfterMs } = failed;
  // A 2xx without tokens and any other refusal: TOTP, a password that must change, something new.
  const finish = code === 'unreadable' || code === 'rejected' ? 'finish-in-atrium' : undefined;
  const step = oneMoreStep.test(detail ?? '') ? 'finish-in-atrium' : undefined;
  const away =
    code === 'offline' || code === 'timeout' || code === 'unavailable' ? 'atrium-unreachable' : undefined;
  return new Failed(code, {
    reason: failed.reason ?? step ?? reasonOf.get(status ?? 0) ?? finish ?? away,
    status,
    detail,
    retryAfterMs,
  });
}

function signedIn(tokens: Tokens, tenant: string): SignedIn {
  const claims = Claims.safeParse(decoded(tokens.accessToken));
  if (!claims.success) throw new Failed('unreadable', { reason: 'finish-in-atrium', detail: 'claims' });
  if (claims.data.token_type !== 'user') throw new Failed('forbidden', { reason: 'not-a-person' });
  const { accessToken, refreshToken, expiresIn, user } = tokens;
  return {
    tokens: { accessToken, refreshToken, expiresInMs: expiresIn * SECOND },
    agent: {
      tenant,
      tenantId: claims.data.tenant_id,
      agentId: claims.data.sub,
      email: user.email,
      displayName: user.displayName,
      role: user.role,
      siteIds: user.siteIds,
    },
  };
}

function decoded(accessToken: string): unknown {
  try {
    return decodeJwt(accessToken);
  } catch {
    return undefined;
  }
}
