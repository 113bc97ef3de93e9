import type { ChildProcess } from 'node:child_process';
import { execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import { brokerEnvironment, startBackend } from '@/test/bench/backend';
import { rivalsAt, root } from '@/test/bench/bundle';
import { startLab } from '@/test/bench/lab';
import type { Goal } from '@/test/bench/measure';
import { median, ratio } from '@/test/bench/measure';
import type { Subject } from '@/test/bench/subject';
import { asha } from '@/test/support/stack';

const CONNECTIONS = 64;
const Shot = z.object({
  requests: z.object({ average: z.number() }),
  latency: z.object({ p99: z.number() }),
  non2xx: z.number(),
  errors: z.number(),
});
const SignedIn = z.object({ accessToken: z.string() });
const Config = z.object({ sealingKey: z.object({ keyId: z.string() }) });

/** Processors that a generator and two brokers want, so that none waits for another. */
const CORES_FOR_TWO = 4;

interface Target {
  readonly name: string;
  /** One address a process; the connections are shared out among them. */
  readonly urls: readonly string[];
  readonly body: string;
}

export const broker: Subject = {
  name: 'broker',
  title: `The broker: tokens and signed addresses a second, ${CONNECTIONS} connections`,
  includes:
    'the real broker as a process of its own, over HTTP on loopback, by autocannon: the grant (verifying the agent’s token, the Atlas token from memory, signing the callback’s address), and signing one upload (verifying, two looks into the store, signing address and file token). Beside it bare Hono routes: one that only verifies the token, one that only pre-signs.',
  leavesOut:
    'TLS, a proxy before it, and the store’s own time: the store is the lab. Load generator, broker and lab share this machine’s processors.',
  async measure({ quick, say }) {
    const autocannon = join(rivalsAt, 'node_modules/autocannon/autocannon.js');
    if (!existsSync(autocannon)) return { series: [], goals: [], notes: ['autocannon is not installed'] };
    const lab = await startLab();
    const backend = await startBackend({ lab });
    const started: ChildProcess[] = [];
    const start = async (args: readonly string[], env: Record<string, string> = {}): Promise<string> => {
      const child = spawn(join(root, 'node_modules/.bin/tsx'), args, {
        cwd: root,
        env: { ...process.env, ...env },
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      started.push(child);
      return addressOf(child);
    };
    try {
      const env = brokerEnvironment(lab, {
        atrium: backend.atrium.url,
        jwks: backend.atrium.jwks,
        atlas: backend.atlas.url,
      });
      const bare = await start(['test/bench/bare-server.ts', backend.atrium.jwks, lab.url]);
      const one = await start(['lib/broker/main.ts'], env);
      const two = await start(['lib/broker/main.ts'], env);
      const token = await signIn(backend.atrium.url);
      const upload = JSON.stringify([await uploadRequest(one)]);
      const targets: readonly Target[] = [
        { name: 'bare verification', urls: [`${bare}/verify`], body: '' },
        { name: 'token', urls: [`${one}/v1/atlas-token`], body: '' },
        { name: 'bare pre-signing', urls: [`${bare}/presign`], body: upload },
        { name: 'upload', urls: [`${one}/v1/uploads`], body: upload },
        {
          name: 'upload, two processes',
          urls: [`${one}/v1/uploads`, `${two}/v1/uploads`],
          body: upload,
        },
      ];
      const rates = new Map<string, number[]>();
      const p99 = new Map<string, number[]>();
      const [rounds, seconds] = quick ? [1, 1] : [5, 2];
      for (let round = quick ? 1 : 0; round <= rounds; round += 1) {
        const took: string[] = [];
        for (const target of targets) {
          const { rate, late } = await shoot(autocannon, target, token, seconds);
          took.push(`${target.name} ${rate.toFixed(0)}/s`);
          if (round === 0) continue;
          rates.set(target.name, [...(rates.get(target.name) ?? []), rate]);
          p99.set(target.name, [...(p99.get(target.name) ?? []), late]);
        }
        say(`${round === 0 ? 'warm-up' : `round ${round} of ${rounds}`}: ${took.join(', ')}`);
      }
      return {
        series: targets.flatMap(({ name }) => [
          { name, unit: 'a second', values: rates.get(name) ?? [] },
          { name: `${name}: p99`, unit: 'ms', values: p99.get(name) ?? [] },
        ]),
        goals: goalsOf((name) => rates.get(name) ?? []),
        notes: [
          `${cpus().length} processors for the generator, the lab and the brokers: ${cpus().length < CORES_FOR_TWO ? 'two processes cannot be faster than one here, and the goal for them is left out' : 'enough for two processes'}.`,
          `median p99 of a token ${median(p99.get('token') ?? []).toFixed(0)} ms, of an upload ${median(p99.get('upload') ?? []).toFixed(0)} ms.`,
        ],
      };
    } finally {
      await Promise.all(started.map(end));
      await backend.close();
      await lab.close();
    }
  },
};

function goalsOf(rate: (name: string) => readonly number[]): Goal[] {
  const goals: Goal[] = [
    {
      says: 'times the bare verification: tokens',
      value: ratio(rate('token'), rate('bare verification')),
      kind: 'least',
      limit: 0.7,
      because:
        'the callback’s address is signed anew for every grant, and every request passes the broker’s frame (log, ids, headers).',
    },
    {
      says: 'times the bare pre-signing: uploads',
      value: ratio(rate('upload'), rate('bare pre-signing')),
      kind: 'least',
      limit: 0.7,
      because:
        'beside pre-signing it verifies the token, asks the store twice (was the attempt withdrawn, are the bytes there) and signs the file’s address.',
    },
  ];
  if (cpus().length >= CORES_FOR_TWO)
    goals.push({
      says: 'times one process: two',
      value: ratio(rate('upload, two processes'), rate('upload')),
      kind: 'least',
      limit: 1.8,
    });
  return goals;
}

/** @returns requests a second over all addresses, and the worst p99 in milliseconds */
async function shoot(autocannon: string, { name, urls, body }: Target, token: string, seconds: number) {
  const shots = await Promise.all(
    urls.map(async (url) => {
      const headers = ['-H', `authorization=Bearer ${token}`, '-H', 'content-type=application/json'];
      const load = ['-c', String(CONNECTIONS / urls.length), '-d', String(seconds), '-m', 'POST', '-j', '-n'];
      const args = [autocannon, ...load, ...headers, ...(body ? ['-b', body] : []), url];
      const { stdout } = await promisify(execFile)(process.execPath, args);
      return Shot.parse(JSON.parse(stdout));
    }),
  );
  const wrong = shots.reduce((sum, { non2xx, errors }) => sum + non2xx + errors, 0);
  if (wrong > 0) throw new Error(`${name}: ${wrong} requests were refused`);
  return {
    rate: shots.reduce((sum, { requests }) => sum + requests.average, 0),
    late: Math.max(...shots.map(({ latency }) => latency.p99)),
  };
}

async function signIn(atrium: string): Promise<string> {
  const { tenant, email, password } = asha;
  const answer = await fetch(`${atrium}/api/v1/auth/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ tenant, email, password }),
  });
  return SignedIn.parse(await answer.json()).accessToken;
}

async function uploadRequest(at: string) {
  const { sealingKey } = Config.parse(await (await fetch(`${at}/v1/config`)).json());
  const hash = 'ab'.repeat(32);
  return {
    documentId: crypto.randomUUID(),
    sha256: hash,
    size: 300_081,
    contentType: 'application/octet-stream',
    keyId: sealingKey.keyId,
    loanId: 'CDL-2026-004711',
    slotId: crypto.randomUUID(),
    captureId: crypto.randomUUID(),
    opened: { sha256: hash, size: 300_000, contentType: 'application/pdf' },
  };
}

function addressOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = '';
    child.once('exit', () => reject(new Error(`a server ended: ${said}`)));
    child.stdout?.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      const found = / at (http:\S+)/.exec(` ${said}`)?.[1];
      if (found) resolve(found);
    });
  });
}

function end(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null) return resolve();
    child.once('exit', () => resolve());
    child.kill('SIGTERM');
  });
}
