import { describe, expect, test } from 'vitest';
import { createAtrium as createClient } from '@/lib/atrium/client';
import type { Known } from '@/lib/config';
import { createHttp } from '@/lib/http/http';
import { createOidc } from '@/lib/session/oidc';
import type { SignInTabs } from '@/lib/session/oidc';
import { createSession } from '@/lib/session/session';
import { createVault } from '@/lib/session/vault';
import { createAtrium } from '@/test/emulators/atrium';
import { createIdentity } from '@/test/emulators/identity';
import { createFakeWorld } from '@/test/support/fake-world';
import { uuidOf } from '@/test/support/builders';
import { createMemoryArea } from './office';

const MINUTE = 60_000;
const base = 'https://atrium.test';
const idp = 'https://idp.test';
const extension = 'https://satchel.chromiumapp.test/';
const asha = { tenant: 'sunrise', email: 'asha@sunrise.test', password: 'p', displayName: 'Asha Rao' };
type Way = 'body' | 'fragment' | 'redirect';
const ways = ['body', 'fragment', 'redirect'] as const;
const paths = { body: undefined, fragment: '/signed-in', redirect: undefined };

/** A browser with tabs that follow redirects, and shows us only what it would: Atrium's addresses. */
async function createDesk(way: Way) {
  const world = createFakeWorld();
  const emulator = await createAtrium(
    {
      now: world.now,
      random: world.random,
      id: world.id,
      fetch: world.fetch,
      defer: (ms, work) => void world.sleep(ms).then(work),
    },
    { accounts: [asha], issuer: idp, oidcTokens: way, oidcReturn: () => extension },
  );
  const identity = createIdentity([asha.email, 'stranger@sunrise.test']);
  world.routes[base] = emulator.fetch;
  world.routes[idp] = identity.fetch;
  const tabs = new Map<number, { url: string; text: string }>();
  const read = new Array<string>();
  let launched: { readonly url: string; readonly end: (back: string | undefined) => void } | undefined;
  let opened = 0;

  async function visit(url: string): Promise<{ url: string; text: string }> {
    if (url.startsWith(extension)) return { url, text: '' };
    const answer = await world.fetch(new Request(url, { redirect: 'manual' }));
    const to = answer.headers.get('location');
    return to ? visit(to) : { url, text: await answer.text() };
  }

  const platform: SignInTabs = {
    async open(url) {
      opened += 1;
      tabs.set(opened, await visit(url));
      return opened;
    },
    async look(tab) {
      const found = tabs.get(tab);
      // The identity provider's alone is hidden: other addresses may be of hosts that we have access to.
      return found && { url: found.url.startsWith(idp) ? '' : found.url, isLoaded: true };
    },
    async read(tab) {
      const found = tabs.get(tab);
      if (found) read.push(found.url);
      return found;
    },
    close: async (tab) => void tabs.delete(tab),
    launch: (url) =>
      new Promise((resolve) => {
        launched = { url, end: resolve };
      }),
  };

  /** Presses a link of the identity provider's page. */
  async function press(words: string): Promise<void> {
    await world.until(() => launched !== undefined || tabs.size > 0);
    const page = launched ? await visit(launched.url) : [...tabs.values()][0];
    const href = new RegExp(`href="([^"]*)">${words}<`).exec(page?.text ?? '')?.[1]?.replaceAll('&amp;', '&');
    if (!href) throw new Error(`no ${words} on the page`);
    const next = await visit(href);
    if (launched) launched.end(next.url);
    else tabs.set(opened, next);
  }

  const areas = { session: createMemoryArea(), local: createMemoryArea() };
  const vault = createVault(areas);
  const known: Known = {
    address: 'https://broker.test',
    config: {
      organisation: { name: 'Sunrise' },
      atlas: { api: 'flow' },
      products: [],
      portals: [],
      addresses: { broker: base, atrium: base, atlas: base, store: base },
      sealingKey: { keyId: uuidOf(1), publicKey: 'A'.repeat(87) },
      signIn: {
        password: true,
        oidc: { tokens: way, callbackPath: paths[way] ?? '/api/v1/auth/oidc/callback' },
      },
    },
  };
  let ends = 0;
  function worker() {
    const context = world.context();
    const http = createHttp(context.world);
    const session = createSession({
      world: context.world,
      vault,
      http,
      atrium: createClient(http),
      addresses: async () => known.config.addresses,
    });
    const oidc = createOidc({
      world: context.world,
      vault,
      session,
      config: { require: async () => known },
      tabs: platform,
      stayAwake: () => () => {},
      enter: async (come) => {
        await come();
        ends += 1;
      },
    });
    return { session, oidc, kill: context.kill };
  }
  const { session, oidc, kill } = worker();
  return {
    world,
    emulator,
    areas,
    tabs,
    read,
    press,
    session,
    oidc,
    kill,
    worker,
    visit,
    ended: () => world.until(() => ends > 0),
    closeWindow: () => (launched ? launched.end(undefined) : tabs.clear()),
    isAsking: () => world.until(() => launched !== undefined || tabs.size > 0),
  };
}

