import { beforeEach, expect, test } from 'vitest';
import { freshDatabase, rawFlows, withDisk } from '@/test/lib/outbox/fresh-database';
import { arrive } from './errand';

beforeEach(freshDatabase);

const receipts = () =>
  withDisk((database) => database.transaction('receipts').objectStore('receipts').getAll());

test('whoever copies the disk, at whatever moment, finds no address that opens a document', async () => {
  const at = await arrive();
  const copies = new Array<Promise<string>>();
  at.town.whenRequested(() => {
    copies.push(Promise.all([rawFlows(), receipts()]).then((all) => JSON.stringify(all)));
  });
  await at.capture('PAN');
  await at.is('PAN', 'stored');
  at.laptop.killWorker();
  await at.send();
  await at.is('PAN', 'read');
  const said = await Promise.all(copies);
  for (const state of ['captured', 'stored', 'submitted', 'read'])
    expect(said.some((one) => one.includes(`"state":"${state}"`))).toBe(true);
  for (const one of said) expect(one).not.toMatch(/\/v1\/files\/|file_?url/i);
  // The worker that told Atlas had signed nothing.
  expect(at.pulls()).toEqual(at.told());
});
