import { beforeEach, expect, test } from 'vitest';
import { freshDatabase } from '@/test/lib/outbox/fresh-database';
import { arrive } from './errand';
import { asha, origins, paper } from './town';

beforeEach(freshDatabase);

const MINUTE = 60_000;
const LOANS = ['CDL-1', 'CDL-2', 'CDL-3', 'CDL-4', 'CDL-5', 'CDL-6'];
const kinds = ['AADHAAR', 'PAN'];

/** Twelve captures of six loans, taken where there is no network. */
async function bagFull() {
  const { town, laptop } = await arrive();
  town.world.setOnline(false);
  for (const loanId of LOANS)
    for (const kind of kinds) {
      const input = { loanId, kind, source: 'portal-link' as const, bytes: paper(kind, `of ${loanId}`) };
      await laptop.wait(laptop.portal.call('portal.capture', input));
    }
  await town.world.advance(3 * MINUTE);
  town.sent.length = 0;
  const states = async () => {
    const flows = await laptop.wait(laptop.popup.call('flow.list', { finished: 100 }));
    return flows.flatMap(({ documents }) => documents.map(({ state }) => state));
  };
  const puts = () =>
    town.sent.filter(({ origin }) => origin === origins.store).map(({ text }) => text.split('\n')[0]);
  return {
    town,
    laptop,
    puts,
    /** How many documents each request has named. */
    signings: () =>
      town.sent
        .filter(({ text }) => text.startsWith(`${origins.broker}/v1/uploads\n`))
        .map(({ text }) => text.split('"documentId"').length - 1),
    comeBack() {
      town.world.setOnline(true);
      void laptop.drain().wake({ hurry: true });
    },
    allStored: () => town.world.until(async () => (await states()).every((state) => state === 'stored')),
    /** Of each object one PUT, whatever it was signed with. */
    expectEachPutOnce() {
      const objects = puts().map((url) => new URL(url ?? '').pathname);
      expect(objects).toHaveLength(12);
      expect(new Set(objects).size).toBe(12);
    },
  };
}

test('twelve documents that waited for the network are signed by one that tries the line, and two lists', async () => {
  const { signings, comeBack, allStored, expectEachPutOnce } = await bagFull();
  comeBack();
  await allStored();
  const [probe, ...lists] = signings();
  expect([probe, lists[0]]).toEqual([1, 8]);
  // One whose turn comes in the moment in which a list leaves may ask for itself as well; the answer is the same.
  expect(lists.length).toBeLessThanOrEqual(3);
  const named = lists.reduce((sum, one) => sum + one, 0);
  expect(named).toBeGreaterThanOrEqual(11);
  expect(named).toBeLessThanOrEqual(12);
  expectEachPutOnce();
});

test('a worker that dies with signed addresses in hand has its successor sign anew, and nothing is put twice', async () => {
  const { town, laptop, puts, signings, comeBack, allStored, expectEachPutOnce } = await bagFull();
  let isDead = false;
  town.whenRequested((n, when) => {
    // The first PUT has left: seven addresses of the list wait for their turn.
    if (isDead || when === 'leaves' || town.sent[n - 1]?.origin !== origins.store) return;
    isDead = true;
    laptop.killWorker();
  });
  comeBack();
  await town.world.until(() => isDead);
  const before = signings().length;
  expect(puts()).not.toHaveLength(12);
  await allStored();
  expect(signings().length).toBeGreaterThan(before);
  // What had arrived before the death was found in the store: its answer said so among the others'.
  expectEachPutOnce();
});

test('a browser that is closed between signing and PUT: nothing goes until the agent is back, then everything once', async () => {
  const { town, laptop, puts, comeBack, allStored, expectEachPutOnce } = await bagFull();
  let isOut = false;
  town.whenRequested((n, when) => {
    if (isOut || when === 'leaves' || !town.sent[n - 1]?.text.startsWith(`${origins.broker}/v1/uploads\n`))
      return;
    isOut = true;
    laptop.restartBrowser();
  });
  comeBack();
  await town.world.until(() => isOut);
  await town.world.advance(MINUTE);
  expect(puts()).toEqual([]);
  await laptop.wait(laptop.popup.call('session.signIn', asha));
  await allStored();
  expectEachPutOnce();
});
