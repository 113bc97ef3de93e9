import { describe, expect, test } from 'vitest';
import { createKeepsakes } from '@/lib/session/keepsakes';
import { createSession } from '@/lib/session/session';
import { createAtrium } from '@/lib/atrium/client';
import { Failed } from '@/lib/domain/failed';
import { failureOf, grantOf, held, signedIn, tokenOf } from './at-work';
import { accessTokenOf, atrium, broker, credentials, loses, says, tokensOf } from './office';

const MINUTE = 60_000;
const REFRESH = `${atrium}/api/v1/auth/refresh`;
const GRANT = `${broker}/v1/atlas-token`;
/** 0.8 of Atrium's 15 minutes. */
const STALE = 12 * MINUTE + 1;
const EXPIRED = 15 * MINUTE + 1;

describe('an access token', () => {
  test('is used as long as it is fresh, and renewed before it dies', async () => {
    const { world, office } = await signedIn();
    await world.advance(STALE - 2 * MINUTE);
    expect(await tokenOf(office)).toBe(accessTokenOf(1));
    expect(office.count('refresh')).toBe(0);
    await world.advance(2 * MINUTE);
    expect(await tokenOf(office)).toBe(accessTokenOf(2));
    expect(office.count('refresh')).toBe(1);
  });

  test('twenty callers make one refresh, and all get the new token', async () => {
    const { world, office } = await signedIn();
    await world.advance(STALE);
    const tokens = await Promise.all(Array.from({ length: 20 }, () => tokenOf(office)));
    expect(new Set(tokens)).toEqual(new Set([accessTokenOf(2)]));
    expect(office.count('refresh')).toBe(1);
  });

  test('a second context adopts the pair of the first', async () => {
    const { world, office } = await signedIn();
    const { vault, http } = office;
    const addresses = async () => ({ atrium, broker });
    const other = createSession({ world, vault, http, atrium: createAtrium(http), addresses });
    await other.withAccess(async (token) => token);
    await world.advance(EXPIRED);
    const tokens = await Promise.all([tokenOf(office), other.withAccess(async (token) => token)]);
    expect(tokens).toEqual([accessTokenOf(2), accessTokenOf(2)]);
    expect(office.count('refresh')).toBe(1);
  });

  test('eight hours of use: a refresh every twelve minutes and never a sign-in', async () => {
    const { world, office } = await signedIn();
    for (let minute = 0; minute < 8 * 60; minute += 1) {
      await world.advance(MINUTE);
      await tokenOf(office);
    }
    expect(office.count('refresh')).toBeLessThanOrEqual(40);
    expect(office.count('login')).toBe(1);
    expect((await office.session.state()).signedIn).toBe(true);
  });

  test.each([-60 * MINUTE, 60 * MINUTE])('does not age by a clock that jumps by %i', async (ms) => {
    const { world, office } = await signedIn();
    world.jump(ms);
    expect(await tokenOf(office)).toBe(accessTokenOf(1));
    await world.advance(STALE);
    expect(await tokenOf(office)).toBe(accessTokenOf(2));
  });

  test('renewed, brings the role and the sites of that moment', async () => {
    const { world, office } = await signedIn();
    expect((await office.session.state()).agent).toMatchObject({ role: 'member', siteIds: [] });
    const { user, ...tokens } = tokensOf(2);
    const promoted = { ...user, role: 'site_admin', siteIds: ['site-1'] };
    office.route(REFRESH, says(200, { ...tokens, user: promoted }));
    await world.advance(STALE);
    await tokenOf(office);
    expect((await office.session.state()).agent).toMatchObject({ role: 'site_admin', siteIds: ['site-1'] });
  });

  test('a renewal that brings somebody else changes nobody', async () => {
    const { world, office } = await signedIn();
    office.route(REFRESH, says(200, tokensOf(2, { sub: 'agent-2' })));
    await world.advance(EXPIRED);
    expect((await failureOf(tokenOf(office))).code).toBe('unreadable');
    expect((await office.session.state()).agent?.agentId).toBe('agent-1');
  });

  test('a renewal takes eight seconds at most, and keeps nobody waiting longer', async () => {
    const { world, office } = await signedIn();
    office.route(REFRESH, held(office.issue).answer);
    await world.advance(EXPIRED);
    const startedAt = world.now();
    const asked = failureOf(tokenOf(office));
    let endedAt = 0;
    void asked.then(() => {
      endedAt = world.now();
    });
    await world.until(() => endedAt > 0);
    expect((await asked).code).toBe('timeout');
    expect(endedAt - startedAt).toBe(8_000);
  });

  test("one 401 renews it and tries once more; a second is the caller's", async () => {
    const { office } = await signedIn();
    const seen = new Array<string>();
    const refused = office.session.withAccess(async (token) => {
      seen.push(token);
      throw new Failed('unauthorized', { status: 401 });
    });
    expect((await failureOf(refused)).code).toBe('unauthorized');
    expect(seen).toEqual([accessTokenOf(1), accessTokenOf(2)]);
    expect((await office.session.state()).signedIn).toBe(true);
  });

  test('what is not about the token is not repeated', async () => {
    const { office } = await signedIn();
    let calls = 0;
    const work = office.session.withAccess(async () => {
      calls += 1;
      throw new Failed('timeout');
    });
    expect((await failureOf(work)).code).toBe('timeout');
    expect(calls).toBe(1);
  });
});

