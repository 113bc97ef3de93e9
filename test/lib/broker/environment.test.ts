import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readSettings } from '@/lib/broker/environment';
import { createKeyring, generateSealingKey } from '@/lib/broker/keyring';

const organisation = {
  organisation: { name: 'Sunrise Finance' },
  atlas: { api: 'flow' },
  products: [
    {
      productType: 'POC_CDL',
      label: 'Consumer durable loan',
      documents: [
        { kind: 'PAN', label: 'PAN card', required: true },
        { kind: 'AADHAAR', label: 'Aadhaar card', required: true },
      ],
    },
  ],
  portals: [],
};
const sealingKey = generateSealingKey();
const jwtSecret = 'a secret that is shared with Atrium alone';

describe('the environment of the broker', () => {
  let directory = '';
  let env: Record<string, string> = {};
  const write = async (name: string, content: unknown) => {
    const path = join(directory, name);
    await writeFile(path, typeof content === 'string' ? content : JSON.stringify(content));
    return path;
  };

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'satchel-broker-'));
    env = {
      BROKER_PORT: '8787',
      BROKER_PUBLIC_URL: 'https://broker.lender.example/',
      ATRIUM_BASE_URL: 'https://atrium.lender.example',
      ATRIUM_JWT_SECRET: jwtSecret,
      ATLAS_BASE_URL: 'https://api.atlas.example',
      ATLAS_DOCSTREAM_BASE_URL: 'https://docstream.atlas.example',
      ATLAS_CLIENT_ID: 'satchel',
      ATLAS_CLIENT_SECRET: 'secret',
      S3_ENDPOINT: 'https://s3.ap-south-1.amazonaws.com',
      S3_REGION: 'ap-south-1',
      S3_BUCKET: 'captures',
      S3_ACCESS_KEY_ID: 'id',
      S3_SECRET_ACCESS_KEY: 'secret',
      BROKER_SEALING_KEY: sealingKey,
      SATCHEL_CONFIG: await write('organisation.json', organisation),
    };
  });
  afterAll(() => rm(directory, { recursive: true }));

  const messageOf = async (changes: Record<string, string | undefined>) =>
    readSettings({ ...env, ...changes }).then(
      () => 'accepted',
      (thrown: unknown) => (thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : 'odd'),
    );

  test('is parsed', async () => {
    expect(await readSettings(env)).toMatchObject({
      listening: { host: '127.0.0.1', port: 8_787 },
      publicUrl: 'https://broker.lender.example',
      atrium: { key: { kind: 'secret' }, tenants: undefined },
      organisation,
    });
  });

  test.each([
    'BROKER_PORT',
    'BROKER_PUBLIC_URL',
    'ATRIUM_BASE_URL',
    'ATLAS_BASE_URL',
    'ATLAS_CLIENT_ID',
    'ATLAS_CLIENT_SECRET',
    'S3_ENDPOINT',
    'S3_REGION',
    'S3_BUCKET',
    'S3_ACCESS_KEY_ID',
    'S3_SECRET_ACCESS_KEY',
    'BROKER_SEALING_KEY',
    'SATCHEL_CONFIG',
  ])('without %s it says so in one line', async (name) => {
    const wanted = `Misconfigured: ${name}: is missing`;
    expect(await messageOf({ [name]: undefined })).toBe(wanted);
    expect(await messageOf({ [name]: ' ' })).toBe(wanted);
  });

  test.each([
    ['BROKER_PORT', '70000', 'is not a port'],
    ['BROKER_PORT', 'http', 'is not a port'],
    ['BROKER_PUBLIC_URL', 'broker', 'is not an address'],
    ['ATLAS_BASE_URL', 'http://api.atlas.example', 'must be https'],
    ['ATLAS_BASE_URL', 'ftp://api.atlas.example', 'is not an http(s) address'],
    ['S3_ENDPOINT', 'https://id:secret@s3.example', 'must be a base address'],
    ['ATRIUM_JWT_SECRET', 'short', 'is shorter than 32 bytes'],
    ['BROKER_SEALING_KEY', 'nonsense', 'is not <keyId>'],
    ['BROKER_SEALING_KEY', `a.${'A'.repeat(43)}`, 'not a P-256 private key (a)'],
    ['BROKER_SEALING_KEY', `${sealingKey},${sealingKey}`, 'two keys with the same id'],
    ['SATCHEL_CONFIG', '/nowhere/organisation.json', 'cannot be read'],
  ])('%s=%s: %s', async (name, value, says) => {
    const message = await messageOf({ [name]: value });
    expect(message).toContain(`Misconfigured: ${name}: `);
    expect(message).toContain(says);
    expect(message).not.toContain('\n');
  });

  test('wants exactly one way to verify Atrium’s tokens', async () => {
    expect(await messageOf({ ATRIUM_JWT_SECRET: undefined })).toContain(
      'exactly one of them must be set, not 0',
    );
    const two = { ATRIUM_JWKS_URL: 'https://atrium.lender.example/jwks' };
    expect(await messageOf(two)).toContain('exactly one of them must be set, not 2');
    expect(await messageOf({ ...two, ATRIUM_JWT_SECRET: undefined })).toBe('accepted');
  });

  test('says no secret when something is wrong', async () => {
    const wrong = { BROKER_SEALING_KEY: `${sealingKey}x`, ATRIUM_JWT_SECRET: 'hush' };
    for (const [name, value] of Object.entries(wrong))
      expect(await messageOf({ [name]: value })).not.toContain(value);
  });

  test.each([
    [
      'a kind that is none',
      (file: typeof organisation) => {
        const [product] = file.products;
        return {
          ...file,
          products: [{ ...product, documents: [...(product?.documents ?? []), { kind: 'pan card' }] }],
        };
      },
      'products[0].documents[2].kind: ',
    ],
    ['a key that is not ours', (file: typeof organisation) => ({ ...file, extra: 1 }), 'Unrecognized key'],
    [
      'an API that there is not',
      (file: typeof organisation) => ({ ...file, atlas: { api: 'flow', also: ['bulk', 'v2'] } }),
      'atlas.also[1]: ',
    ],
  ])('names wrong input of the organisation file by its path: %s', async (_what, change, says) => {
    const SATCHEL_CONFIG = await write('wrong.json', change(organisation));
    expect(await messageOf({ SATCHEL_CONFIG })).toContain(`Misconfigured: SATCHEL_CONFIG: `);
    expect(await messageOf({ SATCHEL_CONFIG })).toContain(says);
  });

  const noDocstream = { ATLAS_DOCSTREAM_BASE_URL: '' };
  test.each([{ api: 'docstream' }, { api: 'flow', also: ['docstream'] }])(
    'asks for the address of docstream where documents may go by it: %o',
    async (atlas) => {
      const SATCHEL_CONFIG = await write('by.json', { ...organisation, atlas });
      const says = await messageOf({ SATCHEL_CONFIG, ...noDocstream });
      expect(says).toContain('ATLAS_DOCSTREAM_BASE_URL: is missing');
      expect((await readSettings({ ...env, SATCHEL_CONFIG })).organisation.atlas).toEqual(atlas);
    },
  );

  test.each([{ api: 'flow', also: ['bulk'] }, { api: 'bulk' }])(
    'asks for no address of docstream where none may: %o',
    async (atlas) => {
      const SATCHEL_CONFIG = await write('by.json', { ...organisation, atlas });
      const settings = await readSettings({ ...env, SATCHEL_CONFIG, ...noDocstream });
      expect(settings.organisation.atlas).toEqual(atlas);
    },
  );

  test('takes an organisation file that is not JSON for what it is', async () => {
    const SATCHEL_CONFIG = await write('wrong.json', '{ organisation: }');
    expect(await messageOf({ SATCHEL_CONFIG })).toContain('is not JSON');
  });

  test('may leave out the public address only where the system chooses the port', async () => {
    const settings = await readSettings({ ...env, BROKER_PORT: '0', BROKER_PUBLIC_URL: '' });
    expect(settings).toMatchObject({ publicUrl: undefined, listening: { port: 0 } });
  });
});

test('a new sealing key is one that the broker takes, each time another', async () => {
  const made = Array.from({ length: 50 }, generateSealingKey);
  expect(new Set(made).size).toBe(50);
  const keyring = await createKeyring(made.join(','));
  expect(keyring.current.publicKey).toMatch(/^[\w-]{87}$/);
  const associated = new TextEncoder().encode('a');
  const sealed = await keyring.seal(new TextEncoder().encode('b'), associated);
  expect(await keyring.open(keyring.current.keyId, sealed, associated)).toEqual(new Uint8Array([98]));
});
