import { Failed } from '@/lib/domain/failed';
import { createIntake } from '@/lib/outbox/intake';
import type { Intake } from '@/lib/outbox/intake';
import { createSpace } from '@/lib/outbox/space';
import type { Estimate } from '@/lib/outbox/space';
import { createStore } from '@/lib/outbox/store';
import { createWitness } from '@/lib/outbox/witness';
import { createVault } from '@/lib/session/vault';
import { createMemoryArea } from '@/test/lib/session/office';
import { buildCapture, owner } from '@/test/support/builders';
import { createFakeWorld } from '@/test/support/fake-world';

export const MIB = 1_024 * 1_024;

/** The way in, with a reader that takes any bytes: a capture of its own each time, known by the bytes' text. */
export function createDoor() {
  const world = createFakeWorld();
  const local = createMemoryArea();
  let isDiskFull = false;
  const store = createStore({ world, changed: () => {}, damaged: () => {} });
  const areas = {
    session: createMemoryArea(),
    local: {
      ...local,
      set: (items: Record<string, unknown>) =>
        isDiskFull ? Promise.reject(new Error('IO error')) : local.set(items),
    },
  };
  const witness = createWitness({ world, vault: createVault(areas), store, changed: () => {} });
  let room: Awaited<ReturnType<Estimate>> | Error = { usage: 0, quota: 10_000 * MIB };
  const estimate = () => (room instanceof Error ? Promise.reject(room) : Promise.resolve(room));
  let taken = 0;
  const steps = new Array<string>();
  let reading: (() => Promise<void>) | undefined;
  let writing: (() => Promise<void>) | undefined;
  const intake = createIntake({
    world,
    store: {
      ...store,
      add: async (...added) => {
        steps.push(`write ${added[2].captureId.slice(-1)}`);
        await writing?.();
        return store.add(...added);
      },
    },
    witness,
    space: createSpace({ world, estimate }),
    terms: async () => ({ graceMs: 7_200_000, api: 'flow' }),
    take: async (bytes) => {
      taken += 1;
      const n = taken;
      steps.push(`read ${n}`);
      await reading?.();
      const content = Number(await bytes.text());
      if (Number.isNaN(content)) throw new Failed('rejected', { reason: 'not-a-document' });
      const { opened } = buildCapture(content);
      return { capture: { ...buildCapture(100 + n), opened }, sealed: new Blob([`sealed-${n}`]) };
    },
  });
  return {
    store,
    witness,
    taken: () => taken,
    steps,
    /** What comes between. */
    slow: (more: { reading?: () => Promise<void>; writing?: () => Promise<void> }) => {
      ({ reading, writing } = more);
    },
    setRoom: (next: typeof room) => {
      room = next;
    },
    fillDisk: (full: boolean) => {
      isDiskFull = full;
    },
    add: (content: number, more: Partial<Intake> = {}) =>
      intake.add({
        owner,
        loanId: 'CDL-1',
        productType: 'POC_CDL',
        kind: 'PAN',
        source: 'file',
        bytes: new Blob([String(content)]),
        ...more,
      }),
    async lost() {
      await witness.check();
      return (await witness.report(owner)).lost.map(({ captureId }) => captureId);
    },
  };
}
export type Door = ReturnType<typeof createDoor>;
