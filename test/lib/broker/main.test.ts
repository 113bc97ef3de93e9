import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { generateSealingKey } from '@/lib/broker/keyring';
import { PublicConfig } from '@/lib/contract/broker';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const secret = 'canary-0f9c-of-a-secret-that-is-long-enough';

describe('npm run broker', () => {
  let directory = '';
  let env: Record<string, string> = {};

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'satchel-broker-'));
    const file = join(directory, 'organisation.json');
    const documents = [{ kind: 'PAN', label: 'PAN card', required: true }];
    const products = [{ productType: 'POC_CDL', label: 'Loan', documents }];
    await writeFile(
      file,
      JSON.stringify({ organisation: { name: 'Sunrise' }, atlas: { api: 'flow' }, products, portals: [] }),
    );
    env = {
      BROKER_PORT: '0',
      ATRIUM_BASE_URL: 'http://127.0.0.1:1',
      ATRIUM_JWT_SECRET: secret,
      ATLAS_BASE_URL: 'http://127.0.0.1:1',
      ATLAS_CLIENT_ID: 'satchel',
      ATLAS_CLIENT_SECRET: secret,
      S3_ENDPOINT: 'http://127.0.0.1:1',
      S3_REGION: 'ap-south-1',
      S3_BUCKET: 'captures',
      S3_ACCESS_KEY_ID: 'id',
      S3_SECRET_ACCESS_KEY: secret,
      BROKER_SEALING_KEY: generateSealingKey(),
      SATCHEL_CONFIG: file,
    };
  });
  afterAll(() => rm(directory, { recursive: true }));

  function run(args: string[], changes: Record<string, string> = {}) {
    const child = spawn(process.execPath, ['--import', 'tsx', 'lib/broker/main.ts', ...args], {
      cwd: root,
      env: { PATH: process.env['PATH'], ...env, ...changes },
    });
    let out = '';
    let errors = '';
    child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
    const ended = once(child, 'close').then(() => ({ code: child.exitCode, out, errors }));
    const said = async (pattern: RegExp) => {
      for (;;) {
        const found = pattern.exec(out);
        if (found) return found;
        await once(child.stdout, 'data');
      }
    };
    return { child, ended, said };
  }

  test.each(['SIGINT', 'SIGTERM'] as const)('serves until %s, and ends cleanly', async (signal) => {
    const { child, ended, said } = run([]);
    const [, url = ''] = await said(/Satchel broker at (http:\S+)/);
    const response = await fetch(`${url}/v1/config`);
    const text = await response.text();
    expect(PublicConfig.parse(JSON.parse(text)).addresses.broker).toBe(url);
    expect((await fetch(`${url}/v1/nothing?name=Asha`)).status).toBe(404);
    child.kill(signal);
    const { code, out, errors } = await ended;
    expect([code, errors]).toEqual([0, '']);
    for (const said of [text, out]) {
      expect(said).not.toContain(secret);
      expect(said).not.toContain('Asha');
      expect(said).not.toContain(env['BROKER_SEALING_KEY']?.split('.')[1]);
    }
  });

  test('stops with one line that names the variable', async () => {
    const { code, out, errors } = await run([], { S3_BUCKET: '' }).ended;
    expect([code, out, errors]).toEqual([1, '', 'S3_BUCKET: is missing\n']);
  });

  test('stops with one line when its port is taken', async () => {
    const { child, ended, said } = run([]);
    const [, url = ''] = await said(/Satchel broker at (http:\S+)/);
    const { port } = new URL(url);
    const second = await run([], { BROKER_PORT: port, BROKER_PUBLIC_URL: url }).ended;
    expect([second.code, second.errors]).toEqual([1, `BROKER_PORT: port ${port} is taken\n`]);
    child.kill('SIGTERM');
    await ended;
  });

  test('keygen prints a key that the broker starts with', async () => {
    const { code, out } = await run(['keygen']).ended;
    expect(code).toBe(0);
    expect(out).toMatch(/^[\da-f]{8}\.[\w-]{43}\n$/);
    const { child, ended, said } = run([], { BROKER_SEALING_KEY: out.trim() });
    const [, url = ''] = await said(/Satchel broker at (http:\S+)/);
    const config = PublicConfig.parse(await (await fetch(`${url}/v1/config`)).json());
    expect(config.sealingKey.keyId).toBe(out.slice(0, 8));
    child.kill('SIGTERM');
    await ended;
  });
});
