import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { Part } from '@/lib/contract/multipart';
import { Failed } from '@/lib/domain/failed';
import { currentAttempt } from '@/lib/domain/flow';
import type { Parcel } from '@/lib/outbox/deliver';
import { createDeliver } from '@/lib/outbox/deliver';
import { createPace, LARGEST_PART, LEAST_PART } from '@/lib/outbox/pace';
import { createPartHash } from '@/lib/outbox/part-hash';
import { createFakeWorld } from '@/test/support/fake-world';
import { buildFlow, createMoments } from '@/test/support/builders';

const MIB = 1_024 * 1_024;
const hashOf = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const refused = (status: number) => new Failed('unavailable', { status });

function sealedOf(size: number) {
  const bytes = new Uint8Array(size);
  for (let at = 0; at < size; at += 4_096) bytes[at] = at / 4_096;
  return { blob: new Blob([bytes]), hash: hashOf(bytes) };
}

function parcelOf(tries = 1, sealed = {}, booked = tries): Parcel {
  const flow = buildFlow(createMoments().at());
  const [document] = flow.documents;
  if (!document) throw new Error('no document');
  const attempt = currentAttempt(document);
  const capture = { ...attempt.capture, sealed: { ...attempt.capture.sealed, ...sealed } };
  return {
    flow,
    slotId: document.slotId,
    attempt: { ...attempt, capture, line: { ...attempt.line, tries, booked } },
  };
}

/** A store that keeps parts; `onPut` may refuse a body or lose its answer. */
function createDepot(size = LEAST_PART) {
  const parts = new Map<number, Uint8Array<ArrayBuffer>>();
  const told = { puts: new Array<number>(), signed: 0, aborted: 0, hashed: 0 };
  const hash = createPartHash(createFakeWorld());
  const depot = {
    parts,
    told,
    whole: '',
    most: Infinity,
    pace: createPace(),
    onPut: (_number: number): void => undefined,
    isWanted: () => true,
    lists: (): Part[] =>
      [...parts].map(([number, bytes]) => ({ number, size: bytes.byteLength, sha256: hashOf(bytes) })),
  };
  const sign = async ({ attempt: { documentId } }: Parcel) => {
    told.signed += 1;
    const address = { putUrl: 'https://store.test/0', putHeaders: {}, fileUrl: 'https://b.test/f' };
    return { documentId, ...address, expiresAt: 1, stored: false };
  };
  const deliver = createDeliver({
    pace: { ...depot.pace, partSize: () => size },
    hashOf: (body) => {
      told.hashed += 1;
      return hash(body);
    },
    signAnew: sign,
    async put({ putUrl }, body) {
      const number = Number(putUrl.split('/').at(-1));
      told.puts.push(number);
      if (body.size > depot.most) throw refused(413);
      depot.onPut(number);
      const bytes = new Uint8Array(await body.arrayBuffer());
      if (number === 0) depot.whole = hashOf(bytes);
      else parts.set(number, bytes);
    },
    parts: async () => depot.lists(),
    async signPart(_, { number }) {
      told.signed += 1;
      return { putUrl: `https://store.test/${number}`, putHeaders: {}, expiresAt: 1 };
    },
    async complete(_, named) {
      const held = named.map(({ number }) => parts.get(number) ?? new Uint8Array());
      if (named.some((part, at) => part.sha256 !== hashOf(held[at] ?? new Uint8Array()))) return false;
      depot.whole = hashOf(Buffer.concat(held));
      return true;
    },
    async abort() {
      told.aborted += 1;
      parts.clear();
    },
  });
  const send = (blob: Blob, tries = 1, sealed = {}) => sendParcel(blob, parcelOf(tries, sealed));
  const sendParcel = async (blob: Blob, parcel: Parcel) => {
    await deliver(parcel, { ...(await sign(parcel)) }, blob, async () => depot.isWanted());
  };
  return { depot, send, sendParcel };
}