describe('a refresh whose answer is lost', () => {
  test('is one lost answer for twenty callers, and not twenty', async () => {
    const { world, office } = await signedIn();
    office.route(REFRESH, loses);
    await world.advance(EXPIRED);
    const ends = await Promise.all(Array.from({ length: 20 }, () => failureOf(tokenOf(office))));
    expect(new Set(ends.map(({ code }) => code))).toEqual(new Set(['timeout']));
    expect(office.count('refresh')).toBe(1);
  });

  test('leaves what is left of the old token', async () => {
    const { world, office } = await signedIn();
    office.route(REFRESH, loses);
    await world.advance(STALE);
    expect(await tokenOf(office)).toBe(accessTokenOf(1));
    expect((await office.session.state()).signedIn).toBe(true);
  });

  test('after the old token has died it is a failure, and not the end of the session', async () => {
    const { world, office } = await signedIn();
    office.route(REFRESH, loses);
    await world.advance(EXPIRED);
    expect((await failureOf(tokenOf(office))).code).toBe('timeout');
    expect((await office.session.state()).signedIn).toBe(true);
    office.repair(REFRESH);
    expect(await tokenOf(office)).toBe(accessTokenOf(2));
  });

  test('rotated behind our back: the used token is refused, and the agent is asked to sign in', async () => {
    const { world, office } = await signedIn();
    office.route(REFRESH, async (request) => {
      await office.issue(request);
      return loses(request);
    });
    await world.advance(EXPIRED);
    expect((await failureOf(tokenOf(office))).code).toBe('timeout');
    office.repair(REFRESH);
    expect((await failureOf(tokenOf(office))).reason).toBe('signed-out');
    const { agent, signedIn: isIn, ended } = await office.session.state();
    expect(agent?.agentId).toBe('agent-1');
    expect(isIn).toBe(false);
    expect(ended).toEqual({ code: 'unauthorized', reason: 'renewal-lost', at: world.now() });
  });

  test('rests while the old token serves, and is asked for again before it dies', async () => {
    const { world, office } = await signedIn();
    office.route(REFRESH, loses);
    await world.advance(STALE);
    for (let second = 0; second < 60; second += 1) {
      expect(await tokenOf(office)).toBe(accessTokenOf(1));
      await world.advance(1_000);
    }
    expect(office.count('refresh')).toBe(2);
  });
});

