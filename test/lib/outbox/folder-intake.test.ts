import { beforeEach, describe, expect, test } from 'vitest';
import { Flow } from '@/lib/domain/flow';
import type { FolderId } from '@/lib/domain/folder-id';
import { discard, restore } from '@/lib/outbox/discard';
import { owner, uuidOf } from '@/test/support/builders';
import type { Door } from './door';
import { createDoor } from './door';
import { byteKeys, freshDatabase, rawFlows, withDisk } from './fresh-database';

beforeEach(freshDatabase);

describe('a file of a folder', () => {
  const folder = { folderId: 'F-20261128-K7Q2MX-1', file: 'a'.repeat(64) };
  const part = { loanId: `${folder.folderId}/1`, folder } as const;

  test('is not read again when the folder is chosen again, whatever kind it is then said to be', async () => {
    const { add, store, taken } = createDoor();
    const { view } = await add(1, part);
    expect((await add(1, { ...part, kind: 'AADHAAR' })).view).toEqual({ ...view, already: true });
    expect(taken()).toBe(1);
    const [flow] = await store.list(owner);
    expect(flow).toMatchObject({ api: 'bulk', folder: folder.folderId, documents: [{ kind: 'PAN' }] });
  });

  test('whose bytes the device lost is read again, into the same slot', async () => {
    const { add, store, taken } = createDoor();
    const { view } = await add(1, part);
    await withDisk((database) => database.transaction('bytes', 'readwrite').objectStore('bytes').clear());
    const { view: anew } = await add(1, part);
    expect(anew).toMatchObject({ slotId: view.slotId, already: false });
    expect(taken()).toBeGreaterThan(1);
    expect(await byteKeys()).toContain(anew.captureId);
    expect((await store.list(owner))[0]?.documents).toHaveLength(1);
  });

  test('that was discarded comes in anew', async () => {
    const { add, store } = createDoor();
    const { view } = await add(1, part);
    await store.update(view.flowId, (flow) => discard(flow, view.slotId, { now: 1 }));
    expect((await add(1, part)).view).toMatchObject({ already: false });
    expect((await store.list(owner))[0]?.documents).toHaveLength(2);
  });

  test('whose content is there in another file adds nothing', async () => {
    const { add, store } = createDoor();
    const { view } = await add(1, part);
    const copy = { ...part, folder: { ...folder, file: 'b'.repeat(64) } };
    expect((await add(1, { ...copy, kind: 'AADHAAR' })).view).toEqual({ ...view, already: true });
    expect((await store.list(owner))[0]?.documents).toHaveLength(1);
  });

  test('comes into no loan, and what is of a loan into no folder', async () => {
    const { add } = createDoor();
    await add(1);
    await add(2, part);
    await expect(add(3, { folder })).rejects.toMatchObject({ reason: 'in-the-way' });
    await expect(add(3, { loanId: part.loanId })).rejects.toMatchObject({ reason: 'in-the-way' });
  });
});

