import { describe, expect, test } from 'vitest';
import { createKeepsakes } from '@/lib/session/keepsakes';
import { Failed } from '@/lib/domain/failed';
import { failureOf, grantOf, signedIn, tokenOf } from './at-work';
import { accessTokenOf, atrium } from './office';

const MINUTE = 60_000;
const REFRESH = `${atrium}/api/v1/auth/refresh`;

describe('the Atlas grant', () => {
  test('is asked for once by twenty callers, and kept', async () => {
    const { office } = await signedIn();
    const grants = await Promise.all(Array.from({ length: 20 }, () => grantOf(office)));
    expect(new Set(grants)).toEqual(new Set(['grant-1']));
    expect(await grantOf(office)).toBe('grant-1');
    expect(office.count('atlas-token')).toBe(1);
  });

  test('is renewed before it dies', async () => {
    const { world, office } = await signedIn();
    await grantOf(office);
    await world.advance(49 * MINUTE);
    expect(await grantOf(office)).toBe('grant-2');
  });

  test('twenty refusals of one grant ask for one new grant', async () => {
    const { world, office } = await signedIn();
    await grantOf(office);
    const waits = Array.from({ length: 20 }, (_, n) => n * 500);
    const used = Promise.all(
      waits.map((wait) =>
        office.session.withGrant(async ({ accessToken }) => {
          if (accessToken !== 'grant-1') return accessToken;
          await world.sleep(wait);
          throw new Failed('unauthorized', { status: 401 });
        }),
      ),
    );
    let ended: readonly string[] | undefined;
    void used.then((all) => {
      ended = all;
    });
    await world.until(() => ended !== undefined);
    expect(new Set(ended)).toEqual(new Set(['grant-2']));
    expect(office.count('atlas-token')).toBe(2);
  });

  test('a broker that finds the access token stale has it renewed', async () => {
    const { office } = await signedIn();
    office.revokeAccess();
    office.route(REFRESH, office.issue);
    expect(await grantOf(office)).toBe('grant-1');
    expect(office.count('refresh')).toBe(1);
  });
});

describe('what lies where', () => {
  test("tokens and grant in the session's memory alone", async () => {
    const { office } = await signedIn();
    await grantOf(office);
    expect([...office.areas.session.kept.keys()].toSorted()).toEqual(['grant', 'tokens']);
    const disk = JSON.stringify([...office.areas.local.kept]);
    expect(disk).not.toMatch(/refresh-1|grant-1/);
    expect(disk).not.toContain(accessTokenOf(1));
  });

  test('a browser restart locks: the agent is known, nothing else is', async () => {
    const { office } = await signedIn();
    office.areas.session.kept.clear();
    expect(await office.session.state()).toMatchObject({ agent: { agentId: 'agent-1' }, signedIn: false });
  });

  test('what does not parse is not there', async () => {
    const { office } = await signedIn();
    office.areas.session.kept.set('tokens', { accessToken: 7 });
    expect((await office.session.state()).signedIn).toBe(false);
    expect((await failureOf(tokenOf(office))).reason).toBe('signed-out');
  });

  test('pictures are kept to a number, and forty at once lose none', async () => {
    const { office } = await signedIn();
    const keepsakes = createKeepsakes(office.vault);
    await Promise.all(Array.from({ length: 40 }, (_, n) => keepsakes.keepPreview(`c-${n}`, 'data:x')));
    expect((await keepsakes.previews()).size).toBe(40);
    for (let n = 40; n < 320; n += 1) await keepsakes.keepPreview(`c-${n}`, 'data:x');
    const kept = await keepsakes.previews();
    expect(kept.size).toBe(300);
    expect(kept.has('c-319')).toBe(true);
    expect(kept.has('c-0')).toBe(false);
  });
});
