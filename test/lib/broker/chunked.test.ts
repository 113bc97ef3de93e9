import { randomBytes, randomUUID } from 'node:crypto';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { readRange } from '@/lib/broker/ranges';
import type { UploadRequest } from '@/lib/contract/broker';
import { Evidence } from '@/lib/contract/broker';
import { seal } from '@/lib/capture/seal';
import { createMemoryObjects } from '@/test/support/memory-objects';
import type { Desk, SealedCapture } from './desk';
import { asha, createDesk, sha256 } from './desk';

const Collect = z.custom<() => void>((value) => typeof value === 'function');
const MIB = 1_024 * 1_024;

/** As the device seals today. */
async function capture(desk: Desk, size: number): Promise<SealedCapture> {
  const clear = new Uint8Array(randomBytes(size));
  const ids = { loanId: 'CDL-2026-004711', slotId: randomUUID(), captureId: randomUUID() };
  const sealed = await seal(clear, desk.keyring.current, {
    tenant: asha.tenantId,
    agentId: asha.agentId,
    ...ids,
  });
  return { clear, sealed, request: requestOf(desk, sealed, clear, ids) };
}

function requestOf(
  desk: Desk,
  sealed: Uint8Array,
  clear: Uint8Array,
  ids: Pick<UploadRequest, 'loanId' | 'slotId' | 'captureId'>,
): UploadRequest {
  return {
    documentId: randomUUID(),
    ...ids,
    sha256: sha256(sealed),
    size: sealed.byteLength,
    contentType: 'application/octet-stream',
    keyId: desk.keyring.current.keyId,
    opened: { sha256: sha256(clear), size: clear.byteLength, contentType: 'application/pdf' },
  };
}

