import { randomBytes } from 'node:crypto';
import { describe, expect, test, vi } from 'vitest';
import { lifetimeFor } from '@/lib/broker/lifetime';
import { UploadSlots } from '@/lib/contract/broker';
import { Completed, Parts, SignedPart } from '@/lib/contract/multipart';
import type { Part } from '@/lib/contract/multipart';
import type { Desk, SealedCapture } from './desk';
import { createDesk, monday, ravi, sealCapture, sha256 } from './desk';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

async function large(desk: Desk) {
  return sealCapture(desk, { clear: new Uint8Array(randomBytes(900)) });
}

function split({ sealed }: SealedCapture, size: number): Array<Uint8Array<ArrayBuffer>> {
  const count = Math.ceil(sealed.byteLength / size);
  return Array.from({ length: count }, (_, at) => sealed.slice(at * size, (at + 1) * size));
}

const nameOf = (bytes: Uint8Array, at: number) => ({
  number: at + 1,
  size: bytes.byteLength,
  sha256: sha256(bytes),
});

async function sendPart(
  desk: Desk,
  { request }: SealedCapture,
  part: Required<Part>,
  bytes: Uint8Array<ArrayBuffer>,
) {
  const answer = await desk.ask('POST', '/v1/multipart/sign', { body: { upload: request, part } });
  const { putUrl, putHeaders } = SignedPart.parse(await answer.json());
  return desk.store.upload(putUrl, bytes, putHeaders);
}

const listed = async (desk: Desk, { request: upload }: SealedCapture) =>
  Parts.parse(await (await desk.ask('POST', '/v1/multipart/parts', { body: { upload } })).json()).parts;
const completed = async (desk: Desk, { request: upload }: SealedCapture, parts: readonly Part[]) =>
  Completed.parse(
    await (await desk.ask('POST', '/v1/multipart/complete', { body: { upload, parts } })).json(),
  );

