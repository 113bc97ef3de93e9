import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import S3rver from '@20minutes/s3rver';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readAll } from '@/lib/broker/objects';
import { createS3Objects } from '@/lib/broker/s3-objects';
import { sha256 } from './desk';

const MINUTE = 60_000;
const bytes = new TextEncoder().encode('sealed');
const toSign = {
  key: 'captures/tenant/agent/one',
  size: bytes.byteLength,
  contentType: 'application/octet-stream',
  sha256: sha256(bytes),
  lifetimeMs: 15 * MINUTE,
};

describe('the object store behind the S3 API', () => {
  let directory = '';
  let server: InstanceType<typeof S3rver>;
  let endpoint = '';

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'satchel-store-'));
    server = new S3rver({
      address: '127.0.0.1',
      port: 0,
      silent: true,
      directory,
      vhostBuckets: false,
      configureBuckets: [{ name: 'captures' }],
    });
    endpoint = `http://127.0.0.1:${(await server.run()).port}`;
  });
  afterAll(async () => {
    await server.close();
    await rm(directory, { recursive: true });
  });

  const open = (changes: { bucket?: string; endpoint?: string; at?: number } = {}) =>
    createS3Objects(
      { now: () => changes.at ?? Date.now() },
      {
        endpoint: changes.endpoint ?? endpoint,
        region: 'ap-south-1',
        bucket: changes.bucket ?? 'captures',
        accessKeyId: 'S3RVER',
        secretAccessKey: 'S3RVER',
      },
    );
  const put = (url: string, headers: Record<string, string>, body = bytes) =>
    fetch(url, { method: 'PUT', headers, body });

  test('takes the bytes that were signed, and gives them back', async () => {
    const objects = open();
    expect(await objects.head(toSign.key)).toBeUndefined();
    const { url, headers } = await objects.sign(toSign);
    expect((await put(url, headers)).status).toBe(200);
    expect(await objects.head(toSign.key)).toEqual({ size: bytes.byteLength });
    const stream = await objects.get(toSign.key);
    expect(stream && (await readAll(stream, 100))).toEqual(new Uint8Array(bytes));
    await objects.delete(toSign.key);
    expect(await objects.get(toSign.key)).toBeUndefined();
    await objects.delete(toSign.key);
  });

  test('signs length, type and checksum, and no checksum of an empty body', async () => {
    const { url, headers } = await open().sign(toSign);
    const signed = new URL(url).searchParams.get('X-Amz-SignedHeaders')?.split(';');
    expect(signed).toEqual(['content-length', 'content-type', 'host', 'x-amz-checksum-sha256']);
    expect(url).not.toMatch(/crc32|checksum-sha256=/i);
    expect(new URL(url).searchParams.get('X-Amz-Expires')).toBe('900');
    expect(Object.keys(headers)).toEqual(['content-type', 'x-amz-checksum-sha256']);
  });

  test.each([
    ['one byte more', {}, new TextEncoder().encode('sealed!')],
    ['another type', { 'content-type': 'text/html' }, bytes],
    ['another checksum', { 'x-amz-checksum-sha256': Buffer.alloc(32).toString('base64') }, bytes],
  ])('refuses %s', async (_what, changed, body) => {
    const objects = open();
    const { url, headers } = await objects.sign({ ...toSign, key: 'captures/tenant/agent/refused' });
    expect((await put(url, { ...headers, ...changed }, body)).status).toBe(403);
    expect(await objects.head('captures/tenant/agent/refused')).toBeUndefined();
  });

  test('refuses an address whose time is over', async () => {
    const { url, headers } = await open({ at: Date.now() - 16 * MINUTE }).sign(toSign);
    expect((await put(url, headers)).status).toBe(403);
  });

  test('says so when the store is not there, instead of that the object is not', async () => {
    const taken = { code: 'store_unavailable' };
    await expect(open({ bucket: 'nobodys' }).get('x')).rejects.toMatchObject(taken);
    const gone = open({ endpoint: 'http://127.0.0.1:1' });
    await expect(gone.get('x')).rejects.toMatchObject(taken);
    await expect(gone.head('x')).rejects.toMatchObject(taken);
    await expect(gone.put('x', new Uint8Array(1), 'text/plain')).rejects.toMatchObject(taken);
  });
});