describe('a refused refresh', () => {
  test.each([
    [400, 'signed-out'],
    [401, 'signed-out'],
    [403, 'licence'],
  ])('%i locks, keeps the agent and his pictures, and says why: %s', async (status, reason) => {
    const { world, office } = await signedIn();
    const keepsakes = createKeepsakes(office.vault);
    await keepsakes.nameCustomer('CDL-1', 'Meera Iyer');
    await grantOf(office);
    office.route(REFRESH, says(status));
    await world.advance(EXPIRED);
    expect((await failureOf(tokenOf(office))).code).toBe('unauthorized');
    expect(await office.session.state()).toMatchObject({
      agent: { agentId: 'agent-1' },
      signedIn: false,
      ended: { code: 'unauthorized', reason },
    });
    expect([...office.areas.session.kept.keys()]).toEqual(['customers']);
    expect((await failureOf(tokenOf(office))).reason).toBe('signed-out');
    expect(office.count('refresh')).toBe(1);
  });

  test.each([429, 500, 503])('%i does not', async (status) => {
    const { world, office } = await signedIn();
    office.route(REFRESH, says(status));
    await world.advance(EXPIRED);
    await failureOf(tokenOf(office));
    expect((await office.session.state()).signedIn).toBe(true);
  });

  test("the loser of a race adopts the winner's pair", async () => {
    const { world, office } = await signedIn();
    const late = held(says(401));
    office.route(REFRESH, late.answer);
    await world.advance(EXPIRED);
    const losing = tokenOf(office);
    await world.until(late.arrived);
    await office.session.signIn(credentials);
    late.release();
    expect(await losing).toBe(accessTokenOf(2));
    office.repair(REFRESH);
    expect((await office.session.state()).signedIn).toBe(true);
    expect(await tokenOf(office)).toBe(accessTokenOf(2));
  });

  test('the same agent signs in again, and nothing is left of how it ended', async () => {
    const { world, office } = await signedIn();
    office.route(REFRESH, says(401));
    await world.advance(EXPIRED);
    await failureOf(tokenOf(office));
    await createKeepsakes(office.vault).nameCustomer('CDL-1', 'Meera Iyer');
    await office.session.signIn(credentials);
    expect(await office.session.state()).toMatchObject({ signedIn: true, ended: undefined });
    expect(await createKeepsakes(office.vault).customers()).toEqual({ 'CDL-1': 'Meera Iyer' });
  });
});

describe('sign out', () => {
  test('leaves nothing in session storage and no agent on disk, whatever Atrium says', async () => {
    for (const answer of [says(200), says(500), loses]) {
      const { office } = await signedIn();
      const keepsakes = createKeepsakes(office.vault);
      await keepsakes.keepPreview('capture-1', 'data:picture');
      await keepsakes.nameCustomer('CDL-1', 'Meera Iyer');
      await grantOf(office);
      office.route(`${atrium}/api/v1/auth/logout`, answer);
      await office.session.signOut();
      expect([...office.areas.session.kept]).toEqual([]);
      expect([...office.areas.local.kept]).toEqual([]);
      expect(office.count('logout')).toBe(1);
    }
  });

  test('a sign-in that was under way does not bring back who has left; two at once are both good', async () => {
    const { world, office } = await signedIn();
    const { session, areas } = office;
    const both = await Promise.all([session.signIn(credentials), session.signIn(credentials)]);
    expect(both.map(({ displayName }) => displayName)).toEqual(['Asha Rao', 'Asha Rao']);
    const late = held(office.issue);
    office.route(`${atrium}/api/v1/auth/login`, late.answer);
    const asking = failureOf(session.signIn(credentials));
    await world.until(late.arrived);
    await session.signOut();
    late.release();
    expect(await asking).toMatchObject({ code: 'unauthorized', reason: 'signed-out' });
    expect([...areas.session.kept]).toEqual([]);
    expect((await session.state()).agent).toBeUndefined();
    expect(office.count('logout')).toBe(2);
  });

  test('a refresh that was under way does not sign in again', async () => {
    const { world, office } = await signedIn();
    const late = held(office.issue);
    office.route(REFRESH, late.answer);
    await world.advance(EXPIRED);
    const asking = failureOf(tokenOf(office));
    await world.until(late.arrived);
    await office.session.signOut();
    late.release();
    expect((await asking).code).toBe('unauthorized');
    expect([...office.areas.session.kept]).toEqual([]);
    expect(await office.session.state()).toEqual({ agent: undefined, signedIn: false, ended: undefined });
  });

  test('a grant that was under way is not kept', async () => {
    const { world, office } = await signedIn();
    const late = held(
      says(200, {
        accessToken: 'late',
        expiresIn: 3_600,
        baseUrl: atrium,
        authUrl: broker,
        callbackUrl: broker,
      }),
    );
    office.route(GRANT, late.answer);
    const asking = grantOf(office).catch(() => undefined);
    await world.until(late.arrived);
    await office.session.signOut();
    late.release();
    await asking;
    expect([...office.areas.session.kept]).toEqual([]);
  });

  test('signed out, nothing is asked', async () => {
    const { office } = await signedIn();
    await office.session.signOut();
    const before = office.asked.length;
    expect((await failureOf(grantOf(office))).reason).toBe('signed-out');
    expect(office.asked).toHaveLength(before);
  });
});

