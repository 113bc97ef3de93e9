import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test, vi } from 'vitest';
import { z } from 'zod';
import { attacks } from '@/test/faults/attacks';
import { readRows, rowsOf } from '@/test/faults/attacks-page';

const Versions = z.record(z.string(), z.string());
const Package = z.object({ dependencies: Versions, devDependencies: Versions });
const root = fileURLToPath(new URL('../..', import.meta.url));
const read = (path: string) => readFileSync(`${root}/${path}`, 'utf8');

const defences = attacks.flatMap((one) => one.defences);

test('there are fifteen attacks, each with a defence', () => {
  expect(attacks).toHaveLength(15);
  expect(attacks.filter((one) => one.defences.length === 0)).toEqual([]);
});

test('every defence stands at its one place, and its test is there', () => {
  const lost = defences.filter(({ edit: { file, find }, test: { file: testFile, title } }) => {
    const isThere = read(file).split(find).length === 2 && read(testFile).includes(title);
    return !isThere;
  });
  expect(lost).toEqual([]);
});

test('SECURITY.md has a row for each, and none whose test was seen to pass without it', () => {
  const rows = readRows();
  expect(rows).toEqual(rowsOf(new Map(), rows));
  expect(rows.filter(({ seen }) => seen !== 'fails' && seen !== 'not yet')).toEqual([]);
  expect(rows).toHaveLength(defences.length);
});

test('every package has its exact version', () => {
  const { dependencies, devDependencies } = Package.parse(JSON.parse(read('package.json')));
  const versions = Object.entries({ ...dependencies, ...devDependencies });
  expect(versions.filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([]);
});

/** The manifest as a build for one organisation has it. */
async function manifestFor(hosts: string, browser = 'chrome', push = ''): Promise<string> {
  vi.stubEnv('SATCHEL_HOSTS', hosts);
  vi.stubEnv('SATCHEL_PUSH', push);
  vi.resetModules();
  const { default: config } = await import('@/wxt.config');
  if (typeof config.manifest !== 'function') throw new Error('the manifest depends on the browser');
  const build = { browser, manifestVersion: 3, mode: 'production', command: 'build' } as const;
  return JSON.stringify(await config.manifest(build));
}

test('no page can frame ours, and a build with its hosts baked in speaks to them alone', async () => {
  const open = await manifestFor('');
  const baked = await manifestFor('https://broker.bank.example/*,https://atrium.bank.example/*');
  expect(open).toContain("frame-ancestors 'none'");
  expect(/connect-src ([^;]*)/.exec(open)?.[1]).toContain('https:');
  expect(/connect-src ([^;]*)/.exec(baked)?.[1]).toBe(
    "'self' https://broker.bank.example https://atrium.bank.example",
  );
  expect(baked).not.toMatch(/<all_urls>|"tabs"|web_accessible_resources|optional_host_permissions/);
});

const Permissions = z.object({ permissions: z.array(z.string()), optional_permissions: z.array(z.string()) });

test.each(['chrome', 'firefox'])(
  'in %s the agent is asked for notifications, unless the organisation’s build has them',
  async (browser) => {
    const asks = Permissions.parse(JSON.parse(await manifestFor('', browser)));
    const has = Permissions.parse(JSON.parse(await manifestFor('', browser, '1')));
    expect(asks.permissions).not.toContain('notifications');
    expect(asks.optional_permissions).toContain('notifications');
    expect(has.permissions).toContain('notifications');
    expect(has.optional_permissions).not.toContain('notifications');
  },
);
