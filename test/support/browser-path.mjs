// Runs on a bare Node 20, because the bootstrap uses it before anything is installed.
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';

/** Chromium-family browsers by the names their packages give them, the one we test with first. */
export const browserNames = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'microsoft-edge',
  'brave-browser',
];

/**
 * Where a Chromium-family browser is: `SATCHEL_BROWSER` (a path, or a name on PATH) before any other.
 * @param {Record<string, string | undefined>} env
 * @returns {string | undefined} an absolute path, or undefined when there is none
 * @throws {Error} when `SATCHEL_BROWSER` names nothing that can be run
 */
export function findBrowser(env = process.env) {
  const wanted = env['SATCHEL_BROWSER'];
  if (!wanted) return firstOnPath(browserNames, env['PATH']);
  const found = isAbsolute(wanted) ? [wanted].find(runs) : firstOnPath([wanted], env['PATH']);
  if (!found) throw new Error(`SATCHEL_BROWSER is "${wanted}", and that cannot be run.`);
  return found;
}

/**
 * The browser, or a reason to stop that says what to do.
 * @returns {string}
 */
export function requireBrowser(env = process.env) {
  const found = findBrowser(env);
  if (!found)
    throw new Error(
      'No Chromium-family browser: run `node test/support/bootstrap.mjs`, or set SATCHEL_BROWSER.',
    );
  return found;
}

/**
 * @param {readonly string[]} names
 * @param {string | undefined} path
 */
export function firstOnPath(names, path) {
  const folders = (path ?? '').split(delimiter).filter(Boolean);
  return names.flatMap((name) => folders.map((folder) => join(folder, name))).find(runs);
}

/** @param {string} file */
function runs(file) {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}