describe('one content in two files of a folder, which belong to two parts', () => {
  const folderId = 'F-20261128-K7Q2MX-2';
  const other = { tenantId: owner.tenantId, agentId: 'agent-2' };
  /** A file of a part; each says the same here, whatever its bytes are. */
  const of = (part: number, letter: string, id: FolderId = folderId) => ({
    loanId: `${id}/${part}`,
    folder: { folderId: id, file: letter.repeat(64) },
  });
  const rowsOf = async (store: Door['store']) =>
    (await store.folder(owner, folderId)).flatMap(({ documents }) => documents);
  const asRead = (flow: Flow): Flow => ({
    ...flow,
    documents: flow.documents.map(({ attempts: [attempt], ...document }) => {
      if (!attempt) throw new RangeError('a document has an attempt');
      const { documentId, capture, wanted, line } = attempt;
      const read = { state: 'read', readAt: 1, documentType: 'PAN', released: true } as const;
      return { ...document, attempts: [{ documentId, capture, wanted, line, ...read }] };
    }),
  });

  test('is taken once, and the second file is told to be there', async () => {
    const { add, store } = createDoor();
    const { view } = await add(1, of(1, 'a'));
    expect((await add(1, { ...of(2, 'b'), kind: 'AADHAAR' })).view).toEqual({ ...view, already: true });
    await add(2, of(2, 'c'));
    expect((await add(1, of(2, 'b'))).view).toEqual({ ...view, already: true });
    expect(await rowsOf(store)).toHaveLength(2);
    expect(await byteKeys()).toHaveLength(2);
  });

  test('is taken once when both come at once, and when two workers take them', async () => {
    const [one, two] = [createDoor(), createDoor()];
    const taken = await Promise.all([
      one.add(1, of(1, 'a')),
      one.add(1, of(2, 'b')),
      two.add(1, of(2, 'c')),
      two.add(1, of(1, 'd')),
    ]);
    expect(taken.filter(({ view }) => !view.already)).toHaveLength(1);
    expect(await rowsOf(one.store)).toHaveLength(1);
  });

  test('is known of a part that is finished, of which only the record is left', async () => {
    const { add, store } = createDoor();
    const { view } = await add(1, of(1, 'a'));
    await store.update(view.flowId, asRead, [view.captureId]);
    expect(await store.list(owner)).toEqual([]);
    expect((await add(1, of(2, 'b'))).view).toEqual({ ...view, already: true });
    expect(await rowsOf(store)).toHaveLength(1);
  });

  test('comes in anew when the first was discarded, which then does not come back beside it', async () => {
    const { add, store } = createDoor();
    const { view } = await add(1, of(1, 'a'));
    await store.update(view.flowId, (flow) => discard(flow, view.slotId, { now: 1 }));
    expect((await add(1, of(2, 'b'))).view).toMatchObject({ already: false });
    const back = store.update(view.flowId, (flow) => restore(flow, view.slotId, { now: 2 }));
    await expect(back).rejects.toMatchObject({ code: 'rejected', reason: 'in-folder' });
    expect((await rowsOf(store)).map(({ attempts }) => attempts[0]?.state)).toEqual([
      'discarded',
      'captured',
    ]);
  });

  test('takes the place of the first whose bytes the device lost, in its part', async () => {
    const { add, store } = createDoor();
    const { view } = await add(1, of(1, 'a'));
    await withDisk((database) => database.transaction('bytes', 'readwrite').objectStore('bytes').clear());
    const { view: anew } = await add(1, of(2, 'b'));
    expect(anew).toMatchObject({ already: false, flowId: view.flowId, slotId: view.slotId });
    expect(await byteKeys()).toEqual([anew.captureId]);
    expect(await rowsOf(store)).toHaveLength(1);
  });

  test('is no content of another folder, nor of another agent', async () => {
    const { add } = createDoor();
    await add(1, of(1, 'a'));
    const elsewhere = of(2, 'b', 'F-20261128-AAAAAA-2');
    expect((await add(1, elsewhere)).view).toMatchObject({ already: false });
    expect((await add(1, { ...of(2, 'b'), owner: other })).view).toMatchObject({ already: false });
  });

  test('that was replaced is in the folder by what took its place', async () => {
    const { add, store } = createDoor();
    const { view } = await add(1, of(1, 'a'));
    await add(2, { loanId: of(1, 'a').loanId, slotId: view.slotId });
    for (const again of [of(1, 'a'), of(2, 'b')])
      expect((await add(1, again)).view).toMatchObject({ already: true, slotId: view.slotId });
    // Nor does it come back when the one in its place is lost.
    await withDisk((database) => database.transaction('bytes', 'readwrite').objectStore('bytes').clear());
    expect((await add(1, of(2, 'b'))).view).toMatchObject({ already: true, slotId: view.slotId });
    expect(await rowsOf(store)).toMatchObject([
      { attempts: [{ state: 'withdrawn' }, { state: 'captured' }] },
    ]);
  });

  test.each([1, 2])('does not take the place of another document, in part %i', async (part) => {
    const { add, store } = createDoor();
    await add(1, of(1, 'a'));
    const { view } = await add(2, of(part, 'b'));
    const before = await rowsOf(store);
    const replacing = add(1, { loanId: of(part, 'b').loanId, slotId: view.slotId });
    await expect(replacing).rejects.toMatchObject({ code: 'rejected', reason: 'in-folder' });
    expect(await rowsOf(store)).toEqual(before);
    expect(await byteKeys()).toHaveLength(2);
  });

  test('that an earlier version took twice holds up neither', async () => {
    const { add, store } = createDoor();
    const { view } = await add(1, of(1, 'a'));
    const [first] = await rawFlows();
    const twice = { ...Flow.parse(first), flowId: uuidOf(900), loanId: `${folderId}/2` };
    await withDisk((database) => database.transaction('flows', 'readwrite').objectStore('flows').put(twice));
    expect(await store.update(twice.flowId, asRead)).toMatchObject({
      documents: [{ attempts: [{ state: 'read' }] }],
    });
    expect((await add(1, of(2, 'b'))).view).toMatchObject({ already: true });
    expect((await add(1, of(1, 'a'))).view).toEqual({ ...view, already: true });
  });
});
