import { spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { root } from './mini-tree';

/** A checkout and a machine of our own: every program on it is a shell script that writes down its call. */
let machine = '';
const at = (...parts: string[]) => join(machine, ...parts);
const calls = () => (existsSync(at('calls')) ? readFileSync(at('calls'), 'utf8').trim().split('\n') : []);

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

function program(name: string, script = ''): void {
  write(at('bin', name), `#!/bin/sh\necho "${name} $*" >> "${at('calls')}"\n${script}\n`);
  chmodSync(at('bin', name), 0o755);
}

const fonts = (...languages: string[]) =>
  program('fc-list', languages.map((one) => `echo ":lang=${one}|xx"`).join('\n'));
const env = () => ({ PATH: `${at('bin')}:${at('tools')}`, TMPDIR: at('tmp'), HOME: machine });
const script = () => at('tree/test/support/bootstrap.mjs');
const run = (more: Record<string, string> = {}) =>
  spawnSync(process.execPath, [script()], { encoding: 'utf8', env: { ...env(), ...more } });

beforeEach(() => {
  machine = mkdtempSync(join(tmpdir(), 'satchel-bootstrap-'));
  for (const name of ['bootstrap.mjs', 'browser-path.mjs'])
    cpSync(join(root, 'test/support', name), at('tree/test/support', name));
  write(at('tree/package.json'), JSON.stringify({ devDependencies: { a: '1.0.0' } }));
  write(at('tree/package-lock.json'), '{}');
  mkdirSync(at('tmp'));
  // The shell and env itself, and nothing else of the real machine.
  for (const tool of ['sh', 'env', 'mkdir', 'cat', 'sleep', 'chmod', 'rm'])
    write(at('tools', tool), `#!/bin/sh\nexec /usr/bin/${tool} "$@"\n`);
  for (const tool of ['sh', 'env', 'mkdir', 'cat', 'sleep', 'chmod', 'rm'])
    chmodSync(at('tools', tool), 0o755);
  program('npm', `mkdir -p "${at('tree/node_modules')}"`);
  program('chromium');
  fonts('en', 'hi');
});

afterEach(() => rmSync(machine, { recursive: true, force: true }));

const ci = 'npm ci --no-audit --no-fund --loglevel=error';
const installs = () => calls().filter((one) => one === ci).length;
const aptCalls = () => calls().filter((one) => one.startsWith('apt-get'));

describe('npm packages', () => {
  test('are installed once, and again when the lock file is another', () => {
    expect(run()).toMatchObject({ status: 0, stdout: 'satchel: installing npm packages\n', stderr: '' });
    expect(run()).toMatchObject({ status: 0, stdout: '', stderr: '' });
    expect(installs()).toBe(1);
    write(at('tree/package-lock.json'), '{ "lockfileVersion": 3 }');
    expect(run().status).toBe(0);
    expect(installs()).toBe(2);
  });

  test('are not installed when npm has done it by itself', () => {
    const packages = {
      'node_modules/a': { version: '1.0.0' },
      'node_modules/b': { version: '2.0.0', optional: true },
    };
    write(at('tree/package-lock.json'), JSON.stringify({ packages: { '': {}, ...packages } }));
    write(
      at('tree/node_modules/.package-lock.json'),
      JSON.stringify({ packages: { 'node_modules/a': { version: '1.0.0' } } }),
    );
    expect(run()).toMatchObject({ status: 0, stdout: '' });
    expect(run()).toMatchObject({ status: 0, stdout: '' });
    expect(installs()).toBe(0);
  });

  test('are installed when npm has installed other versions', () => {
    write(
      at('tree/package-lock.json'),
      JSON.stringify({ packages: { 'node_modules/a': { version: '1.0.1' } } }),
    );
    write(
      at('tree/node_modules/.package-lock.json'),
      JSON.stringify({ packages: { 'node_modules/a': { version: '1.0.0' } } }),
    );
    expect(run().status).toBe(0);
    expect(installs()).toBe(1);
    expect(existsSync(at('tree/node_modules/.package-lock.json'))).toBe(false);
  });

  test('are not installed for a change of scripts', () => {
    run();
    write(at('tree/package.json'), JSON.stringify({ scripts: { x: 'y' }, devDependencies: { a: '1.0.0' } }));
    run();
    expect(installs()).toBe(1);
  });

  test('are installed again after a failure, which is one line', () => {
    program('npm', 'echo "npm error code E404\nnpm error 404 No match found for a" >&2; exit 1');
    expect(run()).toMatchObject({
      status: 1,
      stderr: 'satchel: npm ci failed: 404 No match found for a\n',
    });
    program('npm');
    expect(run().status).toBe(0);
    expect(installs()).toBe(2);
  });

  test('are installed again after an installation that was killed, once its npm has ended', async () => {
    program(
      'npm',
      `mkdir -p "${at('tree/node_modules')}"\n: > "${at('started')}"\nwhile [ ! -e "${at('go')}" ]; do sleep 0.01; done`,
    );
    const child = spawn(process.execPath, [script()], { env: env(), stdio: 'ignore' });
    await expect.poll(() => existsSync(at('started')), { timeout: 10_000, interval: 20 }).toBe(true);
    child.kill('SIGKILL');
    await expect.poll(() => child.signalCode, { timeout: 10_000, interval: 20 }).toBe('SIGKILL');
    const next = spawn(process.execPath, [script()], { env: env(), stdio: ['ignore', 'pipe', 'ignore'] });
    let said = '';
    next.stdout.on('data', (text: Buffer) => (said += text.toString()));
    await expect
      .poll(() => said, { timeout: 10_000, interval: 20 })
      .toContain('waiting for another installation');
    expect(installs()).toBe(1);
    write(at('go'), '');
    await expect.poll(() => next.exitCode, { timeout: 10_000, interval: 20 }).toBe(0);
    expect(run().stdout).toBe('');
    expect(installs()).toBe(2);
  });

  test('are installed by one of two runs at the same time', async () => {
    program('npm', `mkdir -p "${at('tree/node_modules')}"; sleep 0.3`);
    const both = [0, 1].map(() => spawn(process.execPath, [script()], { env: env(), stdio: 'ignore' }));
    await expect
      .poll(() => both.map(({ exitCode }) => exitCode), { timeout: 10_000, interval: 20 })
      .toEqual([0, 0]);
    expect(installs()).toBe(1);
  });
});

describe('a browser', () => {
  const root = process.getuid?.() === 0;

  beforeEach(() => {
    run();
    rmSync(at('bin/chromium'));
    rmSync(at('calls'));
    if (!root) program('sudo', 'shift; [ "$1" = true ] || exec "$@"');
  });

  test('of any family name is enough', () => {
    program('brave-browser');
    expect(run()).toMatchObject({ status: 0, stdout: '' });
  });

  test('is installed from Debian when there is none', () => {
    program(
      'apt-get',
      `case "$*" in *install*) : > "${at('bin/chromium')}"; chmod +x "${at('bin/chromium')}";; esac`,
    );
    expect(run()).toMatchObject({ status: 0, stdout: 'satchel: installing chromium\n' });
    const options = '-qq -o DPkg::Lock::Timeout=600';
    expect(aptCalls()).toEqual([
      `apt-get ${options} update`,
      `apt-get ${options} install -y --no-install-recommends chromium`,
    ]);
    expect(run().stdout).toBe('');
  });

  test('comes with fonts where there are none to read Latin and Devanagari by', () => {
    fonts('en');
    program('apt-get');
    run();
    expect(aptCalls()[1]).toMatch(/ chromium fonts-noto-core$/);
  });

  test('that apt-get cannot install stops us with its reason, in one line', () => {
    program('apt-get', 'case "$*" in *install*) echo "E: no such package" >&2; exit 100;; esac');
    expect(run()).toMatchObject({
      status: 1,
      stderr: 'satchel: apt-get could not install chromium: E: no such package\n',
    });
  });

  test('that nobody can install stops us with what to do', () => {
    const { status, stderr } = run();
    expect(status).toBe(1);
    expect(stderr).toMatch(/^satchel: no Chromium-family browser, .* set SATCHEL_BROWSER\.\n$/);
  });

  test('may be named by SATCHEL_BROWSER, which must be right', () => {
    program('my-browser');
    expect(run({ SATCHEL_BROWSER: at('bin/my-browser') }).status).toBe(0);
    expect(run({ SATCHEL_BROWSER: 'my-browser' }).status).toBe(0);
    expect(run({ SATCHEL_BROWSER: '/nowhere' })).toMatchObject({
      status: 1,
      stderr: 'satchel: SATCHEL_BROWSER is "/nowhere", and that cannot be run.\n',
    });
  });
});
