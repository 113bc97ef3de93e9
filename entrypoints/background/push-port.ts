import { browser } from 'wxt/browser';
import { z } from 'zod';
import type { PushPort } from '@/lib/session/push';

/** The worker's own registration; an event page (Firefox) has none. */
function pushManager(): PushManager | undefined {
  if (!('PushManager' in globalThis)) return undefined;
  const Worker = z.object({ registration: z.object({ pushManager: z.instanceof(PushManager) }) });
  return Worker.safeParse(globalThis).data?.registration.pushManager;
}

/** Web Push for an extension's worker: silent, and only in a build that has the permission (`SATCHEL_PUSH`). */
export const pushPort: PushPort = {
  async subscribe(publicKey) {
    const manager = pushManager();
    if (!manager || !(await browser.permissions.contains({ permissions: ['notifications'] })))
      return undefined;
    const held = await manager.getSubscription();
    if (held && isOf(held, publicKey)) return held.endpoint;
    // Another organisation's key: a browser has one subscription.
    await held?.unsubscribe();
    const fresh = await manager.subscribe({ userVisibleOnly: false, applicationServerKey: publicKey });
    return fresh.endpoint;
  },

  async unsubscribe() {
    const held = await pushManager()?.getSubscription();
    await held?.unsubscribe();
    return held?.endpoint;
  },
};

function isOf({ options }: PushSubscription, publicKey: string): boolean {
  const bytes = new Uint8Array(options.applicationServerKey ?? new ArrayBuffer(0));
  const base64 = btoa(String.fromCharCode(...bytes));
  return base64.replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '') === publicKey;
}
