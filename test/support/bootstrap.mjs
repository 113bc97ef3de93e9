// Installs what is missing before `npm start` and `npm test`. Runs on a bare Node 20, with no packages.
import { spawn, spawnSync } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import {
  appendFileSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { findBrowser, firstOnPath } from './browser-path.mjs';

const SECOND = 1_000;
const LOOK_AGAIN = SECOND / 4;
const LOCK_PATIENCE = 900 * SECOND;
/** A lock without its holder's number is being taken just now, unless it is older than this. */
const TAKING = 5 * SECOND;
const SMALLEST_NODE = 20;

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const stamp = join(root, 'node_modules', '.satchel-stamp');
const record = join(root, 'node_modules', '.package-lock.json');

/** A reason to stop that a person can act on: printed as one line, without a stack. */
class BootstrapError extends Error {}

/** All that `npm ci` depends on, in one word; scripts and the like may change without an install. */
function fingerprint() {
  const manifest = JSON.parse(read('package.json'));
  const parts = ['dependencies', 'devDependencies', 'optionalDependencies', 'overrides'].map(
    (key) => manifest[key],
  );
  return createHash('sha256')
    .update(JSON.stringify(parts))
    .update(read('package-lock.json'))
    .update(`${process.platform} ${process.arch}`)
    .digest('hex');
}

/** @param {string} name a file that must be there */
function read(name) {
  const text = readIfThere(join(root, name));
  if (text === undefined) throw new BootstrapError(`${name} is missing: this is not a whole checkout.`);
  return text;
}

/** @param {string} path */
function readIfThere(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

/** Whether `node_modules` is what the lock file says: by our stamp, else by npm's own record of what it did. */
function packagesMatch() {
  const wanted = fingerprint();
  if (readIfThere(stamp) === wanted) return true;
  if (!recordMatches()) return false;
  writeFileSync(stamp, wanted);
  return true;
}

/** npm writes its record last, so it is there after an install that came to its end, ours or somebody's. */
function recordMatches() {
  const text = readIfThere(record);
  if (text === undefined) return false;
  const { packages: done = {} } = JSON.parse(text);
  const { packages: locked = {} } = JSON.parse(read('package-lock.json'));
  const names = Object.keys(locked).filter((name) => name !== '');
  const same = (/** @type {string} */ name) =>
    done[name]
      ? done[name].version === locked[name].version && done[name].integrity === locked[name].integrity
      : locked[name].optional === true;
  return names.length > 0 && names.every(same) && Object.keys(done).every((name) => name in locked);
}

/**
 * Stamp and record go away before and come back after, so that an interrupted install is done again.
 * @param {(pid: number | undefined) => void} holds told of npm's process, which may outlive ours
 */
async function installPackages(holds) {
  const wanted = fingerprint();
  for (const file of [stamp, record]) rmSync(file, { force: true });
  say('installing npm packages');
  const npm = spawn('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    // The Node that npm runs on must not be the one inside the folder that npm is about to remove.
    env: { ...process.env, PATH: pathWithout(join(root, 'node_modules', '.bin')) },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  holds(npm.pid);
  let complaints = '';
  npm.stderr.setEncoding('utf8').on('data', (text) => (complaints += text));
  const code = await new Promise((resolve) => {
    npm.on('close', resolve);
    npm.on('error', () => resolve(undefined));
  });
  if (code !== 0) throw new BootstrapError(`npm ci failed: ${reasonIn(complaints)}`);
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, wanted);
}

/** The sentences of npm's complaint, without its codes and the page of usage that follows. @param {string} text */
function reasonIn(text) {
  const lines = text.split('\n').map((line) => line.replace(/^npm (error|ERR!) ?/, '').trim());
  const words = lines.filter((line) => line.includes(' ') && !/^(code|errno|syscall|path) /.test(line));
  return words.slice(0, 2).join(' ') || 'npm gave no reason';
}

/** @param {string} folder */
function pathWithout(folder) {
  return (process.env['PATH'] ?? '')
    .split(delimiter)
    .filter((one) => one !== folder)
    .join(delimiter);
}

/** A browser to test with, and fonts to read its pictures by, as names of Debian packages. */
function missing() {
  const browser = findBrowser() ? [] : ['chromium'];
  const languages = spawnSync('fc-list', [':', 'lang'], { encoding: 'utf8' });
  const reads = (/** @type {string} */ language) =>
    new RegExp(`[=|]${language}(?:\\||$)`, 'm').test(languages.stdout ?? '');
  // Where fonts cannot be listed there is a desktop that has its own, or a bare machine without a browser.
  const readable = languages.status === 0 ? reads('en') && reads('hi') : browser.length === 0;
  return { browser, fonts: readable ? [] : ['fonts-noto-core'] };
}

/** What stands before `apt-get`: nothing for root, else sudo; undefined when neither will do. */
function privilege() {
  if (!firstOnPath(['apt-get'], process.env['PATH'])) return undefined;
  if (process.getuid?.() === 0) return [];
  return spawnSync('sudo', ['-n', 'true'], { stdio: 'ignore' }).status === 0 ? ['sudo', '-n'] : undefined;
}

/** @param {{ browser: string[], fonts: string[] }} missing */
function installDebian({ browser, fonts }) {
  const before = privilege();
  // Pictures without Devanagari are no reason to stop a developer who is not root.
  if (!before && browser.length === 0) return;
  if (!before)
    throw new BootstrapError(
      'no Chromium-family browser, and no apt-get with root or sudo to install one: install Chromium, or set SATCHEL_BROWSER.',
    );
  const names = [...browser, ...fonts];
  say(`installing ${names.join(' and ')}`);
  const apt = (/** @type {string[]} */ ...args) =>
    complaint([
      ...before,
      'env',
      'DEBIAN_FRONTEND=noninteractive',
      'apt-get',
      '-qq',
      '-o',
      'DPkg::Lock::Timeout=600',
      ...args,
    ]);
  apt('update');
  const why = apt('install', '-y', '--no-install-recommends', ...names);
  if (why !== undefined) throw new BootstrapError(`apt-get could not install ${names.join(' and ')}: ${why}`);
}

/**
 * Runs a command without showing it.
 * @param {string[]} command
 * @returns {string | undefined} its last words when it failed
 */
function complaint([program = '', ...args]) {
  const done = spawnSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  if (done.status === 0) return undefined;
  return (done.stderr || done.stdout || String(done.error ?? 'no reason given')).trim().split('\n').at(-1);
}

/**
 * Runs `work` while holding a folder as a lock. A second run waits; a lock whose holders died is taken over.
 * @param {string} lock
 * @param {(holds: (pid: number | undefined) => void) => Promise<void>} work
 */
async function alone(lock, work) {
  const until = Date.now() + LOCK_PATIENCE;
  for (let told = false; !take(lock); told = true) {
    if (!told) say('waiting for another installation to end');
    if (Date.now() > until)
      throw new BootstrapError(`another installation has held ${lock} for too long: end it and run again.`);
    await wait(LOOK_AGAIN);
  }
  try {
    await work((pid) => appendFileSync(join(lock, 'pid'), ` ${pid ?? ''}`));
  } finally {
    rmSync(lock, { recursive: true, force: true });
  }
}

/** @param {string} lock */
function take(lock) {
  try {
    mkdirSync(lock);
    writeFileSync(join(lock, 'pid'), String(process.pid));
    return true;
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    if (abandoned(lock)) clear(lock);
    return false;
  }
}

/** @param {string} lock */
function abandoned(lock) {
  const pids = (readIfThere(join(lock, 'pid')) ?? '').split(' ').map(Number).filter(Boolean);
  if (pids.length > 0) return !pids.some(alive);
  const since = statSync(lock, { throwIfNoEntry: false })?.mtimeMs;
  return since !== undefined && Date.now() - since > TAKING;
}

/** @param {number} pid */
function alive(pid) {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** Moves the lock away before removing it: of two that find it abandoned, one succeeds. @param {string} lock */
function clear(lock) {
  const away = `${lock}-${randomUUID()}`;
  try {
    renameSync(lock, away);
  } catch {
    return;
  }
  // The other one may have taken the lock anew in between: then it is put back.
  if (abandoned(away)) rmSync(away, { recursive: true, force: true });
  else renameSync(away, lock);
}

/** @param {string} text */
function say(text) {
  process.stdout.write(`satchel: ${text}\n`);
}

async function main() {
  if (Number(process.versions.node.split('.')[0]) < SMALLEST_NODE)
    throw new BootstrapError(
      `Node ${SMALLEST_NODE} or later is needed, and this is ${process.versions.node}.`,
    );
  const lacking = missing();
  if (packagesMatch() && lacking.browser.length + lacking.fonts.length === 0) return;
  const name = createHash('sha256').update(root).digest('hex').slice(0, 12);
  await alone(join(tmpdir(), `satchel-install-${name}`), async (holds) => {
    if (!packagesMatch()) await installPackages(holds);
    const still = missing();
    if (still.browser.length + still.fonts.length > 0) installDebian(still);
  });
}

main().catch((error) => {
  const known = error instanceof BootstrapError || String(error).includes('SATCHEL_BROWSER');
  process.stderr.write(`satchel: ${known ? error.message : error.stack}\n`);
  process.exitCode = 1;
});
