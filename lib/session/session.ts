import type { Atrium, Credentials, SignedIn } from '@/lib/atrium/client';
import { AtlasGrant } from '@/lib/contract/broker';
import type { Agent, Owner } from '@/lib/domain/agent';
import { isOwner } from '@/lib/domain/agent';
import type { Failure } from '@/lib/domain/failed';
import { Failed, toFailed } from '@/lib/domain/failed';
import type { Http } from '@/lib/http/http';
import type { World } from '@/lib/world';
import { createSingleFlight } from './single-flight';
import type { Vault } from './vault';

const SECOND = 1_000;
/** A token is renewed when this share of its life has gone. */
const RENEW_AFTER = 0.8;
const GRANT_DEADLINE = 20 * SECOND;
const REFRESH_LOCK = 'satchel-refresh';
const VAULT_LOCK = 'satchel-vault';

export interface SessionState {
  /** The agent this device knows; signed in or locked out. */
  readonly agent?: Agent | undefined;
  readonly signedIn: boolean;
  readonly ended?: Failure | undefined;
}

export interface SessionDeps {
  readonly world: Pick<World, 'now' | 'lock'>;
  readonly vault: Vault;
  readonly http: Http;
  readonly atrium: Atrium;
  /** Base addresses of Atrium and broker. @throws Failed when no organisation is set */
  readonly addresses: () => Promise<{ atrium: string; broker: string }>;
}

/**
 * An agent signed in to Atrium. The only module that sees a token; callers get work done with one.
 *
 *   signed out --signIn--> signed in --refresh refused--> locked --signIn (same agent)--> signed in
 *        ^                     |  browser restarted ---------^
 *        '------signOut--------'
 */