describe('a capture on its way', () => {
  test('goes by one PUT up to 8 MiB, and in parts above', async () => {
    const { depot, send } = createDepot();
    const small = sealedOf(LARGEST_PART);
    await send(small.blob);
    expect([depot.told.puts, depot.whole]).toEqual([[0], small.hash]);
    const large = sealedOf(LARGEST_PART + 1);
    await send(large.blob);
    expect([depot.told.puts, depot.whole]).toEqual([[0, 1, 2], large.hash]);
  });

  test('goes by one PUT however large, where the line is through with it in the time of a part', async () => {
    const { depot, send } = createDepot();
    const { blob, hash } = sealedOf(12 * MIB);
    depot.pace.took(12 * MIB, 29_000);
    await send(blob);
    expect([depot.told.puts, depot.told.signed, depot.whole]).toEqual([[0], 1, hash]);
    depot.pace.missed(12 * MIB, 60_000);
    await send(blob);
    expect(depot.told.puts).toEqual([0, 1, 2, 3]);
  });

  test('is not begun anew in one piece once it was begun in parts, by a try or by an attempt before', async () => {
    const { depot, sendParcel } = createDepot();
    const { blob } = sealedOf(12 * MIB);
    depot.pace.took(12 * MIB, 1_000);
    // A hold gives the try back, and may have come in the middle.
    await sendParcel(blob, parcelOf(1, {}, 2));
    expect(depot.told.puts).toEqual([1, 2, 3]);
    depot.parts.clear();
    const parcel = parcelOf();
    const documents = parcel.flow.documents.map((document) => ({
      ...document,
      attempts: document.attempts.flatMap((attempt) => [attempt, { ...attempt, documentId: 'again' }]),
    }));
    await sendParcel(blob, { ...parcel, flow: { ...parcel.flow, documents } });
    expect(depot.told.puts).toEqual([1, 2, 3, 1, 2, 3]);
  });

  test('413 to all of it: in parts, in the same try, and what is as large goes so from the start', async () => {
    const { depot, send } = createDepot();
    const { blob, hash } = sealedOf(12 * MIB);
    depot.most = LARGEST_PART;
    depot.pace.took(12 * MIB, 1_000);
    await send(blob);
    expect([depot.told.puts, depot.whole]).toEqual([[0, 1, 2, 3], hash]);
    depot.parts.clear();
    await send(blob);
    expect(depot.told.puts).toEqual([0, 1, 2, 3, 1, 2, 3]);
  });

  test('goes on where a worker died: parts that are there are not sent again, whatever their size', async () => {
    const { depot, send } = createDepot(6 * MIB);
    const { blob, hash } = sealedOf(20 * MIB);
    const first = await blob.slice(0, LEAST_PART).arrayBuffer();
    depot.parts.set(1, new Uint8Array(first));
    depot.onPut = (number) => {
      if (number === 3) throw new Failed('timeout');
    };
    await expect(send(blob)).rejects.toMatchObject({ code: 'timeout' });
    depot.onPut = () => undefined;
    await send(blob);
    expect(depot.told.puts).toEqual([2, 3, 3, 4]);
    expect(depot.whole).toBe(hash);
  });

  test('reads no byte to hash it where the capture says the hashes of its parts', async () => {
    const { depot, send } = createDepot(6 * MIB);
    const { blob, hash } = sealedOf(12 * MIB);
    const bytes = new Uint8Array(await blob.arrayBuffer());
    const runs = [0, 1, 2].map((at) => bytes.subarray(at * LEAST_PART, (at + 1) * LEAST_PART));
    const sealed = { size: blob.size, parts: { size: LEAST_PART, sha256: runs.map(hashOf) } };
    depot.parts.set(1, new Uint8Array(await blob.slice(0, LEAST_PART).arrayBuffer()));
    await send(blob, 1, sealed);
    expect([depot.told.puts, depot.told.hashed, depot.whole]).toEqual([[2, 3], 0, hash]);
    // Begun by an earlier version in parts of another size: what is there counts, and is read for that.
    depot.parts.clear();
    depot.parts.set(1, new Uint8Array(await blob.slice(0, 6 * MIB).arrayBuffer()));
    await send(blob, 1, sealed);
    expect(depot.told.hashed).toBeGreaterThan(0);
    expect(depot.whole).toBe(hash);
  });

  test('a part of other bytes is sent again; a hole is filled', async () => {
    const { depot, send } = createDepot();
    const { blob, hash } = sealedOf(14 * MIB);
    depot.parts.set(1, new Uint8Array(LEAST_PART).fill(9));
    depot.parts.set(3, new Uint8Array(await blob.slice(10 * MIB).arrayBuffer()));
    await send(blob);
    expect(depot.told.puts).toEqual([1, 2]);
    expect(depot.whole).toBe(hash);
  });

  test('what the agent takes back meanwhile ends with the part that is on its way', async () => {
    const { depot, send } = createDepot();
    const { blob } = sealedOf(20 * MIB);
    depot.isWanted = () => depot.told.puts.length < 2;
    await expect(send(blob)).rejects.toMatchObject({ code: 'unavailable' });
    expect([depot.told.puts, depot.whole]).toEqual([[1, 2], '']);
  });

  test('parts that make no whole are given up, and it goes from the start the next time', async () => {
    const { depot, send } = createDepot();
    const { blob, hash } = sealedOf(12 * MIB);
    depot.onPut = (number) => {
      if (number === 3) depot.parts.set(1, new Uint8Array(LEAST_PART));
    };
    await expect(send(blob)).rejects.toMatchObject({ code: 'unavailable' });
    expect(depot.told.aborted).toBe(1);
    depot.onPut = () => undefined;
    await send(blob);
    expect(depot.whole).toBe(hash);
  });

  test.each([
    ['one PUT', 7 * MIB, LARGEST_PART, [0, 1, 2]],
    ['a part', 12 * MIB, LARGEST_PART, [1, 1, 2, 3]],
  ])('413 to %s: smaller parts, in the same try', async (_, size, part, puts) => {
    const { depot, send } = createDepot(part);
    depot.most = LEAST_PART;
    const { blob, hash } = sealedOf(size);
    await send(blob);
    expect(depot.told.puts).toEqual(puts);
    expect(depot.whole).toBe(hash);
  });

  test.each([3 * MIB, 12 * MIB])('413 to the smallest (%i bytes): retried, then said', async (size) => {
    const { depot, send } = createDepot();
    depot.most = MIB;
    const { blob } = sealedOf(size);
    await expect(send(blob)).rejects.toMatchObject({ code: 'unavailable' });
    await expect(send(blob, 3)).rejects.toMatchObject({ code: 'rejected', reason: 'too-large-for-line' });
  });

  test('403 to a part: signed anew at once, once', async () => {
    const { depot, send } = createDepot();
    const { blob, hash } = sealedOf(9 * MIB);
    let refusals = 0;
    depot.onPut = (number) => {
      if (number === 1 && (refusals += 1) < 2) throw refused(403);
    };
    await send(blob);
    expect([depot.told.puts, depot.whole]).toEqual([[1, 1, 2], hash]);
    depot.parts.clear();
    depot.onPut = () => {
      throw refused(403);
    };
    depot.told.puts.length = 0;
    await expect(send(blob)).rejects.toMatchObject({ code: 'unavailable', status: 403 });
    expect(depot.told.puts).toEqual([1, 1]);
  });
});
