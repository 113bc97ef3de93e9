import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = join(root, '.output/chrome-mv3-demo');
const stamp = join(root, '.output/chrome-mv3-demo.stamp');
const sources = ['entrypoints', 'components', 'lib', 'public', 'wxt.config.ts', 'package-lock.json'];

/**
 * The extension with access to this machine's own addresses, and notifications, baked in, since a headless browser has
 * nobody to press "Allow". Built anew only when its sources have changed.
 * @returns the folder to load
 */
export async function buildDemo(): Promise<string> {
  const hash = hashOf(sources.map((source) => join(root, source)));
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === hash && existsSync(join(folder, 'manifest.json')))
    return folder;
  const hosts = 'http://127.0.0.1/*,http://localhost/*';
  await promisify(execFile)(join(root, 'node_modules/.bin/wxt'), ['build', '--mode', 'demo'], {
    cwd: root,
    env: { ...process.env, NODE_ENV: 'production', SATCHEL_HOSTS: hosts, SATCHEL_PUSH: '1' },
  });
  writeFileSync(stamp, hash);
  return folder;
}

function hashOf(paths: readonly string[]): string {
  const hash = createHash('sha256');
  const add = (path: string): void => {
    if (!existsSync(path)) return;
    if (statSync(path).isDirectory()) {
      for (const name of readdirSync(path).toSorted()) add(join(path, name));
      return;
    }
    hash.update(path).update(readFileSync(path));
  };
  for (const path of paths) add(path);
  return hash.digest('hex');
}
