import { afterAll, beforeAll, expect, test } from 'vitest';
import type { SignIn } from '@/lib/domain/organisation';
import { createIdentity } from '@/test/emulators/identity';
import { createScriptedReader } from '@/test/emulators/reader';
import type { Served } from '@/test/emulators/serve';
import { serve } from '@/test/emulators/serve';
import { newProfile, openBrowser } from '@/test/support/browser';
import { buildDemo } from '@/test/support/demo-build';
import { asha, startStack } from '@/test/support/stack';

const SECOND = 1_000;
let identity: Served;

beforeAll(async () => {
  identity = await serve(createIdentity([asha.email, 'stranger@sunrise.example']).fetch, 'localhost');
});
afterAll(() => identity.close());

const ways: ReadonlyArray<NonNullable<SignIn['oidc']>> = [
  { tokens: 'body', callbackPath: '/api/v1/auth/oidc/callback' },
  { tokens: 'fragment', callbackPath: '/signed-in' },
  { tokens: 'redirect', callbackPath: '/api/v1/auth/oidc/callback' },
];

test.each(ways)(
  'signs in at an identity provider in a tab of its own, tokens by $tokens',
  { timeout: 90 * SECOND },
  async (oidc) => {
    const extension = await buildDemo();
    const profile = newProfile();
    let id = '';
    const stack = await startStack({
      read: createScriptedReader().read,
      oidc: {
        issuer: identity.url,
        oidcTokens: oidc.tokens,
        oidcReturn: () => `https://${id}.chromiumapp.org/`,
        signIn: { password: true, oidc },
      },
    });
    const browser = await openBrowser({ extension, profile: profile.path });
    id = browser.id;
    const popup = await browser.popup();
    await popup.getByLabel('Organisation address').fill(stack.broker.url);
    await popup.getByRole('button', { name: 'Continue' }).click();
    await popup.getByLabel('Tenant').fill(asha.tenant);

    const press = async (words: string) => {
      const opened = browser.context.waitForEvent('page');
      await popup.getByRole('button', { name: 'Sign in with your organisation' }).click();
      const tab = await opened;
      await tab.getByRole('link', { name: words }).click();
      return tab;
    };
    const first = await press('stranger@sunrise.example');
    await popup.getByText('did not let you in').waitFor();
    if (!first.isClosed()) await first.waitForEvent('close');
    const second = await press(asha.email);
    await popup.getByText('Your satchel is empty').waitFor();
    if (!second.isClosed()) await second.waitForEvent('close');

    const [shown] = stack.atrium.emulator.refreshTokens();
    expect(stack.atrium.emulator.usedRefreshTokens()).toEqual([shown]);
    await browser.close();
    await stack.close();
    profile.remove();
  },
);