describe('another agent at the same laptop', () => {
  const ravi = { sub: 'agent-2' };

  test('sees no name, picture or grant of the last one', async () => {
    const { office } = await signedIn();
    const keepsakes = createKeepsakes(office.vault);
    await keepsakes.keepPreview('capture-1', 'data:picture');
    await keepsakes.nameCustomer('CDL-1', 'Meera Iyer');
    await grantOf(office);
    office.setClaims(ravi);
    await office.session.signIn(credentials);
    expect([...office.areas.session.kept.keys()]).toEqual(['tokens']);
    expect((await office.session.state()).agent?.agentId).toBe('agent-2');
    expect(await grantOf(office)).toBe('grant-2');
  });

  test('the same id at another tenant is another agent', async () => {
    const { office } = await signedIn();
    await createKeepsakes(office.vault).nameCustomer('CDL-1', 'Meera Iyer');
    office.setClaims({ tenant_id: 'tenant-2' });
    await office.session.signIn(credentials);
    expect([...office.areas.session.kept.keys()]).toEqual(['tokens']);
  });

  test('does not inherit a refresh of the last one that was under way', async () => {
    const { world, office } = await signedIn();
    const late = held(office.issue);
    office.route(REFRESH, late.answer);
    await world.advance(EXPIRED);
    const asking = tokenOf(office).catch(() => undefined);
    await world.until(late.arrived);
    office.setClaims(ravi);
    await office.session.signIn(credentials);
    office.setClaims({});
    late.release();
    await asking;
    expect((await office.session.state()).agent?.agentId).toBe('agent-2');
    office.setClaims(ravi);
    expect(await tokenOf(office)).toBe(accessTokenOf(2, ravi));
  });

  test('does not get a grant of the last one that was under way', async () => {
    const { world, office } = await signedIn();
    const late = held(
      says(200, {
        accessToken: 'late',
        expiresIn: 3_600,
        baseUrl: atrium,
        authUrl: broker,
        callbackUrl: broker,
      }),
    );
    office.route(GRANT, late.answer);
    const asking = grantOf(office).catch(() => undefined);
    await world.until(late.arrived);
    office.setClaims(ravi);
    await office.session.signIn(credentials);
    late.release();
    await asking;
    office.repair(GRANT);
    expect(await grantOf(office)).toBe('grant-1');
  });
});

describe('what one agent began', () => {
  test.each(['withAccess', 'withGrant'] as const)(
    '%s does nothing for an agent who is not signed in',
    async (name) => {
      const { office } = await signedIn();
      const { agent } = await office.session.state();
      if (!agent) throw new Error('expected an agent');
      let calls = 0;
      const use = async () => {
        calls += 1;
      };
      await office.session[name](use, agent);
      const other = { ...agent, agentId: 'somebody-else' };
      expect((await failureOf(office.session[name](use, other))).reason).toBe('signed-out');
      expect(calls).toBe(1);
    },
  );

  test.each(['withAccess', 'withGrant'] as const)(
    "%s does not end it with the next one's token",
    async (name) => {
      const { office } = await signedIn();
      let calls = 0;
      const begun = office.session[name](async () => {
        calls += 1;
        office.setClaims({ sub: 'agent-2' });
        await office.session.signIn(credentials);
        throw new Failed('unauthorized', { status: 401 });
      });
      expect((await failureOf(begun)).reason).toBe('signed-out');
      expect(calls).toBe(1);
      expect((await office.session.state()).signedIn).toBe(true);
    },
  );
});
