import { beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import english from '@/components/words/notice/en.json';
import { badgeOf } from '@/entrypoints/background/badge';
import { freshDatabase } from '@/test/lib/outbox/fresh-database';
import { arrive, EXTRACTS, STATUS } from './errand';

/* Atlas compares after it has read: until it says its end, the agent is told so, and told what became of it. */

beforeEach(freshDatabase);

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const slow = { stageMs: MINUTE };
const never = { crossheck_status: 'PENDING', master_status: 'IN_PROGRESS' };

async function readLoan(ways = slow) {
  const at = await arrive(ways);
  await at.capture('PAN');
  await at.capture('AADHAAR');
  await at.send();
  await at.is('PAN', 'read');
  await at.is('AADHAAR', 'read');
  const asked = (path: string) => at.town.sent.filter(({ text }) => text.includes(path)).length;
  return {
    ...at,
    asked,
    /** Atlas says this of its stages from now on. */
    says: (stages: object) =>
      at.town.rewrite(STATUS, (json) => ({ ...z.looseObject({}).parse(json), ...stages })),
    becomes: (state: string, most = HOUR) =>
      at.town.world.until(async () => (await at.flow()).state === state, most),
    results: async () => {
      const { flowId } = await at.flow();
      return at.laptop.wait(at.laptop.popup.call('flow.results', { flowId }));
    },
    badge: async () => badgeOf(await at.laptop.needy(), english).title,
  };
}

test('a comparison that takes its time is followed to its end, and called nothing else before', async () => {
  const at = await readLoan();
  const before = at.asked(EXTRACTS);
  const flow = await at.flow();
  expect(flow).toMatchObject({
    state: 'comparing',
    stages: { crosscheck: 'PENDING', master: 'IN_PROGRESS' },
  });
  expect(flow.stageTimes?.crosscheck?.since).toBeGreaterThan(0);
  expect(await at.badge()).toBe('Satchel: 1 loan under way');
  expect((await at.results()).comparison).toBe('open');
  await at.becomes('verified');
  expect((await at.flow()).stages).toMatchObject({ crosscheck: 'COMPLETED', master: 'SUCCESS' });
  expect((await at.results()).comparison).toBe('done');
  // The details, twice, and nothing else: what was read is known.
  expect(at.asked(EXTRACTS) - before).toBe(2);
  const asked = at.asked(STATUS);
  await at.town.world.advance(3 * HOUR);
  expect(at.asked(STATUS)).toBe(asked);
  expect(await at.badge()).toBe('Satchel');
});

test('a worker that is ended meanwhile is woken for it, and goes on', async () => {
  const at = await readLoan();
  at.laptop.loseWorker();
  await at.town.world.advance(10 * MINUTE);
  expect(await at.flow()).toMatchObject({ state: 'verified', stages: { master: 'SUCCESS' } });
});

test('a comparison that fails after all was read is said, and nothing is sent again for it', async () => {
  const at = await readLoan();
  at.says({ crossheck_status: 'FAILED', master_status: 'FAILED' });
  await at.becomes('unconfirmed');
  const flow = await at.flow();
  expect(flow.documents.map(({ state }) => state)).toEqual(['read', 'read']);
  expect(flow.stages).toMatchObject({ crosscheck: 'FAILED', master: 'FAILED' });
  expect((await at.results()).comparison).toBe('failed');
  const [told, asked] = [at.told().length, at.asked(STATUS)];
  await at.town.world.advance(3 * HOUR);
  expect([at.told().length, at.asked(STATUS)]).toEqual([told, asked]);
  expect(at.told()).toHaveLength(2);
});

test('an end that never comes is asked for to a deadline; then that is said, and the agent may ask', async () => {
  const at = await readLoan();
  at.says(never);
  const before = at.asked(STATUS);
  await at.town.world.advance(7 * HOUR);
  expect(await at.flow()).toMatchObject({ state: 'unconfirmed', comparing: { isRested: true } });
  const asked = at.asked(STATUS);
  expect(asked - before).toBeLessThan(200);
  await at.town.world.advance(5 * HOUR);
  expect(at.asked(STATUS)).toBe(asked);
  expect(await at.badge()).toBe('Satchel');
  const { flowId } = await at.flow();
  await at.laptop.wait(at.laptop.popup.call('flow.check', { flowId }));
  await at.town.world.advance(10 * MINUTE);
  expect(at.asked(STATUS)).toBe(asked + 1);
  expect((await at.flow()).state).toBe('unconfirmed');
  await at.town.world.advance(14 * HOUR);
  expect(await at.flow()).toMatchObject({ finished: true, state: 'unconfirmed' });
});

test('whoever opens the details of what nobody asks about any more is told how it is now', async () => {
  const at = await readLoan();
  let isOver = false;
  at.town.rewrite(STATUS, (json) => ({ ...z.looseObject({}).parse(json), ...(!isOver && never) }));
  await at.town.world.advance(7 * HOUR);
  expect((await at.results()).comparison).toBe('open');
  isOver = true;
  expect((await at.results()).comparison).toBe('done');
});
