import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { buildDemo } from '@/test/support/demo-build';

export const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');
export const rivalsAt = join(root, 'test/bench/rivals');

/** One script out of `entry` and all it imports, production as the product's own. */
export async function bundle(entry: string, name: string, from = root): Promise<string> {
  const built = await build({
    configFile: false,
    logLevel: 'error',
    root: from,
    resolve: { alias: { '@': root } },
    define: { 'process.env.NODE_ENV': '"production"' },
    build: {
      write: false,
      copyPublicDir: false,
      target: 'esnext',
      lib: { entry, formats: ['iife'], name },
    },
  });
  const [first] = [built].flat();
  if (!first || !('output' in first)) throw new Error('nothing was built');
  return first.output[0].code;
}

/**
 * The demo build with one page more, an empty popup, and the script of the benches; nothing else in it is touched.
 * @returns the folder to load
 */
export async function buildBench(): Promise<string> {
  const demo = await buildDemo();
  // A folder of its own: another run may have its browser open.
  const folder = mkdtempSync(join(tmpdir(), 'satchel-bench-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  cpSync(demo, folder, { recursive: true });
  mkdirSync(join(folder, 'bench'));
  writeFileSync(join(folder, 'bench/empty.js'), await bundle('test/bench/empty-popup.tsx', 'empty'));
  writeFileSync(
    join(folder, 'bench/in-page.js'),
    `${await bundle('test/bench/in-page.ts', 'bench')};self.bench = bench;`,
  );
  const html =
    '<!doctype html><meta charset="utf-8"><title>Empty</title><div id="root"></div><script type="module" src="empty.js"></script>';
  writeFileSync(join(folder, 'bench/empty.html'), html);
  return folder;
}

/** Pages of the rivals, by the path the lab serves them at; none when they are not installed. */
export async function rivalPages(): Promise<Record<string, { type: string; body: string }>> {
  if (!existsSync(join(rivalsAt, 'node_modules/@uppy/core'))) return {};
  const page = (name: string) => ({
    type: 'text/html',
    body: `<!doctype html><meta charset="utf-8"><title>${name}</title><link rel="icon" href="data:,"><script src="/${name}.js"></script>`,
  });
  const script = async (name: string) => ({
    type: 'text/javascript',
    body: await bundle(join(rivalsAt, `pages/${name}.js`), 'rival', rivalsAt),
  });
  return {
    '/uppy.html': page('uppy'),
    '/uppy.js': await script('uppy'),
    '/compression.html': page('compression'),
    '/compression.js': await script('compression'),
  };
}
