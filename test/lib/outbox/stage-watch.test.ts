import { expect, test } from 'vitest';
import type { Flow } from '@/lib/domain/flow';
import { base, withAttempt } from '@/lib/outbox/attempt';
import { createStageWatch } from '@/lib/outbox/stage-watch';
import type { Area } from '@/lib/session/areas';
import { createVault } from '@/lib/session/vault';
import { buildFlow, createMoments } from '@/test/support/builders';

const SENT = 1_000_000;
const doing = { upload: 'IN_PROGRESS', processing: 'NOT_STARTED', crosscheck: '', master: 'IN_PROGRESS' };
const loanOf = (n: number, stages = doing): Flow => {
  const flow: Flow = {
    ...buildFlow(createMoments(SENT).at(), ['PAN']),
    flowId: `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`,
    atlas: { state: 'open', flowUuid: `LOS-${n}` },
    stages,
  };
  const id = flow.documents[0]?.attempts[0]?.documentId ?? '';
  return withAttempt(flow, id, (attempt) => ({ ...base(attempt), state: 'sent', sentAt: SENT }));
};
const fetched = { ...doing, upload: 'SUCCESS', processing: 'IN_PROGRESS' };

function memoryArea(): Area {
  const kept = new Map<string, unknown>();
  return {
    get: async (keys) =>
      Object.fromEntries(keys.flatMap((key) => (kept.has(key) ? [[key, kept.get(key)]] : []))),
    set: async (items) => Object.entries(items).forEach(([key, value]) => kept.set(key, value)),
    remove: async (keys) => keys.forEach((key) => kept.delete(key)),
  };
}

function desk() {
  const areas = { session: memoryArea(), local: memoryArea() };
  let now = SENT;
  const watch = () => createStageWatch({ world: { now: () => now }, vault: createVault(areas) });
  return { areas, watch, pass: (ms: number) => (now += ms) };
}
/** What was asked of the storage has been answered. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

test('the next worker knows what this one has seen', async () => {
  const { watch, pass, areas } = desk();
  for (let n = 0; n < 5; n += 1) {
    const worker = watch();
    worker.saw(loanOf(n));
    pass(12_000);
    worker.saw(loanOf(n, fetched));
    await settled();
    pass(-12_000);
  }
  pass(12_000);
  const flow = loanOf(1, fetched);
  expect((await watch().times())(flow)).toMatchObject({
    upload: { usual: 12_000 },
    processing: { since: SENT + 12_000 },
  });
  expect(await areas.local.get(['stageHistory'])).toEqual({
    stageHistory: { upload: [12_000, 12_000, 12_000, 12_000, 12_000] },
  });
});

test('a disk that cannot be written is not missed, and nobody waits for it', async () => {
  const { watch, pass, areas } = desk();
  const broken = createStageWatch({
    world: { now: () => SENT },
    vault: {
      ...createVault(areas),
      get: () => Promise.reject(new Error('gone')),
      set: () => Promise.reject(new Error('full')),
    },
  });
  broken.saw(loanOf(1));
  await settled();
  expect((await broken.times())(loanOf(1))).toMatchObject({ upload: { since: SENT } });
  pass(5_000);
  watch().saw(loanOf(1, fetched));
  await settled();
  expect(Object.keys(await areas.local.get(['stagesNoted', 'stageHistory']))).toContain('stagesNoted');
});

test('only so many flows are remembered', async () => {
  const { watch, areas } = desk();
  const worker = watch();
  for (let n = 0; n < 310; n += 1) worker.saw(loanOf(n, fetched));
  await settled();
  const { stagesNoted } = await areas.local.get(['stagesNoted']);
  expect(Object.keys(stagesNoted ?? {})).toHaveLength(300);
  expect(Object.keys(stagesNoted ?? {})).toContain(loanOf(309).flowId);
});