describe('an upload in parts', () => {
  test('is begun once however often it is asked for, and is served whole', async () => {
    const desk = await createDesk();
    const capture = await large(desk);
    expect(await listed(desk, capture)).toEqual([]);
    expect(await listed(desk, capture)).toEqual([]);
    expect(desk.store.openParts()).toHaveLength(1);
    const pieces = split(capture, 300);
    for (const [at, piece] of pieces.entries())
      expect(await sendPart(desk, capture, nameOf(piece, at), piece)).toBe(true);
    const parts = pieces.map(nameOf);
    expect(await listed(desk, capture)).toEqual(parts);
    expect(await completed(desk, capture, parts)).toEqual({ stored: true });
    // Its answer got lost: asked again, it says the same.
    expect(await completed(desk, capture, parts)).toEqual({ stored: true });
    const [slot] = UploadSlots.parse(
      await (await desk.ask('POST', '/v1/uploads', { body: [capture.request] })).json(),
    );
    expect(slot?.stored).toBe(true);
    const served = await desk.ask('GET', slot?.fileUrl ?? '', { token: '' });
    expect(new Uint8Array(await served.arrayBuffer())).toEqual(capture.clear);
  });

  test('is not complete with a part missing, of another size, of other bytes, or in another order', async () => {
    const desk = await createDesk();
    const capture = await large(desk);
    const pieces = split(capture, 300);
    const parts = pieces.map(nameOf);
    expect(await completed(desk, capture, parts)).toEqual({ stored: false });
    for (const [at, piece] of pieces.slice(1).entries())
      await sendPart(desk, capture, nameOf(piece, at + 1), piece);
    expect(await completed(desk, capture, parts)).toEqual({ stored: false });
    const [first = new Uint8Array()] = pieces;
    await sendPart(desk, capture, nameOf(first, 0), first);
    const wrong: Part[][] = [
      parts.slice(0, -1),
      parts.toReversed(),
      parts.map((part, at) => (at === 0 ? { ...part, size: 299 } : part)),
      parts.map((part, at) => (at === 0 ? { ...part, sha256: sha256(new Uint8Array(1)) } : part)),
    ];
    for (const named of wrong) expect(await completed(desk, capture, named)).toEqual({ stored: false });
    expect(await completed(desk, capture, parts)).toEqual({ stored: true });
  });

  test('two that were begun at once become one, and nothing of the other stays', async () => {
    const desk = await createDesk();
    const capture = await large(desk);
    let asking = 0;
    // Neither begins before both have seen that there is none.
    desk.store.onCall(async (act) => {
      if (act !== 'parts-create') return;
      asking += 1;
      await vi.waitUntil(() => asking > 1);
    });
    await Promise.all([listed(desk, capture), listed(desk, capture)]);
    expect(desk.store.openParts()).toHaveLength(2);
    const [whole = new Uint8Array()] = split(capture, 10_000);
    await sendPart(desk, capture, nameOf(whole, 0), whole);
    expect(await completed(desk, capture, [nameOf(whole, 0)])).toEqual({ stored: true });
    expect(desk.store.openParts()).toEqual([]);
  });

  test("is its agent's alone, ends with its withdrawal, and can be given up", async () => {
    const desk = await createDesk();
    const capture = await large(desk);
    const [whole = new Uint8Array()] = split(capture, 10_000);
    await sendPart(desk, capture, nameOf(whole, 0), whole);
    const body = { upload: capture.request };
    const others = await desk.ask('POST', '/v1/multipart/parts', { as: ravi, body });
    expect(await others.json()).toEqual({ parts: [] });
    expect((await desk.ask('POST', '/v1/multipart/abort', { body })).status).toBe(200);
    expect(await listed(desk, capture)).toEqual([]);
    const documentIds = [capture.request.documentId];
    await desk.ask('POST', '/v1/withdrawals', { body: { documentIds } });
    const part = nameOf(whole, 0);
    const closed = { parts: body, sign: { ...body, part }, complete: { ...body, parts: [part] } };
    for (const [act, asked] of Object.entries(closed))
      expect((await desk.ask('POST', `/v1/multipart/${act}`, { body: asked })).status).toBe(409);
  });

  test('begun before its withdrawal, it is given up after that, and another capture keeps its own', async () => {
    const desk = await createDesk();
    const [capture, other] = [await large(desk), await large(desk)];
    for (const one of [capture, other]) {
      const [whole = new Uint8Array()] = split(one, 10_000);
      await sendPart(desk, one, nameOf(whole, 0), whole);
    }
    expect(desk.store.openParts()).toHaveLength(2);
    await desk.ask('POST', '/v1/withdrawals', { body: { documentIds: [capture.request.documentId] } });
    const body = { upload: capture.request };
    expect((await desk.ask('POST', '/v1/multipart/abort', { as: ravi, body })).status).toBe(200);
    expect(desk.store.openParts()).toHaveLength(2);
    // Asked again after a lost answer, there is nothing left to do.
    for (const _ of [1, 2])
      expect((await desk.ask('POST', '/v1/multipart/abort', { body })).status).toBe(200);
    expect(desk.store.openParts()).toHaveLength(1);
    expect(await listed(desk, other)).toHaveLength(1);
  });

  test('bytes that are not the announced ones are found out when they are opened', async () => {
    const desk = await createDesk();
    const capture = await large(desk);
    const broken = capture.sealed.slice();
    broken[200] = (broken[200] ?? 0) ^ 1;
    await sendPart(desk, capture, nameOf(broken, 0), broken);
    expect(await completed(desk, capture, [nameOf(broken, 0)])).toEqual({ stored: true });
    const slots = await desk.ask('POST', '/v1/uploads', { body: [capture.request] });
    const [slot] = UploadSlots.parse(await slots.json());
    const served = await desk.ask('GET', slot?.fileUrl ?? '', { token: '' });
    expect(served.status).toBe(502);
    expect(await served.json()).toMatchObject({ error: 'capture_damaged' });
    expect(desk.lines.join('\n')).toContain('capture_damaged');
  });
});

describe('an address lives as long as size and line need', () => {
  test.each([
    ['nobody knows the line', 1_000, undefined, 15 * MINUTE],
    ['a fast line', 1_000, 1_000_000, MINUTE + SECOND],
    ['5 MB at 8 kB/s', 5_000_000, 8_000, MINUTE + 1_250 * SECOND],
    ['a line that hardly moves', 50_000_000, 1, 60 * MINUTE],
    ['a nonsense of a line', 1_000, Number.MAX_VALUE, MINUTE],
    ['as slow as a number can say', 1_000, Number.MIN_VALUE, 60 * MINUTE],
  ])('%s', (_, size, rate, lifetime) => {
    expect(lifetimeFor(size, rate)).toBe(lifetime);
  });

  test('says until when', async () => {
    const desk = await createDesk();
    const { request } = await large(desk);
    const body = [{ ...request, bytesPerSecond: 1_000_000 }];
    const [slot] = UploadSlots.parse(await (await desk.ask('POST', '/v1/uploads', { body })).json());
    expect(slot?.expiresAt).toBe(monday + MINUTE + SECOND);
    const negative = [{ ...request, bytesPerSecond: -1 }];
    expect((await desk.ask('POST', '/v1/uploads', { body: negative })).status).toBe(400);
  });
});
