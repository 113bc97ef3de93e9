import type { Atrium, SignedIn } from '@/lib/atrium/client';
import { isOwner } from '@/lib/domain/agent';
import type { Code } from '@/lib/domain/failed';
import { Failed, toFailed } from '@/lib/domain/failed';
import type { World } from '@/lib/world';
import type { Mark } from './mark';
import type { PinCopies } from './pin-copy';
import { createSingleFlight } from './single-flight';
import type { Tokens, Vault } from './vault';
import { grantItems } from './vault';

const SECOND = 1_000;
/** After a renewal without an answer the access token serves on; the refresh token is not shown again sooner. */
const BETWEEN_TRIES = 30 * SECOND;
const REFRESH_LOCK = 'satchel-refresh';

/** Answers that show that the refresh token was not used up; after all others it may be. */
const untouched: ReadonlySet<Code> = new Set(['offline', 'throttled']);

export interface RenewalDeps {
  readonly world: Pick<World, 'now' | 'monotonic' | 'lock'>;
  readonly vault: Vault;
  readonly atrium: Atrium;
  /** Base address of Atrium. */
  readonly address: () => Promise<string>;
  readonly age: Mark;
  /** Runs `work` as one act over all contexts. */
  readonly atOnce: <T>(work: () => Promise<T>) => Promise<T>;
  /** The sealed copy, where there is one. */
  readonly copies: PinCopies;
}

/**
 * Renews an access token so that no session is lost by our doing.
 *
 *   intent stored -> token call -> new pair stored -> first use
 *        |               |-- refused --> locked, unless another pair stands there by now: that one is adopted
 *        |               '-- no answer: unclear. The access token serves while it lives, the old refresh
 *        '-- death: the same     token is shown again later, and only a refusal of it locks
 *
 * @returns the renewal: trades the access token it is given for one that works
 */
export function createRenewal({ world, vault, atrium, address, age, atOnce, copies }: RenewalDeps) {
  let unclear: { readonly token: string; readonly at: number } | undefined;

  /** Its age begins where it is known best: at its arrival. */
  async function saved(signedIn: SignedIn): Promise<string> {
    const { accessToken, refreshToken } = signedIn.tokens;
    await copies.follow(refreshToken, signedIn.agent);
    await vault.set('tokens', { ...signedIn.tokens, shown: 0 });
    age(accessToken);
    // Roles and sites are what this answer says.
    await vault.set('agent', signedIn.agent);
    return accessToken;
  }

  /** Whoever lost takes what the winner brought. @throws Failed `signed-out` when there is nothing to take */
  async function adopt(stale: string): Promise<string> {
    const held = await vault.get('tokens');
    if (!held || held.accessToken === stale) throw signedOut();
    return held.accessToken;
  }

  /** The refresh token is the epoch: it is of one sign-in and one renewal, and no other pair has it. */
  async function isStill({ refreshToken }: Tokens): Promise<boolean> {
    return (await vault.get('tokens'))?.refreshToken === refreshToken;
  }

  /** Before the token call: whoever finds it after our death knows that the token may be used up. */
  async function intend(held: Tokens): Promise<void> {
    await atOnce(async () => {
      if (!(await isStill(held))) return;
      await copies.intend(held.refreshToken);
      await vault.set('tokens', { ...held, shown: held.shown + 1 });
    });
  }

  async function took(held: Tokens, signedIn: SignedIn): Promise<string> {
    const { agentId, tenantId } = signedIn.agent;
    return atOnce(async () => {
      const agent = await vault.get('agent');
      if (!(await isStill(held))) return adopt(held.accessToken);
      if (!agent || !isOwner(agent, { agentId, tenantId }))
        throw new Failed('unreadable', { detail: 'a pair of somebody else' });
      return saved(signedIn);
    });
  }

  /** Ends the session only if the token that was refused is still the one we hold. */
  async function refused(held: Tokens, failed: Failed): Promise<string> {
    return atOnce(async () => {
      if (!(await isStill(held))) return adopt(held.accessToken);
      await copies.refused(held.refreshToken);
      await vault.clear('tokens', ...Object.values(grantItems));
      // Shown before without an answer: that one was probably a yes that got lost.
      const reason = held.shown > 0 ? 'renewal-lost' : failed.reason;
      await vault.set('ended', { code: failed.code, reason, at: world.now() });
      throw failed;
    });
  }

  async function noAnswer(held: Tokens, failed: Failed): Promise<never> {
    unclear = { token: held.refreshToken, at: world.monotonic() };
    if (untouched.has(failed.code))
      await atOnce(async () => {
        if (!(await isStill(held))) return;
        await copies.takeBack(held.refreshToken);
        await vault.set('tokens', held);
      });
    throw failed;
  }

  async function renewOverAll(stale: string): Promise<string> {
    const base = await address();
    const won = await world.lock(REFRESH_LOCK, {}, async () => {
      const [held, agent] = [await vault.get('tokens'), await vault.get('agent')];
      if (!held || !agent) throw signedOut();
      // Somebody was faster.
      if (held.accessToken !== stale) return held.accessToken;
      await intend(held);
      const answer = await atrium.refresh(base, held.refreshToken, agent.tenant).catch(toFailed);
      if (!(answer instanceof Failed)) return took(held, answer);
      return answer.code === 'unauthorized' ? refused(held, answer) : noAnswer(held, answer);
    });
    if (won === undefined) throw new Failed('bug', { detail: 'the refresh lock was not granted' });
    return won;
  }

  return {
    /** Twenty callers make one request, over all contexts. */
    renew: createSingleFlight(renewOverAll),
    /** The last try had no answer, a moment ago. */
    isResting: ({ refreshToken }: Tokens): boolean =>
      unclear?.token === refreshToken && world.monotonic() - unclear.at < BETWEEN_TRIES,
  };
}

function signedOut(): Failed {
  return new Failed('unauthorized', { reason: 'signed-out' });
}
