import { spawn } from 'node:child_process';
import { delimiter, join } from 'node:path';
import { root } from './mini-tree';

const MINUTE = 60_000;
/** Between asking a tool to end and ending it. */
const GRACE = 5_000;

export interface Ended {
  /** `null` when a signal ended it. */
  readonly code: number | null;
  /** What it wrote, both streams as they came. */
  readonly output: string;
}

export interface ToolOptions {
  readonly limitMs: number;
  readonly env?: Readonly<Record<string, string>>;
}

const running = new Set<number>();

/**
 * Runs a program, local binaries first, in a process group of its own: one that hangs is ended with all it
 * started. Never rejects: what cannot be started has no code and says why.
 */
export function runTool(
  [command = '', ...args]: readonly string[],
  { limitMs, env = {} }: ToolOptions,
): Promise<Ended> {
  return new Promise((resolve) => {
    const path = [join(root, 'node_modules', '.bin'), process.env['PATH'] ?? ''].join(delimiter);
    const child = spawn(command, args, {
      cwd: root,
      env: { ...process.env, PATH: path, NO_COLOR: '1', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    const { pid } = child;
    const said: string[] = [];
    if (pid !== undefined) running.add(pid);
    const timer = setTimeout(() => {
      said.push(`\nended, because it took more than ${limitMs / MINUTE} minutes\n`);
      if (pid !== undefined) endGroup(pid);
    }, limitMs);
    child.stdout.setEncoding('utf8').on('data', (text: string) => said.push(text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => said.push(text));
    child.on('error', (error) => said.push(String(error)));
    child.on('close', (code) => {
      clearTimeout(timer);
      if (pid !== undefined) running.delete(pid);
      resolve({ code, output: said.join('') });
    });
  });
}

/** Asks every tool that still runs to end. */
export function endTools(): void {
  for (const pid of running) signal(pid, 'SIGTERM');
}

function endGroup(pid: number): void {
  signal(pid, 'SIGTERM');
  setTimeout(() => running.has(pid) && signal(pid, 'SIGKILL'), GRACE).unref();
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(-pid, name);
  } catch {
    // it has ended by itself in between
  }
}
