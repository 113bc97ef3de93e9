import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

export const root = fileURLToPath(new URL('../../', import.meta.url));

/** What the linter reads besides the files it lints. */
const rules = [
  '.oxlintrc.json',
  '.gitignore',
  'tsconfig.json',
  'test/support/lint-plugin.ts',
  'test/support/fences.ts',
];

const Report = z.object({
  diagnostics: z.array(z.object({ message: z.string(), code: z.string().default(''), filename: z.string() })),
});

/**
 * Lints `files` (path -> code) in a folder of their own, under the project's rules.
 * @returns what the linter says of each file, as `rule: message`
 */
export function lintTree(files: ReadonlyMap<string, string>): Map<string, string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'satchel-fences-'));
  try {
    for (const name of rules) cpSync(join(root, name), join(folder, name), { recursive: true });
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
    for (const [path, code] of files) write(join(folder, path), code);
    const said = spawnSync(
      process.execPath,
      [join(root, 'node_modules/oxlint/bin/oxlint'), '--format=json'],
      { cwd: folder, encoding: 'utf8' },
    );
    return byFile(Report.parse(JSON.parse(said.stdout)).diagnostics);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function write(path: string, code: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, code);
}

function byFile(diagnostics: z.infer<typeof Report>['diagnostics']): Map<string, string[]> {
  const files = Map.groupBy(diagnostics, ({ filename }) => filename);
  return new Map(
    [...files].map(([name, all]) => [name, all.map(({ code, message }) => `${code}: ${message}`)]),
  );
}
