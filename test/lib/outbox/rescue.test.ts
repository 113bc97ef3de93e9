import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { createKeyring, generateSealingKey } from '@/lib/broker/keyring';
import { rescue } from '@/lib/broker/rescue';
import { seal } from '@/lib/capture/seal';
import { sha256 } from '@/lib/capture/sha256';
import { addCapture, newFlow } from '@/lib/outbox/actions';
import { writeRescueCopy } from '@/lib/outbox/rescue-copy';
import { planRescue } from '@/lib/outbox/rescue-plan';
import { createStore } from '@/lib/outbox/store';
import { buildCapture, createMoments, owner, uuidOf } from '@/test/support/builders';
import { createFakeWorld } from '@/test/support/fake-world';
import { freshDatabase, rawFlows, withDisk, writeRaw } from './fresh-database';

const stranger = { tenantId: 'tenant-1', agentId: 'agent-2' };
const contentOf = (n: number) => new TextEncoder().encode(`%PDF-1.7 document ${n} of nobody`);
const idOf = (n: number) => buildCapture(n).captureId;
let directory = '';

beforeEach(async () => {
  freshDatabase();
  directory = await mkdtemp(join(tmpdir(), 'satchel-rescue-'));
});
afterEach(async () => {
  process.exitCode = undefined;
  await rm(directory, { recursive: true });
});

/** A disk with sealed captures, as intake leaves them. */
async function createDisk() {
  const world = createFakeWorld();
  const store = createStore({ world, changed: () => {}, damaged: () => {} });
  const sealingKey = generateSealingKey();
  const key = (await createKeyring(sealingKey)).current;
  const moments = createMoments(world.now());

  async function capture(n: number, { who = owner, loanId = 'CDL-1' } = {}) {
    const slotId = uuidOf(5_000 + n);
    const { tenantId: tenant, agentId } = who;
    const captureId = idOf(n);
    const sealed = await seal(contentOf(n), key, { tenant, agentId, loanId, slotId, captureId });
    const { byteLength: size } = contentOf(n);
    const made = buildCapture(n, {
      opened: { sha256: await sha256(contentOf(n)), size, contentType: 'application/pdf' },
      sealed: { sha256: await sha256(sealed), size: sealed.byteLength, keyId: key.keyId },
    });
    const added = { slotId, kind: 'PAN', capture: made };
    await store.add(who, loanId, { captureId, sealed: new Blob([sealed]) }, (there) =>
      there
        ? addCapture(there, added, moments.at())
        : newFlow(who, { loanId, productType: 'POC_CDL' }, added, moments.at()),
    );
  }

  async function save(bytes: typeof store.bytes = store.bytes) {
    const items = planRescue(await store.raw(), owner);
    const plan = { createdAt: 1, organisation: 'https://satchel.test', items };
    return writeRescueCopy({ plan, bytes, sha256 });
  }

  /** What the lender does with the file. */
  async function open(file: Blob, env: Record<string, string> = { BROKER_SEALING_KEY: sealingKey }) {
    const [path, out] = [join(directory, 'copy.zip'), join(directory, 'out')];
    await writeFile(path, Buffer.from(await file.arrayBuffer()));
    const said = new Array<string>();
    await rescue([path, out], env, (line) => said.push(line));
    return { said, names: (await readdir(out)).toSorted(), out, failed: process.exitCode === 1 };
  }
  return { store, capture, save, open };
}

const bytesOn = (database: IDBDatabase) => database.transaction('bytes', 'readwrite').objectStore('bytes');
const put = (captureId: string, sealed: Blob) =>
  withDisk((database) => bytesOn(database).put(sealed, captureId));
const lose = (captureId: string) => withDisk((database) => bytesOn(database).delete(captureId));

async function damageRecord(change: (record: Record<string, unknown>) => Record<string, unknown>) {
  const [record] = await rawFlows();
  await writeRaw(change(z.record(z.string(), z.unknown()).parse(record)));
}

