import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { createPartHash } from '@/lib/outbox/part-hash';
import { WRITE_PATIENCE } from '@/lib/outbox/patience';
import { createFakeWorld } from '@/test/support/fake-world';

const SECOND = 1_000;
const hexOf = (text: string) => createHash('sha256').update(text).digest('hex');

/** A blob that gives its bytes when told to, and keeps count of how many are held at a time. */
function createShelf() {
  const held = new Set<ArrayBuffer>();
  const told = { most: 0, read: 0 };
  const blobOf = (text: string, gate: Promise<unknown> = Promise.resolve()) => {
    const blob = new Blob([text]);
    const read = blob.arrayBuffer.bind(blob);
    return Object.assign(blob, {
      async arrayBuffer() {
        told.read += 1;
        await gate;
        const bytes = await read();
        held.add(bytes);
        told.most = Math.max(told.most, [...held].filter((one) => one.byteLength > 0).length);
        return bytes;
      },
    });
  };
  return { blobOf, told, left: () => [...held].filter((one) => one.byteLength > 0).length };
}

describe('hashing of parts', () => {
  test('has the bytes of one part in memory at a time, and of none afterwards', async () => {
    const { blobOf, told, left } = createShelf();
    const hashOf = createPartHash(createFakeWorld());
    const texts = ['one', 'two', 'three', 'four', 'five', 'six'];
    expect(await Promise.all(texts.map((text) => hashOf(blobOf(text))))).toEqual(texts.map(hexOf));
    expect([told.most, left()]).toEqual([1, 0]);
  });

  test('a part that cannot be read holds up no other', async () => {
    const { blobOf } = createShelf();
    const hashOf = createPartHash(createFakeWorld());
    const broken = hashOf(blobOf('one', Promise.reject(new Error('gone'))));
    const next = hashOf(blobOf('two'));
    await expect(broken).rejects.toThrow('gone');
    expect(await next).toBe(hexOf('two'));
  });

  test('a part whose bytes never come is given up, and the next has its turn', async () => {
    const { blobOf, told } = createShelf();
    const world = createFakeWorld();
    const hashOf = createPartHash(world);
    const silent = hashOf(blobOf('one', new Promise(() => undefined))).catch((thrown: unknown) => thrown);
    const next = hashOf(blobOf('two'));
    await world.advance(WRITE_PATIENCE - SECOND);
    expect(told.read).toBe(1);
    await world.advance(60 * SECOND);
    expect(await silent).toMatchObject({ code: 'unavailable', reason: 'disk-silent' });
    expect(await next).toBe(hexOf('two'));
  });
});