describe.each(ways)('the sign-in at an identity provider, tokens by %s', (way) => {
  test('signs in, trades what stood in the tab at once, and closes the tab', async () => {
    const desk = await createDesk(way);
    void desk.oidc.begin('sunrise');
    await desk.press(asha.email);
    await desk.ended();
    const { agent, signedIn } = await desk.session.state();
    expect([signedIn, agent?.displayName, agent?.tenant]).toEqual([true, 'Asha Rao', 'sunrise']);
    expect(desk.tabs.size).toBe(0);
    const [first] = desk.emulator.refreshTokens();
    expect(desk.emulator.usedRefreshTokens()).toEqual([first]);
    expect(JSON.stringify([...desk.areas.local.kept])).not.toContain('refresh-');
  });

  test.each([
    ['Cancel', way === 'redirect' ? 'oidc-refused' : 'oidc-cancelled'],
    ['Fail', 'oidc-refused'],
    ['stranger@sunrise.test', 'oidc-refused'],
  ])('%s says so: %s', async (link, reason) => {
    const desk = await createDesk(way);
    void desk.oidc.begin('sunrise');
    await desk.press(link);
    await desk.ended();
    expect(await desk.session.state()).toMatchObject({ signedIn: false, ended: { reason } });
  });

  test('a closed window is a sign-in that was not finished', async () => {
    const desk = await createDesk(way);
    void desk.oidc.begin('sunrise');
    await desk.isAsking();
    desk.closeWindow();
    await desk.ended();
    expect((await desk.session.state()).ended?.reason).toBe('oidc-cancelled');
  });
});

describe.each(['body', 'fragment'] as const)('in a tab, tokens by %s', (way) => {
  test('a tenant that Atrium does not know says so', async () => {
    const desk = await createDesk(way);
    await desk.oidc.begin('moonrise');
    await desk.ended();
    expect((await desk.session.state()).ended?.reason).toBe('oidc-tenant');
  });

  test('nothing is read but at the configured origin and path', async () => {
    const desk = await createDesk(way);
    const stolen = JSON.stringify({ refreshToken: 'planted' });
    const places = [
      'https://evil.test/api/v1/auth/oidc/callback#refreshToken=planted',
      `https://atrium.test.evil.test/signed-in#refreshToken=planted`,
      `${base}/other#refreshToken=planted`,
      `${base}/signed-in/more#refreshToken=planted`,
    ];
    await desk.oidc.begin('sunrise');
    for (const url of places) {
      desk.tabs.set(1, { url, text: stolen });
      await desk.world.advance(MINUTE);
    }
    expect(desk.read).toEqual([]);
    expect(await desk.session.state()).toMatchObject({ signedIn: false, ended: undefined });
    expect([...desk.areas.session.kept.keys()]).toEqual(['oidc']);
  });

  test('a worker that dies meanwhile is followed by one that goes on', async () => {
    const desk = await createDesk(way);
    await desk.oidc.begin('sunrise');
    await desk.world.advance(MINUTE);
    desk.kill();
    await desk.world.advance(0);
    const next = desk.worker();
    void next.oidc.resume();
    void next.oidc.resume();
    await desk.press(asha.email);
    await desk.ended();
    expect((await next.session.state()).signedIn).toBe(true);
    expect(desk.emulator.usedRefreshTokens()).toHaveLength(1);
  });

  test('begun twice, the first tab is closed; nobody who came back is given up', async () => {
    const desk = await createDesk(way);
    await desk.oidc.begin('sunrise');
    await desk.oidc.begin('sunrise');
    expect([...desk.tabs.keys()]).toEqual([2]);
    await desk.world.advance(16 * MINUTE);
    expect((await desk.session.state()).ended?.reason).toBe('oidc-cancelled');
    expect(desk.tabs.size).toBe(0);
  });
});
