import { beforeEach, describe, expect, test } from 'vitest';
import type { Flow } from '@/lib/domain/flow';
import { addCapture } from '@/lib/outbox/actions';
import { DATABASE_VERSION } from '@/lib/outbox/migrations';
import { createStore } from '@/lib/outbox/store';
import { buildCapture, buildFlow, createMoments, owner, uuidOf } from '@/test/support/builders';
import { createFakeWorld } from '@/test/support/fake-world';
import { byteKeys, freshDatabase, quarantined, rawFlows, withDisk } from './fresh-database';

beforeEach(freshDatabase);

const moments = createMoments();
const flow: Flow = buildFlow(moments.at());
/** What is not finished is found by this. */
const mark = { unfinished: 1 } as const;
const damaged = { ...flow, flowId: uuidOf(700), loanId: 'CDL-2', documents: 'gone' };

/** Older versions as they were shipped, whatever the staircase says today. */
const shipped: Readonly<Record<number, (database: IDBDatabase, upgrade: IDBTransaction) => void>> = {
  1: (database) => {
    const flows = database.createObjectStore('flows', { keyPath: 'flowId' });
    flows.createIndex('owner', ['tenantId', 'agentId']);
    flows.createIndex('loan', ['tenantId', 'agentId', 'loanId'], { unique: true });
    database.createObjectStore('bytes');
  },
  2: (database, upgrade) => {
    shipped[1]?.(database, upgrade);
    database.createObjectStore('quarantine', { autoIncrement: true });
  },
  3: (database, upgrade) => {
    shipped[2]?.(database, upgrade);
    const receipts = database.createObjectStore('receipts', { keyPath: 'documentId' });
    receipts.createIndex('owner', ['tenantId', 'agentId']);
  },
  4: (database, upgrade) => {
    shipped[3]?.(database, upgrade);
    const flows = upgrade.objectStore('flows');
    flows.createIndex('unfinished', 'unfinished');
    flows.createIndex('touched', ['tenantId', 'agentId', 'updatedAt']);
  },
  5: (database, upgrade) => {
    shipped[4]?.(database, upgrade);
    upgrade.objectStore('flows').createIndex('contents', 'contents', { multiEntry: true });
  },
};

/** A device that has run an older version: two loans, one of them damaged, and bytes. */
async function lay(version: number, whole: Flow = flow): Promise<void> {
  const database = await new Promise<IDBDatabase>((resolve, reject) => {
    const request = indexedDB.open('satchel', version);
    request.addEventListener('upgradeneeded', () => {
      if (request.transaction) shipped[version]?.(request.result, request.transaction);
    });
    request.addEventListener('success', () => resolve(request.result));
    request.addEventListener('error', () => reject(request.error));
  });
  const tx = database.transaction(['flows', 'bytes'], 'readwrite');
  // Nor had they a word for which of Atlas's APIs a flow goes by.
  const { api: _, ...old } = whole;
  for (const record of [old, damaged]) tx.objectStore('flows').put(record);
  for (const n of [0, 1, 2])
    tx.objectStore('bytes').put(new Blob([`sealed-${n}`]), buildCapture(n).captureId);
  await new Promise((resolve) => tx.addEventListener('complete', resolve));
  database.close();
}

const openStore = () => createStore({ world: createFakeWorld(), changed: () => {}, damaged: () => {} });

describe.each([1, 2, 3, 4, 5])('from version %i', (version) => {
  test('nothing is lost on the way up, and of what is damaged nothing but its mark is touched', async () => {
    await lay(version);
    const store = openStore();
    expect(await store.list(owner)).toEqual([{ ...flow, ...mark }]);
    expect(await rawFlows()).toEqual([
      { ...flow, ...mark },
      { ...damaged, ...mark },
    ]);
    expect(await store.damaged(owner)).toBe(1);
    expect(await byteKeys()).toHaveLength(3);
    expect(await (await store.bytes(buildCapture(1).captureId))?.text()).toBe('sealed-1');
    expect(await quarantined()).toEqual([]);
    expect(await withDisk((database) => database.transaction('flows').objectStore('flows').count())).toBe(2);
  });

  test('the loan of a damaged record takes captures again', async () => {
    await lay(version);
    const store = openStore();
    const added = { slotId: uuidOf(5_009), kind: 'PAN', capture: buildCapture(9) };
    const bytes = { captureId: added.capture.captureId, sealed: new Blob(['sealed-9']) };
    const next = await store.add(owner, 'CDL-2', bytes, (there) =>
      there
        ? addCapture(there, added, moments.at())
        : { ...buildFlow(moments.at(), ['PAN']), flowId: uuidOf(701), loanId: 'CDL-2' },
    );
    expect(next?.flowId).toBe(uuidOf(701));
    expect(await quarantined()).toEqual([{ ...damaged, ...mark }]);
    expect(await byteKeys()).toHaveLength(4);
  });

  test('an older worker that still holds the database gives way', async () => {
    await lay(version);
    const old = await new Promise<IDBDatabase>((resolve) => {
      const request = indexedDB.open('satchel', version);
      request.addEventListener('success', () => resolve(request.result));
    });
    old.addEventListener('versionchange', () => old.close());
    expect(await openStore().list(owner)).toEqual([{ ...flow, ...mark }]);
  });
});

