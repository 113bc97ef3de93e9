import { Hono } from 'hono';
import { z } from 'zod';
import type { OidcOptions } from './atrium-oidc';
import { authorizePath, callbackPath, donePath, handOver, toProvider } from './atrium-oidc';
import type { Scope } from './atrium-limits';
import { createLimits, documentedLimits, rateLimited } from './atrium-limits';
import type { SessionOptions } from './atrium-sessions';
import { createSessions } from './atrium-sessions';
import { createSigner } from './atrium-signer';
import { createFaults, createRequestLog } from './faults';
import type { EmulatorWorld } from './world';

export interface AtriumAccount {
  readonly tenant: string;
  readonly email: string;
  readonly password: string;
  readonly displayName: string;
  readonly role?: 'tenant_admin' | 'site_admin' | 'member';
  /** Its tokens say `token_type: kiosk`. */
  readonly kiosk?: boolean;
  /** Its tokens say `token_type: agent`; a real one has a certificate instead. */
  readonly agent?: boolean;
  /** Sign-in goes on elsewhere; the contract does not say how this is answered. */
  readonly totp?: boolean;
  readonly mustChangePassword?: boolean;
  /** The tenant's licence lacks `api_access`. */
  readonly noApiAccess?: boolean;
}

export interface AtriumOptions extends SessionOptions, OidcOptions {
  readonly accounts: readonly AtriumAccount[];
  /** Life of an access token in seconds. */
  readonly expiresIn?: number;
  /** Sign with HS256 and this secret instead of ES256. */
  readonly jwtSecret?: string;
  readonly limits?: Readonly<Record<keyof typeof documentedLimits, number>>;
  /** Whether a refresh counts as a login attempt; the contract is silent. */
  readonly refreshCountsAsLogin?: boolean;
  /** Logout names no refresh token: whether it ends this session or all of that person's is open. */
  readonly logout?: 'session' | 'person';
}

const Login = z.object({ tenant: z.string(), email: z.string(), password: z.string() });
const RefreshBody = z.object({ refreshToken: z.string() });
const login = '/api/v1/auth/login';
const refresh = '/api/v1/auth/refresh';

/**
 * Atrium's sign-in as its pages describe it: rotating single-use refresh tokens, token types, rate limits.
 * `/.well-known/jwks.json` is this emulator's own: the pages list no keys, and a broker has to verify somehow.
 */
