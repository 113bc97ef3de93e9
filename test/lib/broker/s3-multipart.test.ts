import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readAll } from '@/lib/broker/objects';
import { createS3Objects } from '@/lib/broker/s3-objects';
import { startStore } from '@/test/emulators/store';
import { sha256 } from './desk';

const MIB = 1_024 * 1_024;
const MINUTE = 60_000;
const whole = new Uint8Array(randomBytes(12 * MIB));
const pieces = [whole.slice(0, 5 * MIB), whole.slice(5 * MIB, 10 * MIB), whole.slice(10 * MIB)];
let store: Awaited<ReturnType<typeof startStore>>;

beforeAll(async () => {
  store = await startStore();
});
afterAll(() => store.close());

function open() {
  const { url: endpoint, region, bucket, accessKeyId, secretAccessKey } = store;
  return createS3Objects(
    { now: () => Date.now() },
    { endpoint, region, bucket, accessKeyId, secretAccessKey },
  );
}

async function send(
  objects: ReturnType<typeof open>,
  at: { key: string; uploadId: string; number: number },
  bytes: Uint8Array<ArrayBuffer>,
  sent = bytes,
): Promise<number> {
  const { url, headers } = await objects.multipart.sign({
    ...at,
    size: bytes.byteLength,
    sha256: sha256(bytes),
    lifetimeMs: MINUTE,
  });
  return (await fetch(url, { method: 'PUT', headers, body: sent })).status;
}

test('an upload in parts is found by its key, listed, completed, and is not there before', async () => {
  const objects = open();
  const key = 'captures/t/a/parts';
  expect(await objects.multipart.open(key)).toEqual([]);
  const uploadId = await objects.multipart.create(key, 'application/octet-stream');
  await objects.multipart.create(`${key}-of-another`, 'application/octet-stream');
  expect(await objects.multipart.open(key)).toEqual([uploadId]);
  for (const [at, piece] of pieces.entries())
    expect(await send(objects, { key, uploadId, number: at + 1 }, piece)).toBe(200);
  const parts = (await objects.multipart.parts(key, uploadId)) ?? [];
  expect(parts.map(({ number, size, sha256: hash }) => ({ number, size, hash }))).toEqual(
    pieces.map((piece, at) => ({ number: at + 1, size: piece.byteLength, hash: sha256(piece) })),
  );
  expect(await objects.head(key)).toBeUndefined();
  expect(await objects.multipart.complete(key, uploadId, parts)).toBe(true);
  expect(await objects.head(key)).toEqual({ size: whole.byteLength });
  const stream = await objects.get(key);
  const stored = stream && (await readAll(stream, whole.byteLength));
  expect(stored && sha256(stored)).toBe(sha256(whole));
  expect(await objects.multipart.open(key)).toEqual([]);
  expect(await objects.multipart.parts(key, uploadId)).toBeUndefined();
  expect(await objects.multipart.complete(key, uploadId, parts)).toBe(false);
});

test('wrong bytes under a right signature are refused, as a part and as a whole', async () => {
  const objects = open();
  const key = 'captures/t/a/wrong';
  const bytes = new Uint8Array(randomBytes(1_000));
  const broken = bytes.slice();
  broken[0] = (broken[0] ?? 0) ^ 1;
  const uploadId = await objects.multipart.create(key, 'application/octet-stream');
  expect(await send(objects, { key, uploadId, number: 1 }, bytes, broken)).toBe(400);
  expect(await objects.multipart.parts(key, uploadId)).toEqual([]);
  const toSign = { key, size: 1_000, contentType: 'application/octet-stream', lifetimeMs: MINUTE };
  const { url, headers } = await objects.sign({ ...toSign, sha256: sha256(bytes) });
  expect((await fetch(url, { method: 'PUT', headers, body: broken })).status).toBe(400);
  expect(await objects.head(key)).toBeUndefined();
  expect((await fetch(url, { method: 'PUT', headers, body: bytes })).status).toBe(200);
});

test('a part of another length, a part that is too small and an upload that is aborted', async () => {
  const objects = open();
  const key = 'captures/t/a/aborted';
  const uploadId = await objects.multipart.create(key, 'application/octet-stream');
  const small = new Uint8Array(randomBytes(1_000));
  expect(await send(objects, { key, uploadId, number: 1 }, small, small.slice(1))).toBeGreaterThan(399);
  expect(await objects.multipart.parts(key, uploadId)).toEqual([]);
  for (const number of [1, 2]) expect(await send(objects, { key, uploadId, number }, small)).toBe(200);
  const parts = (await objects.multipart.parts(key, uploadId)) ?? [];
  expect(await objects.multipart.complete(key, uploadId, parts)).toBe(false);
  await objects.multipart.abort(key, uploadId);
  await objects.multipart.abort(key, uploadId);
  expect(await objects.multipart.open(key)).toEqual([]);
  expect(await send(objects, { key, uploadId, number: 1 }, small)).toBe(404);
});
