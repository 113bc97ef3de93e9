import { z } from 'zod';
import type { Owner } from '@/lib/domain/agent';
import { isOwner } from '@/lib/domain/agent';
import type { Http } from '@/lib/http/http';
import type { World } from '@/lib/world';
import type { PinBinding } from './pin-keys';
import { sealToken } from './pin-keys';
import type { PinCopy, Vault } from './vault';

const SECOND = 1_000;
const DEADLINE = 20 * SECOND;

export interface PinCopyDeps {
  readonly world: Pick<World, 'id'>;
  readonly vault: Vault;
  readonly http: Http;
  /** Base address of the broker. */
  readonly broker: () => Promise<string>;
}

/**
 * The sealed copy of the refresh token, kept in step with the session: it is the newest there is, or says that it may
 * be used up (`shown`). Every method runs inside of `atOnce`, and waits for no network.
 *
 *   before the token call: the copy says that its token is being shown
 *   after it: the new token is sealed before the new pair is stored, so that a death in between costs nothing
 */
export function createPinCopy({ world, vault, http, broker }: PinCopyDeps) {
  /** The broker's half. Without ours it opens nothing, so nobody waits for this and nothing hangs on it. */
  async function forget(handle: string): Promise<void> {
    const base = await broker().catch(() => undefined);
    if (base === undefined) return;
    const ask = { method: 'POST', url: `${base}/v1/pins/forget`, json: { handle } } as const;
    void http.json({ ...ask, deadlineMs: DEADLINE }, z.unknown()).catch(() => undefined);
  }

  /** Destroys both halves. */
  async function drop(): Promise<void> {
    const copy = await vault.get('pin');
    await vault.clear('pin', 'pinKey');
    if (copy) await forget(copy.handle);
  }

  async function mark(refreshToken: string, shown: (copy: PinCopy) => number): Promise<void> {
    const [copy, key] = [await vault.get('pin'), await vault.get('pinKey')];
    if (copy && key?.of === refreshToken) await vault.set('pin', { ...copy, shown: shown(copy) });
  }

  return {
    drop,
    forget,

    /** Seals a refresh token that was just brought; a copy that cannot follow is dropped. */
    async follow(refreshToken: string, agent: Owner): Promise<void> {
      const [copy, held] = [await vault.get('pin'), await vault.get('pinKey')];
      if (!copy) return;
      if (!held || !isOwner(copy, agent)) return drop();
      // First whose token it is: a copy that is newer than it says is tried once in vain, never the other way about.
      await vault.set('pinKey', { ...held, of: refreshToken });
      const sealed = await sealToken(held.key, refreshToken, bindingOf(copy), world.id());
      await vault.set('pin', { ...copy, sealed, shown: 0 });
    },

    /** This refresh token is about to be shown to Atrium. */
    intend: (refreshToken: string): Promise<void> => mark(refreshToken, ({ shown }) => shown + 1),

    /** It did not get there. */
    takeBack: (refreshToken: string): Promise<void> =>
      mark(refreshToken, ({ shown }) => Math.max(0, shown - 1)),

    /** Atrium refused it: a copy of this very token is worth nothing, any other one stays. */
    async refused(refreshToken: string): Promise<void> {
      if ((await vault.get('pinKey'))?.of === refreshToken) await drop();
      else await vault.clear('pinKey');
    },
  };
}
export type PinCopies = ReturnType<typeof createPinCopy>;

export function bindingOf({ tenantId, agentId, handle }: PinCopy): PinBinding {
  return [tenantId, agentId, handle];
}
