import { z } from 'zod';
import { compose } from '@/entrypoints/background/compose';
import { createWake } from '@/entrypoints/background/wake';
import { createClient } from '@/lib/rpc/client';
import type { Sender } from '@/lib/rpc/sender';
import type { Sim } from './sim-clock';
import type { Context } from './sim-context';
import { createContext } from './sim-context';
import type { Ledger } from './sim-ledger';
import { createLocks } from './sim-locks';
import { createSimTake, hashOf } from './sim-papers';
import { createDisk, createSimStore } from './sim-store';
import type { SimTown } from './sim-town';
import { origins } from './sim-town';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
/** As `entrypoints/background/wakeups` has them. */
const SOONEST_ALARM = 30 * SECOND;
/** A worker that does nothing is ended after this. */
const IDLE = 30 * SECOND;
const self = { id: 'satchel', origin: 'chrome-extension://satchel' };
export const portalUrl = 'https://portal.test/loans/CDL-1';

const Submission = z.object({ file_urls: z.array(z.object({ document_id: z.string() })) });
const Uploads = z.array(
  z.object({
    documentId: z.string(),
    captureId: z.string(),
    loanId: z.string(),
    slotId: z.string(),
    opened: z.object({ sha256: z.string() }),
    sha256: z.string(),
  }),
);
const AgentId = z.object({ agentId: z.string() });

interface Worker {
  readonly context: Context;
  readonly client: ReturnType<typeof compose>;
  wake(hurry: boolean): void;
}