test('a record of the newest version from before there was a choice of APIs goes by the Flow API', async () => {
  const store = openStore();
  expect(await store.list(owner)).toEqual([]);
  const { api: _, ...old } = { ...flow, ...mark };
  await withDisk((database) => database.transaction('flows', 'readwrite').objectStore('flows').put(old));
  expect(await store.get(flow.flowId)).toEqual({ ...flow, ...mark });
  await store.update(flow.flowId, (before) => before);
  expect(await rawFlows()).toMatchObject([{ flowId: flow.flowId, api: 'flow' }]);
});

test('what version 4 took of a folder is found by its content', async () => {
  const [folder, sha256] = ['F-20261128-K7Q2MX-2', buildCapture(0).opened.sha256];
  await lay(4, { ...flow, folder, loanId: `${folder}/1` });
  const bytes = { captureId: 'c-9', sealed: new Blob(['sealed-9']), content: { folderId: folder, sha256 } };
  const found = new Array<string>();
  await openStore().add(owner, `${folder}/2`, bytes, (_, holders) => {
    found.push(...holders.map(({ flowId }) => flowId));
    return undefined;
  });
  expect(found).toEqual([flow.flowId]);
});

test.each([1, 5])('what version %i wrote of addresses that open a document is gone', async (version) => {
  const [first, ...others] = flow.documents;
  const attempt = first?.attempts[0];
  if (!first || !attempt) throw new RangeError('a flow has a document');
  const fileUrl = 'https://broker.test/v1/files/bearer/x.pdf';
  const stored = { ...attempt, state: 'stored' as const };
  const laid = (more: object) => ({
    ...flow,
    documents: [{ ...first, attempts: [{ ...stored, ...more }] }, ...others],
  });
  await lay(version);
  await withDisk((database) =>
    database.transaction('flows', 'readwrite').objectStore('flows').put(laid({ fileUrl })),
  );
  const aside = { ...damaged, documents: [{ attempts: [{ fileUrl, state: 7 }] }] };
  if (version > 1)
    await withDisk((database) =>
      database.transaction('quarantine', 'readwrite').objectStore('quarantine').add(aside),
    );
  expect(await openStore().list(owner)).toEqual([{ ...laid({}), ...mark }]);
  expect(JSON.stringify([await rawFlows(), await quarantined()])).not.toContain('/v1/files/');
  expect(await quarantined()).toHaveLength(version > 1 ? 1 : 0);
});

test.each([3, 4, 5])('what version %i has finished is found among the finished', async (version) => {
  const put = { state: 'read' as const, readAt: 7, documentType: 'PAN', released: true };
  const documents = flow.documents.map((one) => ({
    ...one,
    attempts: one.attempts.map((attempt) => ({ ...attempt, ...put })),
  }));
  await lay(version, { ...flow, documents });
  const store = openStore();
  expect(await store.list(owner)).toEqual([]);
  expect(await store.finished(owner, 5)).toEqual([{ ...flow, documents, finishedAt: flow.updatedAt }]);
});

test('the newest version is the one these tests climb to', () => {
  expect(DATABASE_VERSION).toBe(1 + Object.keys(shipped).length);
});

describe.each([1, 2])('what version %i has sent', (version) => {
  test('gets receipts, and what it has not sent gets none', async () => {
    const [first] = flow.documents;
    const attempt = first?.attempts[0];
    if (!first || !attempt) throw new RangeError('a flow has a document');
    const sent = { ...attempt, state: 'sent' as const, sentAt: 7, fileUuid: 'f-1' };
    const documents = [{ ...first, attempts: [sent] }, ...flow.documents.slice(1)];
    await lay(version, { ...flow, documents });
    const receipts = await openStore().receipts(owner);
    expect(receipts).toMatchObject([
      { documentId: attempt.documentId, state: 'sent', firstSentAt: 7, fileUuid: 'f-1' },
    ]);
  });
});
