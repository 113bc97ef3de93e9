import { createLocalJWKSet, decodeJwt, jwtVerify } from 'jose';
import { expect, test } from 'vitest';
import { z } from 'zod';
import type { AtriumAccount, AtriumOptions } from './atrium';
import { createAtrium } from './atrium';
import { stoppedWorld } from './stopped-world';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const DAY = 24 * 60 * MINUTE;
const origin = 'https://atrium.example';
const asha: AtriumAccount = {
  tenant: 'sunrise-finance',
  email: 'asha.patil@sunrise.example',
  password: 'field-agent-demo',
  displayName: 'Asha Patil',
};

/** Exactly these keys: the page shows them, and no more. */
const Tokens = z.strictObject({
  accessToken: z.string(),
  refreshToken: z.string(),
  expiresIn: z.number(),
  user: z.strictObject({
    id: z.string(),
    email: z.string(),
    displayName: z.string(),
    role: z.string(),
    siteIds: z.array(z.string()),
  }),
});

async function office(options: Partial<AtriumOptions> = {}) {
  const world = stoppedWorld();
  const atrium = await createAtrium(world, { accounts: [asha], ...options });
  const post = (path: string, body?: unknown, headers: Record<string, string> = {}) =>
    atrium.fetch(
      new Request(`${origin}/api/v1/auth/${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      }),
    );
  const signIn = async (account: AtriumAccount = asha) =>
    Tokens.parse(await (await post('login', account)).json());
  const refresh = (refreshToken: string) => post('refresh', { refreshToken });
  const signOut = (token: string) => post('logout', undefined, { authorization: `Bearer ${token}` });
  return { world, atrium, post, signIn, refresh, signOut };
}

test('login answers in camelCase, its token says so in snake_case and verifies by the key set', async () => {
  const { world, atrium, signIn } = await office();
  const { accessToken, expiresIn, user } = await signIn();
  expect(expiresIn).toBe(900);
  expect(user).toMatchObject({ email: asha.email, displayName: 'Asha Patil', role: 'member' });
  const keys = createLocalJWKSet(
    z
      .object({ keys: z.array(z.looseObject({ kty: z.string() })) })
      .parse(await (await atrium.fetch(new Request(`${origin}${atrium.jwksPath}`))).json()),
  );
  const { payload } = await jwtVerify(accessToken, keys, { currentDate: new Date(world.now()) });
  const { tenant_id, jti, ...rest } = payload;
  expect([typeof tenant_id, typeof jti]).toEqual(['string', 'string']);
  expect(rest).toEqual({
    sub: user.id,
    site_ids: user.siteIds,
    role: 'member',
    token_type: 'user',
    exp: world.now() / SECOND + 900,
  });
});

test('a wrong tenant, e-mail or password are one and the same answer', async () => {
  const { post } = await office();
  for (const wrong of [{ tenant: 'other' }, { email: 'x@y.example' }, { password: 'Field-agent-demo' }]) {
    const response = await post('login', { ...asha, ...wrong });
    expect(response.status).toBe(401);
    expect(await response.json()).toEqual({ error: 'invalid_credentials', message: 'Invalid credentials' });
  }
  expect((await post('login', { tenant: 'sunrise-finance' })).status).toBe(400);
});

test.for([
  [{ kiosk: true }, 200, 'kiosk'],
  [{ agent: true }, 200, 'agent'],
  [{ totp: true }, 200, undefined],
  [{ mustChangePassword: true }, 403, undefined],
  [{ noApiAccess: true }, 403, undefined],
] as const)('an account that is %o', async ([flag, status, type]) => {
  const { post, signOut } = await office({ accounts: [{ ...asha, ...flag }] });
  const response = await post('login', asha);
  expect(response.status).toBe(status);
  const tokens = Tokens.safeParse(await response.json()).data;
  expect(tokens && decodeJwt(tokens.accessToken)['token_type']).toBe(type);
  expect((await signOut(tokens?.accessToken ?? '')).status).toBe(tokens ? 403 : 401);
});

test('a refresh token works once, and its successor once more', async () => {
  const { atrium, signIn, refresh } = await office();
  const first = await signIn();
  const second = Tokens.parse(await (await refresh(first.refreshToken)).json());
  expect(second.refreshToken).not.toBe(first.refreshToken);
  expect((await refresh(first.refreshToken)).status).toBe(401);
  expect((await refresh(second.refreshToken)).status).toBe(200);
  expect(atrium.usedRefreshTokens()).toEqual([first.refreshToken, second.refreshToken]);
  expect(atrium.liveRefreshTokens()).toHaveLength(1);
  expect((await refresh('never given out')).status).toBe(401);
});

test('reuse revokes the family where it is told to, and no other', async () => {
  const { atrium, signIn, refresh } = await office({ onReuse: 'revoke-family' });
  const [first, elsewhere] = [await signIn(), await signIn()];
  const second = Tokens.parse(await (await refresh(first.refreshToken)).json());
  expect((await refresh(first.refreshToken)).status).toBe(401);
  expect((await refresh(second.refreshToken)).status).toBe(401);
  expect(atrium.liveRefreshTokens()).toEqual([elsewhere.refreshToken]);
});

test('with grace a lost answer can be asked for again until the successor was used', async () => {
  const { signIn, refresh } = await office({ graceUntilSuccessorUsed: true });
  const first = await signIn();
  const lost = Tokens.parse(await (await refresh(first.refreshToken)).json());
  const again = Tokens.parse(await (await refresh(first.refreshToken)).json());
  expect(again.refreshToken).toBe(lost.refreshToken);
  expect((await refresh(again.refreshToken)).status).toBe(200);
  expect((await refresh(first.refreshToken)).status).toBe(401);
});

test.for([
  ['sliding', 200],
  ['absolute', 401],
] as const)('seven days, %s', async ([sessionLife, status]) => {
  const { world, signIn, refresh } = await office({ sessionLife });
  const first = await signIn();
  await world.pass(4 * DAY);
  const second = Tokens.parse(await (await refresh(first.refreshToken)).json());
  await world.pass(4 * DAY);
  expect((await refresh(second.refreshToken)).status).toBe(status);
  const { refreshToken } = await signIn();
  await world.pass(7 * DAY);
  expect((await refresh(refreshToken)).status).toBe(401);
});

test('logout ends the refresh token and leaves the access token alone', async () => {
  for (const [logout, left] of [
    ['person', 0],
    ['session', 1],
  ] as const) {
    const { atrium, signIn, signOut } = await office({ logout });
    const [here] = [await signIn(), await signIn()];
    expect((await signOut(here.accessToken)).status).toBe(200);
    expect(atrium.liveRefreshTokens()).toHaveLength(left);
    expect((await signOut(here.accessToken)).status).toBe(200);
  }
});

test('an access token ends after its time', async () => {
  const { world, atrium, signIn, signOut } = await office();
  const { accessToken } = await signIn();
  await world.pass(900 * SECOND);
  expect((await signOut(accessToken)).status).toBe(401);
  atrium.setAccessLife(5);
  const short = await signIn();
  expect(short.expiresIn).toBe(5);
  await world.pass(5 * SECOND);
  expect((await signOut(short.accessToken)).status).toBe(401);
});

test('ten logins a minute and address; then 429 as the page shows it', async () => {
  const { world, post } = await office();
  const login = (address = 'a') =>
    post('login', { ...asha, password: 'wrong' }, { 'x-forwarded-for': address });
  for (let left = 9; left >= 0; left -= 1) {
    const { status, headers } = await login();
    expect([status, headers.get('x-ratelimit-limit'), headers.get('x-ratelimit-remaining')]).toEqual([
      401,
      '10',
      String(left),
    ]);
  }
  const refused = await login();
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '30']);
  expect(refused.headers.get('x-ratelimit-reset')).toBe(String((world.now() + MINUTE) / SECOND));
  expect(await refused.json()).toEqual({
    error: 'rate_limit_exceeded',
    message: 'Rate limit exceeded. Try again in 30 seconds.',
  });
  expect((await login('b')).status).toBe(401);
  await world.pass(MINUTE);
  expect((await login()).status).toBe(401);
});

test('a person has a limit of its own, and every answer carries the headers', async () => {
  const { atrium, signIn, refresh } = await office({ limits: { login: 10, user: 3, tenant: 1_000 } });
  let { refreshToken } = await signIn();
  const statuses: number[] = [];
  for (let time = 0; time < 4; time += 1) {
    const response = await refresh(refreshToken);
    statuses.push(response.status);
    const tokens = Tokens.safeParse(await response.json());
    if (tokens.success) refreshToken = tokens.data.refreshToken;
  }
  expect(statuses).toEqual([200, 200, 200, 429]);
  const nowhere = await atrium.fetch(new Request(`${origin}/api/v1/me`));
  expect([nowhere.status, nowhere.headers.get('x-ratelimit-limit')]).toEqual([404, '3']);
  expect(Object.keys(z.record(z.string(), z.string()).parse(await nowhere.json()))).toEqual([
    'error',
    'message',
  ]);
});

test('what an administrator does: revoke, deactivate, rotate the signing key', async () => {
  const { world, atrium, post, signIn, refresh, signOut } = await office();
  const first = await signIn();
  atrium.revoke(asha.email);
  expect((await refresh(first.refreshToken)).status).toBe(401);
  const second = await signIn();
  await atrium.rotateSigningKey();
  expect((await signOut(second.accessToken)).status).toBe(401);
  expect((await refresh(second.refreshToken)).status).toBe(401);
  const third = await signIn();
  expect((await signOut(third.accessToken)).status).toBe(200);
  await world.pass(MINUTE);
  atrium.deactivate(asha.email);
  expect((await post('login', asha)).status).toBe(401);
});

test('a shared secret instead of a key pair', async () => {
  const jwtSecret = 'a secret of more than thirty-two bytes';
  const { world, atrium, signIn } = await office({ jwtSecret });
  const { accessToken } = await signIn();
  const key = new TextEncoder().encode(jwtSecret);
  const options = { currentDate: new Date(world.now()), algorithms: ['HS256'] };
  expect((await jwtVerify(accessToken, key, options)).payload['token_type']).toBe('user');
  expect(await (await atrium.fetch(new Request(`${origin}${atrium.jwksPath}`))).json()).toEqual({ keys: [] });
});

test('single sign-on goes to the provider and comes back for people who are known', async () => {
  const { atrium } = await office({ issuer: 'https://idp.example/sunrise' });
  const get = (path: string) => atrium.fetch(new Request(`${origin}/api/v1/auth/oidc/${path}`));
  const away = await get('authorize?tenant=sunrise-finance');
  const target = new URL(away.headers.get('location') ?? '');
  expect([away.status, target.origin]).toEqual([302, 'https://idp.example']);
  expect(target.searchParams.get('redirect_uri')).toBe(`${origin}/api/v1/auth/oidc/callback`);
  const state = target.searchParams.get('state') ?? '';
  const back = new URLSearchParams({ state, code: asha.email });
  expect(Tokens.safeParse(await (await get(`callback?${back}`)).json()).success).toBe(true);
  const stranger = new URLSearchParams({ state, code: 'who@else.example' });
  expect((await get(`callback?${stranger}`)).status).toBe(401);
  expect((await get('authorize?tenant=other')).status).toBe(404);
});