/** A browser with Satchel in it. Disk and session memory outlive workers; a restart clears the memory. */
export function createDevice(sim: Sim, town: SimTown, ledger: Ledger) {
  const kept = { session: new Map<string, unknown>(), local: new Map<string, unknown>() };
  const disk = createDisk();
  const mood = { isOnline: true, isLying: false, isCalm: false, slowness: 1, skew: 0, killRate: 0 };
  const ground = {
    sim,
    locks: createLocks(sim),
    now: () => town.now() + mood.skew,
    online: () => mood.isOnline,
    killRate: () => mood.killRate,
    isCalm: () => mood.isCalm,
    send,
  };
  let worker: Worker | undefined;
  let started = 0;
  let cancelAlarm = () => {};
  let isArmed = false;

  /** How long a request or an answer is under way. */
  const way = () => sim.between(5, 250) * mood.slowness;
  const agentId = () => AgentId.safeParse(kept.local.get('agent')).data?.agentId ?? '';

  /** What left the device, for the ledger: read from a copy, before it goes. */
  async function writeDown(request: Request): Promise<(answer: Response) => void> {
    const { pathname, searchParams } = new URL(request.url);
    const what = `${request.method} ${pathname.startsWith('/captures') ? '/captures' : pathname}`;
    ledger.requests.push({ at: sim.elapsed(), what });
    // Of a flow the stages are asked for first, and may be all that is; batches have none.
    if (pathname.endsWith('/status') || (pathname.endsWith('/extracts') && searchParams.has('batch_id'))) {
      const place = searchParams.get('flow_uuid') ?? searchParams.get('batch_id') ?? '';
      ledger.asks.set(place, [...(ledger.asks.get(place) ?? []), sim.elapsed()]);
    }
    if (pathname.endsWith('/v1/uploads')) {
      for (const { opened, sha256: sealed, ...line } of Uploads.parse(await request.clone().json()))
        ledger.uploads.set(line.documentId, { ...line, agentId: agentId(), sha256: opened.sha256, sealed });
    }
    if (!pathname.endsWith('/multiupload')) return () => {};
    const sent = { leftAt: sim.elapsed(), agentId: agentId(), isUnsent: !mood.isOnline };
    const { file_urls } = Submission.parse(await request.clone().json());
    const documentIds = file_urls.map(({ document_id }) => document_id);
    const rivals = documentIds.flatMap(rivalsOf);
    const shownAbsent = new Set(
      rivals.filter((id) => town.isNoted(id, 'withdrawn') && !town.isNoted(id, 'fetched')),
    );
    const entry: Ledger['submitted'][number] = { ...sent, documentIds, shownAbsent };
    ledger.submitted.push(entry);
    return ({ status, headers }) => {
      entry.status = status;
      entry.answeredAt = sim.elapsed();
      entry.retryAfterMs = Number(headers.get('retry-after') ?? 0) * SECOND;
    };
  }

  /** Other attempts of the same capture. */
  function rivalsOf(documentId: string): string[] {
    const captureId = ledger.uploads.get(documentId)?.captureId;
    const all = [...ledger.uploads.values()].filter((one) => one.captureId === captureId);
    return all.map((one) => one.documentId).filter((id) => id !== documentId);
  }

  /** Whether the store has the very bytes that were sealed. */
  function isStored(captureId: string): boolean {
    const mine = [...ledger.uploads.values()].find((one) => one.captureId === captureId);
    return (
      mine !== undefined && [...town.objects.kept.values()].some(({ bytes }) => hashOf(bytes) === mine.sealed)
    );
  }

  /** What happens while the next request to a path is under way. */
  let ambush: { readonly at: string; readonly work: () => void } | undefined;
  function walkInto(pathname: string): void {
    if (!ambush || !pathname.endsWith(ambush.at)) return;
    sim.after(sim.between(0, 50), ambush.work);
    ambush = undefined;
  }

  /** Held to the end of the story: with a request that is collected, its deadline is gone. */
  const left = new Set<Request>();

  async function send(asked: Request, isAlive: () => boolean): Promise<Response> {
    // As the platform does: the body goes with what is sent, and who gives up cannot take it back any more.
    const request = asked.clone();
    left.add(asked).add(request);
    const noted = await writeDown(request);
    const isLost = !mood.isOnline || mood.isLying;
    const { pathname } = new URL(request.url);
    walkInto(pathname);
    sim.note(`> ${request.method} ${pathname.slice(0, 50)}${isLost ? ' (no line)' : ''}`);
    if (!mood.isOnline) {
      await sim.sleep(sim.between(0, 5));
      throw new TypeError('Failed to fetch');
    }
    return new Promise((resolve, reject) => {
      const { signal } = request;
      let isOver = signal.aborted;
      const giveUp = () => {
        isOver = true;
        reject(signal.reason);
      };
      if (isOver) giveUp();
      signal.addEventListener('abort', giveUp, { once: true });
      sim.after(way(), () => {
        if ((isOver || !isAlive()) && sim.happens(0.5)) return;
        // A line that is up and carries nothing: no answer, and half of the time no request either.
        if (isLost && sim.happens(0.5)) return;
        const broken = (thrown: unknown) => sim.after(sim.between(1, 50), () => reject(thrown));
        town.receive(request, true).then((response) => {
          if (mood.isLying || !mood.isOnline)
            return mood.isOnline ? undefined : broken(new TypeError('Failed to fetch'));
          sim.after(way(), () => {
            if (isOver || !isAlive()) return;
            sim.note(`< ${response.status} ${request.method} ${pathname.slice(0, 50)}`);
            noted(response);
            resolve(response);
          });
        }, broken);
      });
    });
  }

  function ring(after: number): void {
    cancelAlarm();
    isArmed = true;
    cancelAlarm = sim.after(after, () => {
      ring(MINUTE);
      alive().wake(false);
    });
  }

  function disarm(): void {
    cancelAlarm();
    isArmed = false;
  }

  function startWorker(): Worker {
    const name = `worker ${(started += 1)}`;
    const context = createContext(ground, name);
    const { op } = context;
    let awake = 0;
    const client = compose(context.world, {
      areas: { session: context.area(kept.session), local: context.area(kept.local) },
      self,
      stayAwake() {
        awake += 1;
        return () => {
          awake -= 1;
        };
      },
      restUntil: (dueAt) =>
        op(() => {
          if (dueAt === undefined) disarm();
          else ring(Math.max(dueAt - ground.now(), SOONEST_ALARM));
        }),
      missingOrigins: async () => [],
      registerPortals: async () => {},
      changed: () => {},
      estimate: async () => ({
        usage: 1_000_000,
        quota: disk.isFull && disk.isHonest ? 1_000_000 : 10_000_000_000,
      }),
      bakedAddress: origins.broker,
      openStore: createSimStore(disk, context),
      take: createSimTake(context),
      writeLog: (line) => sim.note(`${name} ${line}`),
    });

    const everyWake = createWake({
      arm: () => op(() => ring(MINUTE)),
      check: () => client.witness.check().catch(() => undefined),
      drain: client.drain,
    });
    function wake(hurry: boolean): void {
      void everyWake({ hurry }).catch((thrown: unknown) =>
        sim.note(`${name} wake failed: ${String(thrown)}`),
      );
    }
    function idle(): void {
      if (!context.isAlive()) return;
      const quiet = sim.elapsed() - context.lastAt();
      if (awake === 0 && quiet >= IDLE) context.kill('idle');
      else sim.after(Math.max(SECOND, IDLE - quiet), idle);
    }
    sim.after(IDLE, idle);
    const born = { context, client, wake };
    wake(false);
    return born;
  }

  function alive(): Worker {
    if (!worker?.context.isAlive()) worker = startWorker();
    return worker;
  }

  /** A page asks, and is told when the worker dies before it answers. */
  async function ask(message: unknown, sender: Sender): Promise<unknown> {
    await sim.sleep(sim.between(0, 5));
    const { client, context } = alive();
    return new Promise((resolve, reject) => {
      context.onDeath(() => sim.after(1, () => reject(new Error('the port closed'))));
      void client
        .answer(message, sender)
        .then((answer) => sim.after(sim.between(0, 5), () => context.isAlive() && resolve(answer)));
    });
  }
  const page = (path: string) =>
    createClient((message) =>
      ask(message, { id: self.id, origin: self.origin, url: `${self.origin}/${path}.html` }),
    );

  return {
    disk,
    kept,
    mood,
    now: ground.now,
    popup: page('popup'),
    capturePage: page('capture'),
    folderPage: page('folder'),
    portal: createClient((message) =>
      ask(message, { id: self.id, origin: 'https://portal.test', url: portalUrl, tab: { url: portalUrl } }),
    ),
    agentId,
    isSignedIn: () => kept.session.has('tokens'),
    /** Something will wake a worker, or one is at work. */
    isAwaited: () => isArmed || (worker?.context.isAlive() ?? false),
    /** Captures whose sealed bytes are on the device or in the store. */
    holds: (captureId: string) => disk.bytes.has(captureId) || isStored(captureId),
    isStored,
    kill: (why: string) => worker?.context.kill(why),
    /** Another worker beside the one there is, as after an update; pages talk to the new one. */
    twin(): void {
      worker = startWorker();
    },
    onNext(at: string, work: () => void): void {
      ambush = { at, work };
    },
    /** Session memory goes; the disk stays. */
    restartBrowser(): void {
      worker?.context.kill('the browser ends');
      kept.session.clear();
      worker = startWorker();
      worker.wake(true);
    },
    setOnline(isOnline: boolean): void {
      const comesBack = isOnline && !mood.isOnline;
      mood.isOnline = isOnline;
      if (comesBack && worker?.context.isAlive()) worker.wake(true);
    },
  };
}
export type Device = ReturnType<typeof createDevice>;
