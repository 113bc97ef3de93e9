import { afterAll, beforeAll, expect, test } from 'vitest';
import { checkStore, sayFinding } from '@/lib/broker/check';
import { createS3Objects } from '@/lib/broker/s3-objects';
import { createWorld } from '@/lib/world';
import { startStore } from '@/test/emulators/store';

let store: Awaited<ReturnType<typeof startStore>>;
beforeAll(async () => {
  store = await startStore();
});
afterAll(() => store.close());

const world = createWorld();
const check = async (changes: { bucket?: string; secretAccessKey?: string } = {}) => {
  const { url: endpoint, region, bucket, accessKeyId, secretAccessKey } = store;
  const access = { endpoint, region, bucket, accessKeyId, secretAccessKey, ...changes };
  const objects = createS3Objects(world, access);
  const findings = await checkStore(world, objects, access);
  objects.close();
  return findings;
};

test('a bucket that works is tried in full and left as it was; rules it lacks are named', async () => {
  const findings = await check();
  const known = Object.fromEntries(findings.map(({ what, is }) => [what, is]));
  expect(known).toMatchObject({ write: 'good', read: 'good', list: 'good', delete: 'good' });
  expect(known['take the signed bytes']).toBe('good');
  expect(known['refuse a second conditional write']).toBe('good');
  expect(known['refuse other bytes at a signed address']).toBe('good');
  expect(known['a rule that ends abandoned parts']).not.toBe('good');
  expect(store.keys()).toEqual([]);
  expect(findings.map(sayFinding).join('\n')).toContain('AbortIncompleteMultipartUpload');
});

test('keys are listed by folder, whatever segments it has', async () => {
  const { url: endpoint, region, bucket, accessKeyId, secretAccessKey } = store;
  const objects = createS3Objects(world, { endpoint, region, bucket, accessKeyId, secretAccessKey });
  const folder = 'results/tenant-1/agent-1/~Zm9v/';
  for (const key of [`${folder}a`, `${folder}b`, 'results/tenant-1/agent-1/~Zm9vYg/c'])
    await objects.put(key, new Uint8Array(3), 'application/octet-stream');
  expect(await objects.list(folder)).toEqual([`${folder}a`, `${folder}b`]);
  expect(await objects.list('results/tenant-1/agent-2/')).toEqual([]);
  objects.close();
});

test.each([{ bucket: 'another' }, { secretAccessKey: 'wrong' }])(
  '%j: nothing works, and it says so',
  async (changes) => {
    const findings = await check(changes);
    const acts = findings.filter(({ what }) => ['write', 'read', 'take the signed bytes'].includes(what));
    expect(acts.map(({ is }) => is)).toEqual(['missing', 'missing', 'missing']);
    expect(findings.map(sayFinding).join('\n')).not.toContain('wrong');
  },
);