export async function createAtrium(world: EmulatorWorld, options: AtriumOptions) {
  const { expiresIn = 900, logout = 'person', limits = documentedLimits } = options;
  const people = new Map(options.accounts.map((account) => [idOf(account), account]));
  const signer = await createSigner(world, options.jwtSecret);
  const sessions = createSessions(world, options);
  const counters = createLimits(world);
  /** Access tokens given out and not called off, with the session of each. */
  const accessTokens = new Map<string, string>();
  let accessLife = expiresIn;

  async function tokensFor(account: AtriumAccount, { token, family }: { token: string; family: string }) {
    const { tenant, email, displayName, role = 'member' } = account;
    const siteIds = [stableId(`site ${tenant}`)];
    const accessToken = await signer.sign(
      {
        sub: idOf(account),
        tenant_id: stableId(`tenant ${tenant}`),
        site_ids: siteIds,
        role,
        token_type: account.kiosk ? 'kiosk' : account.agent ? 'agent' : 'user',
      },
      accessLife,
    );
    accessTokens.set(accessToken, family);
    const user = { id: idOf(account), email, displayName, role, siteIds };
    return Response.json({ accessToken, refreshToken: token, expiresIn: accessLife, user });
  }

  const app = new Hono();
  app.get('/.well-known/jwks.json', () => Response.json(signer.jwks()));

  app.post(login, async (context) => {
    const body = Login.safeParse(await context.req.json().catch(() => undefined));
    if (!body.success) return refuse(400, 'validation_error', 'tenant, email and password are required');
    const account = people.get(idOf(body.data));
    // The UI's words are the same for a wrong tenant, e-mail and password (page T-TRB).
    if (account?.password !== body.data.password)
      return refuse(401, 'invalid_credentials', 'Invalid credentials');
    return unfinished(account) ?? tokensFor(account, sessions.begin(idOf(account)));
  });

  app.post(refresh, async (context) => {
    const body = RefreshBody.safeParse(await context.req.json().catch(() => undefined));
    if (!body.success) return refuse(400, 'validation_error', 'refreshToken is required');
    const successor = sessions.rotate(body.data.refreshToken);
    const account = successor && people.get(successor.owner);
    if (!account) return refuse(401, 'invalid_refresh_token', 'The refresh token is invalid or expired');
    return tokensFor(account, successor);
  });

  app.post('/api/v1/auth/logout', async (context) => {
    const token = bearer(context.req.raw);
    const claims = await signer.verify(token);
    const family = accessTokens.get(token);
    if (!claims || family === undefined) return unauthorized();
    if (claims.token_type !== 'user') return refuse(403, 'forbidden', 'This token type is not accepted here');
    if (logout === 'session') sessions.revokeFamily(family);
    else sessions.revokeOwner(claims.sub);
    return Response.json({});
  });

  app.get(authorizePath, (context) => {
    const tenant = context.req.query('tenant');
    const known = options.accounts.some((account) => account.tenant === tenant);
    if (!known || options.issuer === undefined) return refuse(404, 'tenant_not_found', 'No such tenant');
    return toProvider(options.issuer, tenant ?? '', context.req.url);
  });

  // The code is the e-mail address.
  app.get(callbackPath, async (context) => {
    const { state = '', code = '', error } = context.req.query();
    const account = people.get(idOf({ tenant: state.replace(/^tenant:/, ''), email: code }));
    // No account is made on the way: the person must be known by that e-mail already (page T-TRB).
    const answer =
      error !== undefined
        ? refuse(401, 'identity_provider_error', 'The identity provider refused')
        : account
          ? await tokensFor(account, sessions.begin(idOf(account)))
          : refuse(401, 'user_not_found', 'No user with this e-mail');
    return handOver(answer, options, context.req.url);
  });
  app.get(donePath, (context) => context.html('<!doctype html><title>Atrium</title><p>Signed in'));
  app.notFound(() => refuse(404, 'not_found', 'No such endpoint'));

  async function scopesOf(request: Request): Promise<Scope[]> {
    const { pathname } = new URL(request.url);
    const address = request.headers.get('x-forwarded-for') ?? 'local';
    const isLogin = pathname === login || (pathname === refresh && options.refreshCountsAsLogin);
    const person = people.get((await personOf(request, pathname)) ?? '');
    return [
      ...(isLogin ? [{ name: `login ${address}`, limit: limits.login }] : []),
      { name: `user ${person ? idOf(person) : address}`, limit: limits.user },
      ...(person ? [{ name: `tenant ${person.tenant}`, limit: limits.tenant }] : []),
    ];
  }

  async function personOf(request: Request, pathname: string): Promise<string | undefined> {
    if (pathname !== refresh) return (await signer.verify(bearer(request)))?.sub;
    const body = RefreshBody.safeParse(
      await request
        .clone()
        .json()
        .catch(() => undefined),
    );
    return body.success ? sessions.ownerOf(body.data.refreshToken) : undefined;
  }

  /** `X-RateLimit-*` stand on every answer. */
  async function limited(request: Request): Promise<Response> {
    const { allowed, headers } = counters.take(await scopesOf(request));
    const answer = allowed ? await app.fetch(request) : rateLimited();
    const response = new Response(answer.body, answer);
    for (const [name, value] of Object.entries(headers)) response.headers.set(name, value);
    return response;
  }

  const log = createRequestLog(limited);
  const faults = createFaults(world, log.fetch, unauthorized);
  const refreshTokens = (which: (token: ReturnType<typeof sessions.all>[number]) => boolean) =>
    sessions.all().flatMap((token) => (which(token) ? [token.token] : []));
  const owners = (email: string) => [...people.values()].filter((account) => account.email === email);

  return {
    fetch: faults.fetch,
    faults,
    requests: log.requests,
    jwksPath: '/.well-known/jwks.json',
    addAccount: (account: AtriumAccount) => void people.set(idOf(account), account),
    /** Every refresh token ever given out: what must never be seen anywhere else. */
    refreshTokens: () => refreshTokens(() => true),
    usedRefreshTokens: () => refreshTokens(({ used }) => used),
    /** Refresh tokens that still work. */
    liveRefreshTokens: () =>
      refreshTokens(({ used, revoked, endsAt }) => !used && !revoked && world.now() < endsAt),
    accessTokens: () => [...accessTokens.keys()],
    /** Of the access tokens that are given out from now on, in seconds. */
    setAccessLife(seconds: number): void {
      accessLife = seconds;
    },
    /** Atrium itself takes no access token given out so far; who verifies by the key set cannot know. */
    expireAccess: () => accessTokens.clear(),
    /** As an administrator does: no refresh token of this person works any more. */
    revoke(email: string): void {
      for (const account of owners(email)) sessions.revokeOwner(idOf(account));
    },
    /** The person may neither sign in nor go on. */
    deactivate(email: string): void {
      for (const account of owners(email)) people.delete(idOf(account));
    },
    /** As an administrator does: a new signing key, and everybody signs in again (page T-TRB). */
    async rotateSigningKey(): Promise<void> {
      await signer.rotate();
      accessTokens.clear();
      sessions.revokeAll();
    },
  };
}

/** Sign-ins that end without tokens. None of their answers is documented, and a client must not guess more. */
function unfinished({ noApiAccess, totp, mustChangePassword }: AtriumAccount): Response | undefined {
  if (noApiAccess) return refuse(403, 'entitlement_missing', 'The licence does not include api_access');
  if (totp) return Response.json({ status: 'totp_required' });
  if (mustChangePassword) return refuse(403, 'must_change_password', 'Change the password first');
  return undefined;
}

function refuse(status: number, error: string, message: string): Response {
  return Response.json({ error, message }, { status });
}

const unauthorized = () => refuse(401, 'unauthorized', 'Token missing or invalid');
const bearer = (request: Request) => request.headers.get('authorization')?.replace(/^Bearer /, '') ?? '';
const idOf = ({ tenant, email }: { tenant: string; email: string }) => stableId(`user ${tenant} ${email}`);

/** A UUID that is the same in every run, so that a profile that is opened again meets the same agent. */
function stableId(text: string): string {
  const hex = Array.from(text)
    .reduce((sum, letter) => (Math.imul(sum, 31) + (letter.codePointAt(0) ?? 0)) >>> 0, 7)
    .toString(16)
    .padStart(8, '0');
  return `${hex}-0000-4000-8000-${hex.padStart(12, '0')}`;
}
