import type { Atlas } from '@/lib/atlas/client';
import { createHear } from '@/lib/http/events';
import type { Log } from '@/lib/log';
import type { Drain } from '@/lib/outbox/drain';
import { createDrain } from '@/lib/outbox/drain';
import { createListening } from '@/lib/outbox/listening';
import type { Notify } from '@/lib/outbox/notify';
import { createPerform } from '@/lib/outbox/perform';
import { createSilence } from '@/lib/outbox/silence';
import type { Storage } from '@/lib/outbox/storage';
import type { Store } from '@/lib/outbox/store';
import { toFailed } from '@/lib/domain/failed';
import type { Session } from '@/lib/session/session';
import type { Vault } from '@/lib/session/vault';
import type { World } from '@/lib/world';
import type { Platform } from './compose';

interface Delivery {
  readonly atlas: Atlas;
  readonly storage: Storage;
  readonly session: Session;
  readonly store: Store;
  readonly vault: Vault;
  readonly broker: () => Promise<string>;
  readonly log: Log;
  readonly notify: Notify;
}

/** The drain, which asks and is told. */
export function createDelivery(
  world: World,
  { listens, restUntil, stayAwake }: Platform,
  { atlas, storage, session, store, vault, broker, log, notify }: Delivery,
): Drain {
  const perform = createPerform({ atlas, storage, session, store });
  const after = (write: () => Promise<unknown>) => drain.after(write);
  const listening = createListening({ world, hear: createHear(world), session, broker, store, after });
  const tell = () =>
    notify
      .look()
      .catch((thrown: unknown) => log('step-failed', { where: 'notify', code: toFailed(thrown).code }));
  const drain = createDrain({
    world,
    store,
    perform: listens ? listening.through(perform) : perform,
    silence: createSilence({ world, vault }),
    sender: () => senderOf(session),
    stayAwake: listening.during(stayAwake),
    tell,
    restUntil,
    report: ({ step, failed }) => log('step-failed', { where: step, code: failed.code }),
  });
  return drain;
}

async function senderOf(session: Session) {
  const { agent, signedIn } = await session.state();
  return signedIn ? agent : undefined;
}
