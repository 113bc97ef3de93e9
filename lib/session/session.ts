import type { Atrium, Credentials, SignedIn } from '@/lib/atrium/client';
import type { AtlasGrant } from '@/lib/contract/broker';
import type { Agent, Owner } from '@/lib/domain/agent';
import { isOwner } from '@/lib/domain/agent';
import type { Failure } from '@/lib/domain/failed';
import { Failed, toFailed } from '@/lib/domain/failed';
import type { AtlasApi } from '@/lib/domain/organisation';
import type { Http } from '@/lib/http/http';
import type { World } from '@/lib/world';
import { createAtOnce } from './at-once';
import { createGrants } from './grant';
import { createMark } from './mark';
import { createPinCopy } from './pin-copy';
import { createRenewal } from './renewal';
import type { Vault } from './vault';

/** A token is renewed when this share of its life has gone. */
const RENEW_AFTER = 0.8;

export interface SessionState {
  /** The agent this device knows; signed in or locked out. */
  readonly agent?: Agent | undefined;
  readonly signedIn: boolean;
  /** Why and when (epoch ms) the last session ended by itself. */
  readonly ended?: (Failure & { readonly at?: number | undefined }) | undefined;
}

export interface SessionDeps {
  readonly world: Pick<World, 'now' | 'monotonic' | 'lock' | 'id'>;
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
  const age = createMark(world);
  const atOnce = createAtOnce(world);
  const address = async () => (await addresses()).broker;
  const copies = createPinCopy({ world, vault, http, broker: address });

  const renewal = createRenewal({
    world,
    vault,
    atrium,
    age,
    atOnce,
    copies,
    address: async () => (await addresses()).atrium,
  });

  async function save({ agent, tokens }: SignedIn): Promise<void> {
    await copies.follow(tokens.refreshToken, agent);
    // The agent first: whoever reads a token and then its agent never takes one agent's for another's.
    await vault.set('agent', agent);
    await vault.set('tokens', { ...tokens, shown: 0 });
    age(tokens.accessToken);
    await vault.clear('ended');
  }

  /** Trades something for a session. Who signs out meanwhile has the last word: what comes after that is nobody's. */
  async function enter(trade: () => Promise<SignedIn>, whose?: Owner): Promise<Agent> {
    const entry = world.id();
    await vault.set('entering', entry);
    const signedIn = await trade();
    if (whose && !isOwner(whose, signedIn.agent))
      throw new Failed('unreadable', { detail: 'a pair of somebody else' });
    const hasLeft = await atOnce(async () => {
      const entering = await vault.get('entering');
      if (entering === undefined) return true;
      if (entering === entry) await vault.clear('entering');
      const before = await vault.get('agent');
      // Another person at the laptop: nothing of the last one's session may be seen.
      if (before && !isOwner(before, signedIn.agent)) await leave();
      await vault.clearGrants();
      await save(signedIn);
      return false;
    });
    if (!hasLeft) return signedIn.agent;
    await atrium.logout((await addresses()).atrium, signedIn.tokens.accessToken).catch(() => undefined);
    throw signedOut();
  }

  /** Nothing of the session stays, here or at the broker. */
  async function leave(): Promise<void> {
    await copies.drop();
    await vault.clearSession();
  }

  async function accessToken(): Promise<string> {
    const held = await vault.get('tokens');
    if (!held) throw signedOut();
    const old = age(held.accessToken);
    const lives = old < held.expiresInMs;
    if (old < held.expiresInMs * RENEW_AFTER || (lives && renewal.isResting(held))) return held.accessToken;
    return renewal.renew(held.accessToken).catch((thrown: unknown) => {
      // An unclear renewal does not take away what is left of the old token's life.
      if (toFailed(thrown).code !== 'unauthorized' && lives) return held.accessToken;
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
      const renewed = await renewal.renew(token);
      await mustStillBe(agent);
      return use(renewed);
    });
  }

  /** What one agent began is not ended with the next one's token. */
  async function mustStillBe(agent: Owner | undefined): Promise<void> {
    const now = await vault.get('agent');
    if (!agent || !now || !isOwner(now, agent)) throw signedOut();
  }

  const grants = createGrants({ world, vault, http, address, withAccess, atOnce });

  return {
    async state(): Promise<SessionState> {
      const { agent, ended, isHeld } = await vault.whose();
      return { agent, signedIn: agent !== undefined && isHeld, ended };
    },

    /** @throws Failed with a reason, see `lib/atrium/client`; `signed-out` when somebody signed out meanwhile */
    async signIn(credentials: Credentials): Promise<Agent> {
      return enter(async () => atrium.login((await addresses()).atrium, credentials));
    },

    /**
     * Begins a session with a refresh token that came another way; it is traded at once, so that it is worth nothing.
     * @param whose the only agent that it may bring
     */
    async signInBy(refreshToken: string, tenant: string, whose?: Owner): Promise<Agent> {
      return enter(async () => atrium.refresh((await addresses()).atrium, refreshToken, tenant), whose);
    },

    /** Forgets the agent, whatever Atrium answers. */
    async signOut(): Promise<void> {
      const held = await vault.get('tokens');
      await atOnce(leave);
      if (!held) return;
      await atrium.logout((await addresses()).atrium, held.accessToken).catch(() => undefined);
    },

    withAccess,

    /** Runs `use` with the grant of one of Atlas's APIs; one 401 asks for a new grant and tries once more. */
    async withGrant<T>(
      use: (grant: AtlasGrant) => Promise<T>,
      whose?: Owner,
      api: AtlasApi = 'flow',
    ): Promise<T> {
      const grant = grants[api];
      const agent = whose ?? (await vault.get('agent'));
      const held = await grant.get();
      await mustStillBe(agent);
      return use(held).catch(async (thrown: unknown) => {
        if (toFailed(thrown).code !== 'unauthorized') throw thrown;
        await grant.forget(held);
        const renewed = await grant.get();
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
