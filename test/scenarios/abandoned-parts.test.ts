import { beforeEach, describe, expect, test } from 'vitest';
import { freshDatabase } from '@/test/lib/outbox/fresh-database';
import { arrive } from './errand';
import { asha, origins, paper } from './town';

beforeEach(freshDatabase);

const SECOND = 1_000;
const HOUR = 3_600 * SECOND;
const DAY = 24 * HOUR;
const MIB = 1_024 * 1_024;
/** Of several parts. */
const scan = paper('PAN', 'X'.repeat(20 * MIB));

/** An agent whose large scan is on its way, twenty seconds a part, with some parts at the store. */
async function underWay() {
  const at = await arrive();
  const { town, laptop } = at;
  const store = town.world.routes[`${origins.store}/`];
  if (!store) throw new Error('no store');
  town.world.routes[`${origins.store}/`] = async (request) => {
    const answer = await store(request);
    await town.world.sleep(20 * SECOND);
    return answer;
  };
  const puts = () => town.sent.filter(({ origin }) => origin === origins.store).length;
  const input = { loanId: 'CDL-1', kind: 'PAN', source: 'portal-link' as const, bytes: scan };
  await laptop.wait(laptop.portal.call('portal.capture', input));
  await town.world.until(() => puts() === 2, HOUR);
  const { flowId } = await at.flow();
  const { slotId } = await at.row('PAN');
  const slot = { flowId, slotId };
  return {
    ...at,
    puts,
    replace: () =>
      laptop.wait(
        laptop.capturePage.call('capture.add', {
          ...slot,
          kind: 'PAN',
          source: 'file',
          bytes: paper('PAN', 'ABCDE1234F'),
        }),
      ),
    discard: () => laptop.wait(laptop.popup.call('flow.discard', slot)),
    restore: () => laptop.wait(laptop.popup.call('flow.restore', slot)),
    open: () => town.objects.openParts().length,
  };
}

describe('an upload in parts that is not wanted any more', () => {
  test('ends with the part that is on its way, and leaves nothing at the store', async () => {
    const at = await underWay();
    expect(at.open()).toBe(1);
    await at.replace();
    await at.town.world.until(() => at.open() === 0, HOUR);
    await at.is('PAN', 'stored');
    // The part that was on its way, and the document that took its place.
    expect(at.puts()).toBe(3);
    await at.send();
    await at.is('PAN', 'read');
    expect(at.pulls()).toHaveLength(1);
  });

  test('also when the worker dies over it', async () => {
    const at = await underWay();
    await at.replace();
    at.laptop.killWorker();
    await at.town.world.until(() => at.open() === 0, HOUR);
    await at.is('PAN', 'stored');
    expect(at.puts()).toBeLessThan(5);
  });

  test('is kept for the undo of a discard, and goes on from there', async () => {
    const at = await underWay();
    await at.discard();
    await at.town.world.advance(HOUR);
    expect([at.puts(), at.open()]).toEqual([2, 1]);
    await at.restore();
    await at.is('PAN', 'stored');
    // Each of its five parts once.
    expect([at.puts(), at.open()]).toEqual([5, 0]);
  });

  test('goes with the bytes of what stays discarded', async () => {
    const at = await underWay();
    await at.discard();
    await at.town.world.advance(DAY);
    await at.laptop.wait(at.laptop.popup.call('session.signIn', asha));
    expect(at.open()).toBe(1);
    await at.town.world.until(() => at.open() === 0, HOUR);
    expect((await at.laptop.wait(at.laptop.popup.call('flow.list', { finished: 100 }))).length).toBe(0);
  });
});