export function createSession({ world, vault, http, atrium, addresses }: SessionDeps) {
  /** Looking and writing is one act over all contexts; nothing in it waits for the network. */
  async function atOnce(work: () => Promise<void>): Promise<void> {
    await world.lock(VAULT_LOCK, {}, work);
  }

  async function save(signedIn: SignedIn): Promise<void> {
    const tokens = { ...signedIn.tokens, receivedAt: world.now() };
    // The agent first: whoever reads a token and then its agent never takes one agent's for another's.
    await vault.set('agent', signedIn.agent);
    await vault.set('tokens', tokens);
    await vault.clear('ended');
  }

  /** Saves the new pair only in the place of the one it was traded for: nobody signed out or in meanwhile. */
  async function replace(traded: string, signedIn: SignedIn): Promise<void> {
    await atOnce(async () => {
      if ((await vault.get('tokens'))?.refreshToken !== traded) throw signedOut();
      await save(signedIn);
    });
  }

  /** Ends the session only if the token that was refused is still the one we hold. */
  async function lockOut(refused: string, failed: Failed): Promise<void> {
    await atOnce(async () => {
      if ((await vault.get('tokens'))?.refreshToken !== refused) return;
      await vault.clear('tokens', 'grant');
      await vault.set('ended', { code: failed.code, reason: failed.reason });
    });
  }

  /** One refresh over all contexts; whoever comes second adopts the winner's pair. */
  async function refresh(stale: string): Promise<string> {
    const renewed = await world.lock(REFRESH_LOCK, {}, async () => {
      const held = await vault.get('tokens');
      const agent = await vault.get('agent');
      if (!held || !agent) throw signedOut();
      if (held.accessToken !== stale) return held.accessToken;
      try {
        const signedIn = await atrium.refresh((await addresses()).atrium, held.refreshToken, agent.tenant);
        // Saved before its first use: a worker that dies here still holds the pair that works.
        await replace(held.refreshToken, signedIn);
        return signedIn.tokens.accessToken;
      } catch (thrown) {
        const failed = toFailed(thrown);
        if (failed.code === 'unauthorized') await lockOut(held.refreshToken, failed);
        throw failed;
      }
    });
    if (renewed === undefined) throw new Failed('bug', { detail: 'the refresh lock was not granted' });
    return renewed;
  }

  /** Twenty callers make one request. */
  const refreshOnce = createSingleFlight(refresh);

  async function accessToken(): Promise<string> {
    const held = await vault.get('tokens');
    if (!held) throw signedOut();
    const age = world.now() - held.receivedAt;
    const fresh = age >= 0 && age < held.expiresInMs * RENEW_AFTER;
    if (fresh) return held.accessToken;
    return refreshOnce(held.accessToken).catch((thrown: unknown) => {
      // An unclear refresh does not take away what is left of the old token's life.
      if (toFailed(thrown).code !== 'unauthorized' && age >= 0 && age < held.expiresInMs)
        return held.accessToken;
      throw thrown;
    });
  }

  /**
   * Runs `use` with an access token; one 401 renews it and tries once more, and never ends the session.
   * @param whose the agent it is done for; absent: whoever is signed in
   * @throws Failed `signed-out` when somebody else is
   */
  async function withAccess<T>(use: (token: string) => Promise<T>, whose?: Owner): Promise<T> {
    const agent = whose ?? (await vault.get('agent'));
    const token = await accessToken();
    await mustStillBe(agent);
    return use(token).catch(async (thrown: unknown) => {
      if (toFailed(thrown).code !== 'unauthorized') throw thrown;
      const renewed = await refreshOnce(token);
      await mustStillBe(agent);
      return use(renewed);
    });
  }

  /** What one agent began is not ended with the next one's token. */
  async function mustStillBe(agent: Owner | undefined): Promise<void> {
    const now = await vault.get('agent');
    if (!agent || !now || !isOwner(now, agent)) throw signedOut();
  }

  const askGrantOnce = createSingleFlight(async (agentId: string): Promise<AtlasGrant> => {
    const url = `${(await addresses()).broker}/v1/atlas-token`;
    const fresh = await withAccess((token) => {
      const headers = { authorization: `Bearer ${token}` };
      return http.json({ method: 'POST', url, headers, deadlineMs: GRANT_DEADLINE }, AtlasGrant);
    });
    await atOnce(async () => {
      const [agent, tokens] = [await vault.get('agent'), await vault.get('tokens')];
      // A grant that comes after its agent has left is nobody's.
      if (agent?.agentId !== agentId || !tokens) throw signedOut();
      await vault.set('grant', { ...fresh, receivedAt: world.now() });
    });
    return fresh;
  });

  /** The Atlas grant; asked of the broker when there is none or it is nearly used up. */
  async function grant(): Promise<AtlasGrant> {
    const held = await vault.get('grant');
    const age = held ? world.now() - held.receivedAt : 0;
    if (held && age >= 0 && age < held.expiresIn * SECOND * RENEW_AFTER) return held;
    const agent = await vault.get('agent');
    if (!agent) throw signedOut();
    return askGrantOnce(agent.agentId);
  }

  /** Somebody else may have brought a new one already. */
  async function forget({ accessToken: refused }: AtlasGrant): Promise<void> {
    await atOnce(async () => {
      if ((await vault.get('grant'))?.accessToken === refused) await vault.clear('grant');
    });
  }

  return {
    async state(): Promise<SessionState> {
      const [agent, tokens, ended] = [
        await vault.get('agent'),
        await vault.get('tokens'),
        await vault.get('ended'),
      ];
      return { agent, signedIn: agent !== undefined && tokens !== undefined, ended };
    },

    /** @throws Failed with a reason, see `lib/atrium/client` */
    async signIn(credentials: Credentials): Promise<Agent> {
      const signedIn = await atrium.login((await addresses()).atrium, credentials);
      await atOnce(async () => {
        const before = await vault.get('agent');
        // Another person at the laptop: nothing of the last one's session may be seen.
        if (before && !isOwner(before, signedIn.agent)) await vault.clearSession();
        await vault.clear('grant');
        await save(signedIn);
      });
      return signedIn.agent;
    },

    /** Forgets the agent, whatever Atrium answers. */
    async signOut(): Promise<void> {
      const held = await vault.get('tokens');
      await atOnce(() => vault.clearSession());
      if (!held) return;
      await atrium.logout((await addresses()).atrium, held.accessToken).catch(() => undefined);
    },

    withAccess,

    /** Runs `use` with the Atlas grant; one 401 asks for a new grant and tries once more. */
    async withGrant<T>(use: (grant: AtlasGrant) => Promise<T>, whose?: Owner): Promise<T> {
      const agent = whose ?? (await vault.get('agent'));
      const held = await grant();
      await mustStillBe(agent);
      return use(held).catch(async (thrown: unknown) => {
        if (toFailed(thrown).code !== 'unauthorized') throw thrown;
        await forget(held);
        const renewed = await grant();
        await mustStillBe(agent);
        return use(renewed);
      });
    },
  };
}
export type Session = ReturnType<typeof createSession>;

function signedOut(): Failed {
  return new Failed('unauthorized', { reason: 'signed-out' });
}
