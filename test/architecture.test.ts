import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, posix, relative } from 'node:path';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { Power } from '@/test/support/fences';
import { diets, globals, layers, packages, product, within } from '@/test/support/fences';
import { lintTree, root } from '@/test/support/mini-tree';
import type { Pair } from '@/test/support/plants';
import { extras, layerPairs, rulePairs } from '@/test/support/plants';

/** The only places where somebody's error becomes one of ours, or data, or is let go for a stated reason. */
const catchers = [
  // The broker and the pages answer for their own.
  'lib/broker/',
  'components/use-action.ts',
  'components/use-capture-queue.ts',
  'components/use-live.ts',
  'entrypoints/background/delivery.ts',
  'entrypoints/background/index.ts',
  'entrypoints/background/sign-in-tabs.ts',
  'entrypoints/background/wakeups.ts',
  'entrypoints/popup/panel.ts',
  // Edges: the network, messages, the platform's codecs and stores, a hostile page.
  'lib/atrium/client.ts',
  'lib/capture/normalise.ts',
  'lib/config.ts',
  'lib/domain/organisation.ts',
  'lib/http/',
  'lib/outbox/addresses.ts',
  'lib/outbox/connection.ts',
  'lib/outbox/deliver.ts',
  'lib/outbox/listening.ts',
  'lib/outbox/migrations.ts',
  'lib/outbox/signing.ts',
  'lib/outbox/storage.ts',
  'lib/outbox/store.ts',
  'lib/portal/',
  'lib/rpc/',
  'lib/session/pin-copy.ts',
  'lib/session/pin.ts',
  'lib/session/oidc.ts',
  'lib/session/oidc-answer.ts',
  'lib/session/products.ts',
  'lib/session/push.ts',
  'lib/session/renewal.ts',
  'lib/session/session.ts',
  'lib/session/areas.ts',
  // The drain: a step that fails is data.
  'lib/outbox/drain.ts',
  'lib/outbox/under-way.ts',
  'lib/outbox/intake.ts',
  'lib/outbox/perform.ts',
];

/** A catch clause, or a promise's handler; zod's `.catch(value)` is neither. */
const catches = /\}\s*catch\b|\.catch\(\s*(async\s*)?(\(|(?!undefined|null|true|false)[a-z]\w*[()])/i;

/** What belongs to the project: by git, or without one by leaving out what tools make. */
function projectFiles(): string[] {
  const made = /^(node_modules|\.git|\.output|\.wxt)\//;
  const git = spawnSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
  });
  if (git.status === 0)
    return git.stdout.split('\n').filter((name) => existsSync(join(root, name)) && name !== '');
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
    .filter((name) => !made.test(name));
}

const files = projectFiles();
const code = files.filter((name) => /\.(ts|tsx|mjs)$/.test(name));
const productCode = code.filter((name) => within(name, product));
const read = (name: string) => readFileSync(join(root, name), 'utf8');

/** A use of each name outside of its places, and in one of them. */
function pairsOf(kind: string, powers: readonly Power[], use: (name: string, as: string) => string): Pair[] {
  return powers.flatMap(({ names, only }, at) =>
    names.map((name, n) => {
      const id = `${kind}-${at}-${n}`;
      const place = only[0] ?? 'test/lib/';
      const code = use(name, id.replaceAll('-', '_'));
      return {
        fence: name,
        bad: [`components/${id}.ts`, code],
        good: [place.endsWith('/') ? `${place}${id}.ts` : place, code],
      };
    }),
  );
}

const useGlobal = (name: string, as: string) => `export const ${as} = () => ${name};\n`;
const parts = new Map([
  ['@aws-sdk', '@aws-sdk/client-s3'],
  ['@hono', '@hono/node-server'],
  ['node:', 'node:fs'],
]);
const usePackage = (name: string, as: string) =>
  `import { it } from '${parts.get(name) ?? name}';\nexport const ${as} = it;\n`;

describe('fences', () => {
  const powers = [...pairsOf('global', globals, useGlobal), ...pairsOf('package', packages, usePackage)];
  const pairs = [...layerPairs, ...rulePairs, ...powers];
  const plants = Map.groupBy([...extras, ...pairs.flatMap(({ bad, good }) => [bad, good])], ([path]) => path);
  const tree = new Map([...plants].map(([path, all]) => [path, all.map(([, text]) => text).join('')]));
  const said = lintTree(tree);
  // A power's message names the first of its names, so that one fence has one name.
  const named = (name: string) => packages.find(({ names }) => names.includes(name))?.names[0] ?? name;

  test.each(pairs)('$fence objects to $bad.0', ({ fence, bad }) => {
    const name = fence.includes('(') ? `${fence}:` : `[${named(fence)}]`;
    expect(said.get(bad[0])?.join('\n') ?? 'nothing').toContain(name);
  });

  test.each(pairs)('$fence lets $good.0 pass', ({ fence, good }) => {
    const rule = fence.includes('(') ? fence : 'satchel(';
    expect((said.get(good[0]) ?? []).filter((one) => one.startsWith(rule))).toEqual([]);
  });

  test('each fence of the table has a violation planted', () => {
    expect(layerPairs.map(({ fence }) => fence)).toEqual(layers.map(({ name }) => name));
    expect(diets.length).toBe(rulePairs.filter(({ fence }) => fence === 'zod-alone').length);
  });
});

