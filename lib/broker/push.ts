import { createHash } from 'node:crypto';
import webPush from 'web-push';
import { z } from 'zod';
import type { Owner } from '@/lib/domain/agent';
import type { Log } from '@/lib/log';
import type { World } from '@/lib/world';
import type { FolderOf } from './folders';
import type { Keyring } from './keyring';
import type { Objects } from './objects';
import type { PushAccess } from './push-access';
import { isPushService } from './push-access';
import { Refused } from './refused';
import { createSealedObjects } from './sealed-objects';

const SECOND = 1_000;
const DEADLINE = 10 * SECOND;
/** Older than this a push is worth nothing: a device that was away looks by itself. Seconds. */
const TTL_SECONDS = 600;
/** Browsers of one agent; the oldest goes first. */
const MOST = 8;
const RECORD_BYTES = 4_096;
/** A push that waits for a device is replaced by the next one with the same topic. */
const TOPIC = 'satchel';

/** An endpoint is a capability, so it lies sealed. */
const Subscription = z.object({ endpoint: z.string(), at: z.number() });

export interface PushDeps {
  readonly world: Pick<World, 'now' | 'fetch' | 'deadline'>;
  /** Undefined: nobody is woken. */
  readonly access: PushAccess | undefined;
  readonly keyring: Keyring;
  readonly objects: Objects;
  readonly folderOf: FolderOf;
  readonly log: Log;
}

/**
 * Wakes an agent's browsers by Web Push (RFC 8030, VAPID: RFC 8292) when a callback has come. A push says nothing: what
 * there is to know is asked for by whoever is woken. Nothing depends on one that does not arrive.
 */
export function createPush({ world, access, keyring, objects, folderOf, log }: PushDeps) {
  const sealed = createSealedObjects({ keyring, objects });
  /** Who is being woken, and whether something came meanwhile. */
  const waking = new Map<string, { again: boolean; readonly ended: Promise<void> }>();

  const bound = ({ tenantId, agentId }: Owner) => ['satchel/push/1', tenantId, agentId];
  const keyOf = async (owner: Owner, endpoint: string) =>
    (await folderOf('push', owner)) + createHash('sha256').update(endpoint).digest('base64url');

  /** The newest first. */
  async function all(owner: Owner) {
    const keys = await objects.list(await folderOf('push', owner));
    const found = await Promise.all(
      keys.map(async (key) => ({
        key,
        ...(await sealed.read(key, bound(owner), Subscription, RECORD_BYTES)),
      })),
    );
    return found.toSorted((one, other) => (other.at ?? 0) - (one.at ?? 0));
  }

  /** @returns the status; undefined: no answer */
  async function send({ vapidDetails }: PushAccess, endpoint: string): Promise<number | undefined> {
    const options = { vapidDetails, TTL: TTL_SECONDS, topic: TOPIC, urgency: 'high' } as const;
    // Without content there is nothing to encrypt, so the keys of the subscription are not asked for.
    const details = webPush.generateRequestDetails(
      { endpoint, keys: { p256dh: '', auth: '' } },
      null,
      options,
    );
    const headers = new Headers();
    for (const [name, value] of Object.entries(details.headers)) headers.set(name, value);
    headers.delete('content-length');
    const request = new Request(endpoint, {
      method: 'POST',
      headers,
      redirect: 'manual',
      signal: world.deadline(DEADLINE),
    });
    const response = await world.fetch(request).catch(() => undefined);
    await response?.body?.cancel();
    return response?.status;
  }

  async function wakeOne(to: PushAccess, key: string, endpoint: string | undefined): Promise<void> {
    // One that does not open any more, or goes to a service that is no longer taken.
    if (endpoint === undefined || !isPushService(to, endpoint)) return objects.delete(key);
    const status = await send(to, endpoint);
    log('push', { status, code: status === undefined ? 'no-answer' : undefined });
    if (status === 404 || status === 410) await objects.delete(key);
  }

  async function wakeAll(to: PushAccess, owner: Owner): Promise<void> {
    const found = await all(owner);
    await Promise.all(found.slice(0, MOST).map(({ key, endpoint }) => wakeOne(to, key, endpoint)));
  }

  function begin(to: PushAccess, owner: Owner, who: string): void {
    const ended = wakeAll(to, owner)
      .catch((thrown: unknown) => log('push', { code: thrown instanceof Refused ? thrown.code : 'bug' }))
      .then(() => {
        const again = waking.get(who)?.again ?? false;
        waking.delete(who);
        if (again) begin(to, owner, who);
      });
    waking.set(who, { again: false, ended });
  }

  return {
    /** @throws Refused `not_found` where nobody is woken, `push_service_not_taken` */
    async subscribe(owner: Owner, endpoint: string): Promise<void> {
      if (!access) throw new Refused('not_found');
      if (!isPushService(access, endpoint)) throw new Refused('push_service_not_taken');
      await sealed.write(await keyOf(owner, endpoint), bound(owner), { endpoint, at: world.now() });
      for (const { key } of (await all(owner)).slice(MOST)) await objects.delete(key);
    },

    async forget(owner: Owner, endpoint: string): Promise<void> {
      await objects.delete(await keyOf(owner, endpoint));
    },

    /** Begins to wake the agent's browsers. Of what comes while it does, one more push tells. */
    wake(owner: Owner): void {
      if (!access) return;
      const who = JSON.stringify([owner.tenantId, owner.agentId]);
      const under = waking.get(who);
      if (under) under.again = true;
      else begin(access, owner, who);
    },

    /** When all that was begun has ended. */
    async idle(): Promise<void> {
      while (waking.size > 0) await Promise.all([...waking.values()].map(({ ended }) => ended));
    },
  };
}