describe('a rescue copy', () => {
  test('holds every capture of the agent, and opens with the sealing key alone', async () => {
    const { capture, save, open } = await createDisk();
    await capture(1);
    await capture(2);
    await capture(3, { loanId: 'CDL/../3' });
    await capture(4, { who: stranger });
    const { file, report } = await save();
    expect([report.captures, report.missing, report.damaged]).toEqual([3, [], []]);
    const text = await file.text();
    for (const secret of ['%PDF', 'document 1', idOf(4)]) expect(text).not.toContain(secret);

    const { names, out, said, failed } = await open(file);
    expect(names).toEqual([
      'CDL-1-PAN-00000000-2.pdf',
      'CDL-1-PAN-00000000.pdf',
      'CDL____3-PAN-00000000.pdf',
    ]);
    const opened = await Promise.all(names.map((name) => readFile(join(out, name), 'utf8')));
    const wanted = [2, 1, 3].map((n) => new TextDecoder().decode(contentOf(n)));
    expect(opened).toEqual(wanted);
    expect([failed, said.at(-1)]).toEqual([false, '3 of 3 captures opened']);
  });

  test('of another device, opened into the same directory, takes no file’s place; the same copy adds none', async () => {
    const one = await createDisk();
    await one.capture(1);
    const first = await one.save();
    expect((await one.open(first.file)).names).toEqual(['CDL-1-PAN-00000000.pdf']);
    expect((await one.open(first.file)).names).toEqual(['CDL-1-PAN-00000000.pdf']);
    freshDatabase();
    const other = await createDisk();
    // Another capture of the same loan and kind, whose id begins in the same way.
    await other.capture(2);
    const { names, out, failed } = await other.open((await other.save()).file);
    expect([names, failed]).toEqual([['CDL-1-PAN-00000000-2.pdf', 'CDL-1-PAN-00000000.pdf'], false]);
    const opened = await Promise.all(names.map((name) => readFile(join(out, name), 'utf8')));
    expect(opened).toEqual([2, 1].map((n) => new TextDecoder().decode(contentOf(n))));
  });

  test('names nobody, and gives no address at which a document could be fetched', async () => {
    const { store, capture, save } = await createDisk();
    await capture(1);
    const [flow] = await store.list(owner);
    await store.update(flow?.flowId ?? '', (there) => ({
      ...there,
      documents: there.documents.map((document) => ({
        ...document,
        attempts: document.attempts.map((one) => ({ ...one, state: 'stored' as const })),
      })),
    }));
    const fileUrl = 'https://broker.test/v1/files/bearer/x.pdf';
    await damageRecord((record) => ({ ...record, customer: 'Asha Patil', fileUrl, version: 9 }));
    const text = await (await save()).file.text();
    expect(text).toContain('"state": "stored"');
    for (const secret of ['broker.test', 'bearer', 'Asha']) expect(text).not.toContain(secret);
  });

  test.each([
    ['with an unknown field', (record: Record<string, unknown>) => ({ ...record, more: 1 })],
    ['of another version', (record: Record<string, unknown>) => ({ ...record, version: 7 })],
    ['with a line that is none', (record: Record<string, unknown>) => ({ ...record, asking: 1 })],
  ])('opens captures whose record is damaged: %s', async (_, change) => {
    const { capture, save, open } = await createDisk();
    await capture(1);
    await damageRecord(change);
    const { file, report } = await save();
    expect([report.captures, report.damaged.map(({ captureId }) => captureId)]).toEqual([1, [idOf(1)]]);
    const { names, failed } = await open(file);
    expect([names, failed]).toEqual([['CDL-1-PAN-00000000.pdf'], false]);
  });

  test('opens captures whose damaged record was set aside', async () => {
    const { capture, save, open } = await createDisk();
    await capture(1);
    await damageRecord((record) => ({ ...record, more: 1 }));
    await capture(2);
    const { file, report } = await save();
    expect(report.captures).toBe(2);
    expect((await open(file)).said.at(-1)).toBe('2 of 2 captures opened');
  });

  test('keeps bytes that no record names, and leaves out those of a damaged record of another agent', async () => {
    const { capture, save, open } = await createDisk();
    await capture(4, { who: stranger });
    await damageRecord((record) => ({ ...record, more: 1 }));
    await put(idOf(9), new Blob(['sealed by somebody']));
    const { file, report } = await save();
    expect(report.damaged.map(({ captureId }) => captureId)).toEqual([idOf(9)]);
    const { said, failed } = await open(file);
    expect(failed).toBe(true);
    expect(said[0]).toContain('its record does not say what it belongs to');
  });

  test('names what is missing or changed, and opens the rest', async () => {
    const { store, capture, save, open } = await createDisk();
    for (const n of [1, 2, 3, 4]) await capture(n);
    await lose(idOf(1));
    await put(idOf(2), new Blob(['other bytes']));
    const { file, report } = await save(async (captureId) => {
      if (captureId === idOf(3)) throw new DOMException('gone', 'NotReadableError');
      return store.bytes(captureId);
    });
    expect(report.captures).toBe(2);
    expect(report.missing.map(({ captureId }) => captureId)).toEqual([idOf(1), idOf(3)]);
    expect(report.damaged.map(({ captureId }) => captureId)).toEqual([idOf(2)]);
    const { said, names, failed } = await open(file);
    expect([names.length, failed, said.at(-1)]).toEqual([1, true, '1 of 4 captures opened']);
    expect(said.slice(0, 3).map((line) => line.split('\t').at(-1))).toEqual([
      'missing: was not on the device',
      'damaged: does not open',
      'missing: was not on the device',
    ]);
  });

  test('says so when a byte of the copy has changed, or the key is another', async () => {
    const { store, capture, save, open } = await createDisk();
    await capture(1);
    await capture(2);
    const { file } = await save();
    const bytes = Buffer.from(await file.arrayBuffer());
    const sealed = await store.bytes(idOf(1));
    const at = bytes.indexOf(Buffer.from(await new Response(sealed ?? '').arrayBuffer()));
    bytes.writeUInt8(bytes.readUInt8(at) ^ 1, at);
    const broken = await open(new Blob([bytes]));
    expect(broken.said.at(-1)).toBe('1 of 2 captures opened');
    const foreign = await open(file, { BROKER_SEALING_KEY: generateSealingKey() });
    expect(foreign.said[0]).toMatch(/no key: BROKER_SEALING_KEY holds no "[\da-f]{8}"$/);
  });

  test('is not offered when it does not read as it was written', async () => {
    const { store, capture } = await createDisk();
    await capture(1);
    const plan = { createdAt: 1, organisation: '', items: planRescue(await store.raw(), owner) };
    let calls = 0;
    const lying = async () => `${(calls += 1)}`;
    const copy = writeRescueCopy({ plan, bytes: store.bytes, sha256: lying });
    await expect(copy).rejects.toMatchObject({ reason: 'copy-not-proven' });
  });

  test.each(['', 'PK', '{"format":"satchel/rescue/1"}'])(
    'that is none is refused in one line: %j',
    async (text) => {
      const { open } = await createDisk();
      await expect(open(new Blob([text]))).rejects.toThrow(/is no rescue copy that can be read$/);
    },
  );
});