describe('the tree', () => {
  const folders = ['.ci', '.github', 'components', 'entrypoints', 'lib', 'public', 'test'];
  const loose =
    /^(\.[a-z]+rc(\.json)?|\.gitignore|\.gitattributes|\.editorconfig|[A-Z]+(\.md)?|[a-z-]+\.json|[a-z]+\.config\.ts)$/;

  test('holds at its top the folders of the architecture and no others', () => {
    const nested = files.filter((name) => name.includes('/')).map((name) => name.split('/')[0] ?? '');
    expect([...new Set(nested)].filter((name) => !folders.includes(name))).toEqual([]);
    expect(files.filter((name) => !name.includes('/') && !loose.test(name))).toEqual([]);
  });

  test('keeps most files to 150 lines', () => {
    const long = productCode.filter((name) => read(name).trimEnd().split('\n').length > 150);
    expect(long.length, `over 150 lines: ${long.join(', ')}`).toBeLessThanOrEqual(
      Math.ceil(productCode.length / 10),
    );
  });

  test('catches in the listed places alone', () => {
    const found = productCode.filter((name) => catches.test(read(name)));
    expect(found.filter((name) => !within(name, catchers))).toEqual([]);
  });

  test('silences no rule in product code', () => {
    const silent = productCode.filter((name) =>
      /(ox|es)lint-disable|@ts-(ignore|nocheck|expect-error)/.test(read(name)),
    );
    expect(silent).toEqual([]);
  });

  test.each(['entrypoints/portal/', 'entrypoints/popup/'])(
    'loads no zod into %s, by any way round',
    (folder) => {
      const reached = new Set<string>();
      const start = code.filter((name) => name.startsWith(folder));
      for (const next = [...start]; next.length > 0;) {
        const name = next.pop() ?? '';
        if (reached.has(name)) continue;
        reached.add(name);
        next.push(...valueImports(name));
      }
      expect([...reached].filter((name) => name === 'zod')).toEqual([]);
    },
  );
});

/** Files of ours, and packages, whose values the file `name` needs at run time. */
function valueImports(name: string): string[] {
  if (!code.includes(name)) return [];
  const found = [...read(name).matchAll(/^import\s+(?!type\b)(?:[^;]*?from\s+)?'([^']+)'/gm)].map(
    ([, from = '']) => from,
  );
  return found.map((from) => {
    if (!from.startsWith('@/') && !from.startsWith('.')) return from;
    const path = from.startsWith('@/') ? from.slice(2) : posix.join(posix.dirname(name), from);
    return [path, `${path}.ts`, `${path}.tsx`, `${path}/index.ts`].find((one) => code.includes(one)) ?? path;
  });
}

describe('packages', () => {
  const Manifest = z.object({
    dependencies: z.record(z.string(), z.string()),
    devDependencies: z.record(z.string(), z.string()),
  });
  const Lock = z.object({
    packages: z.record(
      z.string(),
      z.object({ optionalDependencies: z.record(z.string(), z.string()).default({}) }),
    ),
  });
  const manifest = Manifest.parse(JSON.parse(read('package.json')));

  test('are pinned exactly', () => {
    const all = Object.entries({ ...manifest.dependencies, ...manifest.devDependencies });
    expect(all.filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))).toEqual([]);
  });

  test('are all in the lock file, those for other platforms too', () => {
    const { packages: locked } = Lock.parse(JSON.parse(read('package-lock.json')));
    const names = new Set(Object.keys(locked).map((path) => path.split('node_modules/').at(-1)));
    const wanted = Object.values(locked).flatMap((one) => Object.keys(one.optionalDependencies));
    expect(wanted.filter((name) => !names.has(name))).toEqual([]);
  });

  test('come from whatever registry the machine is set to', () => {
    expect(read('package-lock.json')).not.toMatch(/"resolved": "https?:/);
    expect(read('.npmrc')).not.toMatch(/registry\s*=\s*http/);
  });
});
