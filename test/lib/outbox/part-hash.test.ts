import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { createPartHash } from '@/lib/outbox/part-hash';
import { patienceFor } from '@/lib/outbox/patience';
import { createFakeWorld } from '@/test/support/fake-world';

const SECOND = 1_000;
const KIB = 1_024;
const hexOf = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

function noise(size: number, seed: number): Uint8Array<ArrayBuffer> {
  return Uint8Array.from({ length: size }, (_, at) => (at * seed) % 251);
}

/** A blob that tells how much is asked of it at a time, or gives nothing, ever. */
function watched(bytes: Uint8Array<ArrayBuffer>, asked: Set<number>, isSilent = false): Blob {
  let at = 0;
  const stream = new ReadableStream({
    type: 'bytes',
    async pull(controller) {
      const { byobRequest } = controller;
      const view = byobRequest?.view;
      if (isSilent || !(view instanceof Uint8Array)) return new Promise<void>(() => undefined);
      asked.add(view.byteLength);
      const piece = bytes.subarray(at, at + Math.min(view.byteLength, 100 * KIB));
      at += piece.byteLength;
      if (piece.byteLength === 0) controller.close();
      view.set(piece);
      byobRequest?.respond(piece.byteLength);
      return undefined;
    },
  });
  const inWhole = () => Promise.reject(new Error('all bytes at once'));
  return Object.assign(new Blob([bytes]), { stream: () => stream, arrayBuffer: inWhole, bytes: inWhole });
}

describe('the hash of a part', () => {
  test.for([0, 1, 256 * KIB, 256 * KIB + 1, 1_000_000])('is SHA-256 of all its %i bytes', async (size) => {
    const bytes = noise(size, 7);
    const hashOf = createPartHash(createFakeWorld());
    expect(await hashOf(new Blob([bytes]))).toBe(hexOf(bytes));
  });

  test('is each part’s own, however many are hashed at a time', async () => {
    const hashOf = createPartHash(createFakeWorld());
    const parts = [3, 5, 7, 11, 13, 17].map((seed) => noise(700 * KIB, seed));
    const hashes = await Promise.all(parts.map((bytes) => hashOf(new Blob([bytes]))));
    expect(hashes).toEqual(parts.map(hexOf));
    // Once more, in the memory of the first six.
    expect(await hashOf(new Blob([noise(10, 3)]))).toBe(hexOf(noise(10, 3)));
  });

  test('needs a slice of it in memory, whatever its size', async () => {
    const asked = new Set<number>();
    const bytes = noise(1_000_000, 5);
    expect(await createPartHash(createFakeWorld())(watched(bytes, asked))).toBe(hexOf(bytes));
    expect([...asked]).toEqual([256 * KIB]);
  });

  test('is no reason to wait for ever: bytes that never come are given up', async () => {
    const world = createFakeWorld();
    const hashOf = createPartHash(world);
    const silent = hashOf(watched(noise(9, 3), new Set<number>(), true)).catch((thrown: unknown) => thrown);
    await world.advance(patienceFor(9) + SECOND);
    expect(await silent).toMatchObject({ code: 'unavailable', reason: 'disk-silent' });
    expect(await hashOf(new Blob(['two']))).toBe(hexOf(new TextEncoder().encode('two')));
  });
});