describe('a chunked capture', () => {
  test.each([1, MIB - 1, MIB, MIB + 1, 2 * MIB, 3 * MIB + 5])('of %i bytes arrives whole', async (size) => {
    const desk = await createDesk();
    const { clear, sealed, request } = await capture(desk, size);
    const { fileUrl } = await desk.deliver({ clear, sealed, request });
    const response = await desk.broker.fetch(new Request(fileUrl));
    expect([response.status, response.headers.get('content-length')]).toEqual([200, String(size)]);
    expect(Buffer.compare(new Uint8Array(await response.arrayBuffer()), clear)).toBe(0);
    expect(await desk.keyring.open(request.keyId, sealed, new Uint8Array())).toBeUndefined();
  });

  test('is given in parts, and a part is seen as a fetch', async () => {
    const desk = await createDesk();
    const one = await capture(desk, 2 * MIB + 100);
    const { fileUrl } = await desk.deliver(one);
    const { documentId, opened } = one.request;
    for (const [range, first, last] of [
      ['bytes=0-9', 0, 9],
      [`bytes=${MIB - 3}-${MIB + 3}`, MIB - 3, MIB + 3],
      [`bytes=${2 * MIB}-`, 2 * MIB, opened.size - 1],
      ['bytes=-7', opened.size - 7, opened.size - 1],
    ] as const) {
      const response = await desk.broker.fetch(new Request(fileUrl, { headers: { range } }));
      expect([response.status, response.headers.get('content-range')]).toEqual([
        206,
        `bytes ${first}-${last}/${opened.size}`,
      ]);
      const part = new Uint8Array(await response.arrayBuffer());
      expect(Buffer.compare(part, one.clear.subarray(first, last + 1))).toBe(0);
    }
    const body = { documentIds: [documentId] };
    const [seen] = Evidence.parse(await (await desk.ask('POST', '/v1/evidence', { body })).json());
    expect(seen?.fetchedAt).toBe(desk.clock.at);
    const past = await desk.ask('GET', fileUrl, { headers: { range: `bytes=${opened.size}-` } });
    expect([past.status, await past.json()]).toMatchObject([416, { error: 'range_not_there' }]);
    const head = await desk.ask('HEAD', fileUrl);
    expect([head.headers.get('accept-ranges'), head.headers.get('content-length')]).toEqual([
      'bytes',
      String(opened.size),
    ]);
  });

  const chunk = MIB + 16;
  const head = 66;
  test.each<[string, (sealed: Buffer) => Buffer]>([
    ['with a bit turned in its second chunk', (sealed) => flip(sealed, head + chunk + 5)],
    ['with a bit turned in its last chunk', (sealed) => flip(sealed, sealed.byteLength - 1)],
    ['without its last chunk', (sealed) => sealed.subarray(0, head + 2 * chunk)],
    ['with its end cut', (sealed) => sealed.subarray(0, sealed.byteLength - 1)],
    [
      'with two chunks changed about',
      (sealed) =>
        Buffer.concat([
          sealed.subarray(0, head),
          sealed.subarray(head + chunk, head + 2 * chunk),
          sealed.subarray(head, head + chunk),
          sealed.subarray(head + 2 * chunk),
        ]),
    ],
    [
      'with a chunk doubled',
      (sealed) => Buffer.concat([sealed.subarray(0, head + chunk), sealed.subarray(head)]),
    ],
    ['with something behind it', (sealed) => Buffer.concat([sealed, Buffer.from('x')])],
  ])('%s never arrives whole, and is reported', async (_what, spoil) => {
    const desk = await createDesk();
    const { clear, sealed, request } = await capture(desk, 2 * MIB + 100);
    const spoilt = new Uint8Array(spoil(Buffer.from(sealed)));
    // Even when the agent announces it: it must be the seal that does not hold.
    const announced = { ...request, sha256: sha256(spoilt), size: spoilt.byteLength };
    const { fileUrl } = await desk.deliver({ clear, sealed: spoilt, request: announced });
    const response = await desk.broker.fetch(new Request(fileUrl));
    const got = await response.arrayBuffer().then(
      (bytes) => (response.ok ? bytes.byteLength : 0),
      () => -1,
    );
    expect(got).toBeLessThanOrEqual(0);
    expect(desk.lines.join('\n')).toContain('capture_damaged');
  });

  test('that is not the one announced keeps its last piece back', async () => {
    const desk = await createDesk();
    const one = await capture(desk, MIB + 100);
    const opened = { ...one.request.opened, sha256: sha256(new Uint8Array(1)) };
    const { fileUrl } = await desk.deliver({ ...one, request: { ...one.request, opened } });
    const response = await desk.broker.fetch(new Request(fileUrl));
    await expect(response.arrayBuffer()).rejects.toThrow('');
    expect(desk.lines.join('\n')).toContain('"event":"capture-cut"');
  });

  test('of 50 MB is served out of less than 8 MB', async () => {
    setFlagsFromString('--expose-gc');
    const collect = Collect.parse(runInNewContext('gc'));
    const memory = createMemoryObjects();
    const store = {
      ...memory,
      objects: { ...memory.objects, get: async (key: string) => dribble(memory, key) },
    };
    const desk = await createDesk({ store });
    const one = await capture(desk, 50_000_000);
    const { fileUrl } = await desk.deliver(one);
    const held = () => {
      collect();
      const { heapUsed, arrayBuffers } = process.memoryUsage();
      return heapUsed + arrayBuffers;
    };
    const before = held();
    const response = await desk.broker.fetch(new Request(fileUrl));
    let most = 0;
    let size = 0;
    for await (const piece of response.body ?? []) {
      size += piece.byteLength;
      most = Math.max(most, held() - before);
    }
    expect(size).toBe(50_000_000);
    expect(most).toBeLessThan(8 * MIB);
  }, 30_000);
});

/** As a network gives it: a copy of a little at a time. */
function dribble({ kept }: ReturnType<typeof createMemoryObjects>, key: string) {
  const bytes = kept.get(key)?.bytes;
  if (!bytes) return undefined;
  let at = 0;
  return new ReadableStream<Uint8Array>(
    {
      pull(to) {
        if (at >= bytes.byteLength) return to.close();
        to.enqueue(bytes.slice(at, at + 64 * 1_024));
        at += 64 * 1_024;
      },
    },
    { highWaterMark: 0 },
  );
}

function flip(bytes: Buffer, at: number): Buffer {
  const copy = Buffer.from(bytes);
  copy.writeUInt8(copy.readUInt8(at) ^ 1, at);
  return copy;
}

test.each([
  [undefined, undefined],
  ['', undefined],
  ['bytes=0-', { first: 0, last: 99 }],
  ['bytes=0-0', { first: 0, last: 0 }],
  ['bytes=90-200', { first: 90, last: 99 }],
  ['bytes=-200', { first: 0, last: 99 }],
  ['bytes=-0', 'none'],
  ['bytes=100-', 'none'],
  ['bytes=5-4', undefined],
  ['bytes=0-1,5-6', undefined],
  ['bytes=-', undefined],
  ['items=0-1', undefined],
])('the range %j of 100 bytes', (header, range) => {
  expect(readRange(header, 100)).toEqual(range);
});
