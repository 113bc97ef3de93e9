import type { Config } from '@/lib/config';
import type { PinView } from '@/lib/contract/state-view';
import { PinHalf, PinOpened } from '@/lib/contract/pin';
import type { Agent } from '@/lib/domain/agent';
import { isOwner } from '@/lib/domain/agent';
import { Failed, toFailed } from '@/lib/domain/failed';
import type { Http } from '@/lib/http/http';
import type { World } from '@/lib/world';
import { createAtOnce } from './at-once';
import { bindingOf, createPinCopy } from './pin-copy';
import type { PinCost } from './pin-keys';
import { fromSeed, joined, openToken, PIN_COST, sealToken, stretch } from './pin-keys';
import type { PolicyRules } from './policy';
import type { Session } from './session';
import type { PinCopy, Vault } from './vault';

const SECOND = 1_000;
const DEADLINE = 20 * SECOND;
const LOCK = 'satchel-pin';

export interface PinDeps {
  readonly world: Pick<World, 'id' | 'lock'>;
  readonly vault: Vault;
  readonly http: Http;
  readonly session: Pick<Session, 'withAccess' | 'signInBy' | 'state'>;
  readonly config: Pick<Config, 'get' | 'require'>;
  readonly policy: PolicyRules;
  /** What a guess costs. */
  readonly cost?: PinCost | undefined;
}

/**
 * Staying signed in over a restart of the browser, where the organisation allows it. On the disk lies the refresh
 * token, sealed under a key of two halves: one follows slowly from the PIN, the other one is the broker's, which gives
 * it out against a proof and five times at most. After each opening the broker makes a new half, so that a copy of the
 * disk is worth nothing from then on.
 */
export function createPin({ world, vault, http, session, config, policy, cost = PIN_COST }: PinDeps) {
  const atOnce = createAtOnce(world);
  const broker = async () => (await config.require()).config.addresses.broker;
  const copies = createPinCopy({ world, vault, http, broker });

  async function isAllowed(): Promise<boolean> {
    const known = await config.get();
    return known?.config.signIn?.pin === true && !(await policy.get()).featuresOff?.includes('pin');
  }

  async function mustBeAllowed(): Promise<void> {
    if (!(await isAllowed())) throw new Failed('forbidden', { reason: 'policy-off' });
  }

  /** Asks for a new half and seals what the session holds under the new key. */
  async function bind(slow: ReturnType<typeof stretch>, salt: string, agent: Agent): Promise<void> {
    const url = `${await broker()}/v1/pins`;
    const { handle, share } = await session.withAccess((token) => {
      const headers = { authorization: `Bearer ${token}` };
      return http.json(
        { method: 'POST', url, headers, json: { proof: slow.proof }, deadlineMs: DEADLINE },
        PinHalf,
      );
    }, agent);
    const key = joined(slow.half, share);
    const { tenantId, agentId, tenant } = agent;
    await atOnce(async () => {
      const [now, tokens, before] = [
        await vault.get('agent'),
        await vault.get('tokens'),
        await vault.get('pin'),
      ];
      // Who has left meanwhile leaves nothing behind.
      const isHere = now && tokens && isOwner(now, agent);
      if (!isHere) return copies.forget(handle);
      const { refreshToken, shown } = tokens;
      const sealed = await sealToken(key, refreshToken, [tenantId, agentId, handle], world.id());
      await vault.set('pinKey', { key, of: refreshToken });
      await vault.set('pin', { tenantId, agentId, tenant, handle, salt, cost, sealed, shown });
      await vault.set('pinAsked', true);
      if (before) await copies.forget(before.handle);
    });
  }

  /** Who signs out meanwhile has the last word: nothing of it is written again. */
  async function ifStill({ handle }: PinCopy, work: () => Promise<void>): Promise<void> {
    await atOnce(async () => {
      if ((await vault.get('pin'))?.handle !== handle)
        throw new Failed('unauthorized', { reason: 'pin-gone' });
      await work();
    });
  }

  async function wrong(copy: PinCopy, left: number): Promise<never> {
    await ifStill(copy, () => (left > 0 ? vault.set('pin', { ...copy, left }) : copies.drop()));
    throw new Failed('unauthorized', { reason: left > 0 ? 'pin-wrong' : 'pin-gone' });
  }

  /** @returns the sealed refresh token @throws Failed `pin-wrong`, `pin-gone`, `pin-stale` */
  async function unsealed(copy: PinCopy, slow: ReturnType<typeof stretch>): Promise<string> {
    const url = `${await broker()}/v1/pins/open`;
    const json = { handle: copy.handle, proof: slow.proof };
    const opened = await http.json({ method: 'POST', url, json, deadlineMs: DEADLINE }, PinOpened);
    if ('left' in opened) return wrong(copy, opened.left);
    const key = joined(slow.half, opened.share);
    const refreshToken = await openToken(key, copy.sealed, bindingOf(copy));
    if (refreshToken === undefined) return gaveUp();
    await ifStill(copy, async () => {
      await vault.set('pinKey', { key, of: refreshToken });
      await copies.intend(refreshToken);
    });
    return refreshToken;
  }

  /** The copy is of no use: Atrium or the seal refused it. */
  async function gaveUp(): Promise<never> {
    await atOnce(copies.drop);
    throw new Failed('unauthorized', { reason: 'pin-stale' });
  }

  async function openAlone(pin: string): Promise<void> {
    const { agent, signedIn } = await session.state();
    // Another window was faster.
    if (signedIn) return;
    const copy = await vault.get('pin');
    if (!agent || !copy || !isOwner(copy, agent)) throw new Failed('unauthorized', { reason: 'pin-gone' });
    const slow = stretch(pin, copy.salt, copy.cost);
    const refreshToken = await unsealed(copy, slow);
    const end = await session.signInBy(refreshToken, copy.tenant, copy).catch(toFailed);
    if (end instanceof Failed) {
      if (end.code === 'unauthorized') return gaveUp();
      await vault.clear('pinKey');
      throw end;
    }
    // Without it the old half goes on.
    await bind(slow, copy.salt, end).catch(() => undefined);
  }

  return {
    /** What pages may know; undefined where it is not allowed. */
    async view(): Promise<PinView | undefined> {
      if (!(await isAllowed())) return undefined;
      const [copy, asked] = [await vault.get('pin'), await vault.get('pinAsked')];
      return { isSet: copy !== undefined, isOffered: !copy && !asked, left: copy?.left };
    },

    /** @throws Failed `policy-off`, and whatever the broker answers */
    async set(pin: string): Promise<void> {
      await mustBeAllowed();
      const { agent } = await session.state();
      if (!agent) throw new Failed('unauthorized', { reason: 'signed-out' });
      const salt = fromSeed(`${world.id()} ${world.id()}`);
      await bind(stretch(pin, salt, cost), salt, agent);
    },

    /** @throws Failed `pin-wrong`, `pin-gone`, `pin-stale`, `policy-off`, or why nobody could be asked */
    async open(pin: string): Promise<void> {
      await mustBeAllowed();
      await world.lock(LOCK, {}, () => openAlone(pin));
    },

    /** The agent wants none, or none any more; he is not asked again in this session. */
    async remove(): Promise<void> {
      await atOnce(async () => {
        await copies.drop();
        if (await vault.get('agent')) await vault.set('pinAsked', true);
      });
    },

    /** What the organisation no longer allows does not stay. */
    async obey(): Promise<void> {
      if ((await vault.get('pin')) && !(await isAllowed())) await atOnce(copies.drop);
    },
  };
}
export type PinSignIn = ReturnType<typeof createPin>;
