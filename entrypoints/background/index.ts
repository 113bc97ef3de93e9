import { browser } from 'wxt/browser';
import { defineBackground } from 'wxt/utils/define-background';
import { z } from 'zod';
import { toFailed } from '@/lib/domain/failed';
import { browserAreas, closeAreas, onPolicyChanged } from '@/lib/session/areas';
import { createWorld } from '@/lib/world';
import { compose } from './compose';
import { openRetake } from './open-page';
import { createOutward } from './outward';
import { missingOrigins, registerPortals } from './portals';
import { pushPort } from './push-port';
import { signInTabs } from './sign-in-tabs';
import { createWake } from './wake';
import { createWakeups } from './wakeups';

export default defineBackground(() => {
  const world = createWorld();
  const wakeups = createWakeups({ world });
  const { id } = browser.runtime;
  const outward = createOutward({
    world,
    attempt,
    client: () => client,
  });
  const { changed, notices } = outward;
  const client = compose(world, {
    areas: browserAreas(),
    self: { id, origin: browser.runtime.getURL('/').replace(/\/$/, '') },
    stayAwake: wakeups.stayAwake,
    restUntil: wakeups.restUntil,
    missingOrigins,
    registerPortals,
    openRetake,
    changed,
    signInTabs,
    listens: true,
    push: pushPort,
    notices,
    estimate: () => navigator.storage.estimate(),
    languages: () => navigator.languages,
    bakedAddress: z
      .string()
      .catch('')
      .parse(import.meta.env['WXT_BROKER_URL']),
  });

  async function attempt(name: string, work: () => Promise<unknown>): Promise<void> {
    await work().catch((thrown: unknown) =>
      client.log('background-failed', { where: name, code: toFailed(thrown).code }),
    );
  }

  function inBackground(name: string, work: () => Promise<unknown>): void {
    void attempt(name, work);
  }

  const wakeUp = createWake({
    arm: wakeups.arm,
    async check() {
      // A witness that cannot be asked now stops nobody.
      await attempt('witness', client.witness.check);
      // A sign-in whose tab is still open.
      inBackground('oidc', client.oidc.resume);
    },
    drain: client.drain,
  });
  const wake = (hurry: boolean) => inBackground('wake', async () => wakeUp({ hurry }));

  async function setUp(): Promise<void> {
    await client.config.obey(client.leave);
    await client.config.refresh();
    await client.pin.obey();
    await client.arrived();
    const known = await client.config.get();
    if (known) await registerPortals(known);
    await outward.menu();
    changed();
  }

  // Listeners are added in this very turn: a worker that was woken by an event gets it only then.
  browser.runtime.onMessage.addListener((message, sender, respond) => {
    void client.answer(message, sender).then(respond);
    return true;
  });
  browser.alarms.onAlarm.addListener(() => wake(false));
  browser.runtime.onStartup.addListener(() => {
    inBackground('set-up', setUp);
    inBackground('mend', client.store.mend);
    wake(true);
  });
  browser.runtime.onInstalled.addListener(() => {
    inBackground('set-up', setUp);
    wake(true);
  });
  browser.permissions.onAdded.addListener(() => inBackground('set-up', setUp));
  browser.permissions.onRemoved.addListener(() => inBackground('set-up', setUp));
  onPolicyChanged(() => inBackground('set-up', setUp));
  outward.listen();
  self.addEventListener('online', () => {
    changed();
    wake(true);
  });
  self.addEventListener('offline', changed);
  // It says only that there is something to ask for.
  self.addEventListener('push', () => inBackground('push', () => client.drain.wake({ watched: true })));
  inBackground('close-areas', closeAreas);
  wake(false);
});
