import type { Platform } from '@/entrypoints/background/compose';
import { compose } from '@/entrypoints/background/compose';
import { createBroker } from '@/lib/broker/app';
import { sharedSecret } from '@/lib/broker/atrium-key';
import { createLocalBus } from '@/lib/broker/bus';
import type { BrokerConfig } from '@/lib/broker/environment';
import { createKeyring, generateSealingKey } from '@/lib/broker/keyring';
import type { SignIn } from '@/lib/domain/organisation';
import { createLog } from '@/lib/log';
import { createClient } from '@/lib/rpc/client';
import type { Sender } from '@/lib/rpc/sender';
import type { AtlasOptions } from '@/test/emulators/atlas';
import { createAtlas } from '@/test/emulators/atlas';
import type { Read } from '@/test/emulators/atlas-reading';
import { createAtrium } from '@/test/emulators/atrium';
import type { EmulatorWorld } from '@/test/emulators/world';
import { createMemoryArea } from '@/test/lib/session/office';
import type { World } from '@/lib/world';
import { createFakeWorld } from '@/test/support/fake-world';
import { createMemoryObjects } from '@/test/support/memory-objects';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
/** Real milliseconds. */
const REAL_PATIENCE = 40;
const SOONEST_ALARM = 30_000;

export const origins = {
  broker: 'https://broker.test',
  atrium: 'https://atrium.test',
  atlas: 'https://atlas.test',
  store: 'https://store.test',
} as const;
/** Another host, as Atlas has it. */
const docstream = 'https://docstream.test';
export const clientSecret = 'canary-atlas-client-secret';
const jwtSecret = 'canary-atrium-jwt-secret-with-32-bytes-and-more';
export const asha = { tenant: 'sunrise', email: 'asha@sunrise.test', password: 'correct horse' };
export const ravi = { tenant: 'sunrise', email: 'ravi@sunrise.test', password: 'battery staple' };
/** What the popup asks for when it opens. */
export const firstAsked = { search: '', most: 200, finished: 5, open: [], folded: [] };
export const portalUrl = 'https://portal.test/loans/CDL-1';
const self = { id: 'satchel', origin: 'chrome-extension://satchel' };

export const organisation: BrokerConfig['organisation'] = {
  organisation: { name: 'Sunrise Finance' },
  atlas: { api: 'flow' },
  products: [
    {
      productType: 'POC_CDL',
      label: 'Consumer durable loan',
      documents: [
        { kind: 'AADHAAR', label: 'Aadhaar card', required: true },
        { kind: 'PAN', label: 'PAN card', required: true },
      ],
    },
  ],
  portals: [
    {
      id: 'demo',
      name: 'Demo portal',
      match: ['https://portal.test/*'],
      loan: { id: { from: 'url', pattern: '/loans/([A-Z0-9-]+)' } },
      documents: [{ selector: 'img' }],
    },
  ],
};

/** The text of a document is what Atlas reads in it: `KIND value`. */
export const readText: Read = async (bytes) => {
  const [, kind = '', value = ''] =
    /^%PDF-1\.7 (\w+) (.*)\n%%EOF$/.exec(new TextDecoder().decode(bytes)) ?? [];
  const key = kind === 'AADHAAR' ? 'aadhaar_number' : 'number';
  return { documentType: kind, fields: { [key]: { value, confidence_score: 0.98 } } };
};

export function paper(kind: string, value: string): Blob {
  return new Blob([`%PDF-1.7 ${kind} ${value}\n%%EOF`], { type: 'application/pdf' });
}

export interface Sent {
  readonly origin: string;
  readonly text: string;
}

/** Everything outside the device: Atrium, Atlas, the store, and our broker between them, on one clock. */
export async function createTown(
  seed = 1,
  ways: Partial<AtlasOptions> = {},
  {
    config: ours,
    ...own
  }: {
    readonly signIn?: SignIn;
    readonly atlas?: BrokerConfig['organisation']['atlas'];
    readonly config?: Partial<BrokerConfig>;
  } = {},
) {
  const world = createFakeWorld(seed);
  const sent = new Array<Sent>();
  const rewrites = new Array<{ readonly path: string; readonly change: (json: unknown) => unknown }>();
  const repeated = new Set<string>();
  let onRequest: (n: number, when: 'leaves' | 'has left') => void = () => {};
  const emulated: EmulatorWorld = {
    now: world.now,
    random: world.random,
    id: world.id,
    fetch: (request) => world.fetch(request),
    defer: (ms, work) => void world.sleep(ms).then(work),
  };
  const atrium = await createAtrium(emulated, {
    jwtSecret,
    accounts: [
      { ...asha, displayName: 'Asha Rao' },
      { ...ravi, displayName: 'Ravi Nair' },
    ],
  });
  const atlas = createAtlas(emulated, {
    clientId: 'satchel',
    clientSecret,
    publicUrl: () => origins.atlas,
    read: readText,
    ...ways,
  });
  const objects = createMemoryObjects(origins.store);
  const keyring = await createKeyring(generateSealingKey());
  const config: BrokerConfig = {
    publicUrl: origins.broker,
    atrium: { baseUrl: origins.atrium, key: sharedSecret(jwtSecret), tenants: undefined },
    atlas: { baseUrl: origins.atlas, docstreamBaseUrl: docstream, clientId: 'satchel', clientSecret },
    store: { endpoint: origins.store, region: 'r', bucket: 'b', accessKeyId: 'a', secretAccessKey: 's' },
    keyring,
    organisation: { ...organisation, ...own },
    ...ours,
  };
  const lines = new Array<string>();
  const log = createLog(world, (line) => lines.push(line));
  let streams = 0;
  const bus = createLocalBus();
  const counting = {
    ...bus,
    subscribe(topic: string, listener: () => void) {
      streams += 1;
      const stop = bus.subscribe(topic, listener);
      return () => ((streams -= 1), stop());
    },
  };
  const broker = createBroker({ world, config, log, objects: objects.objects, bus: counting });
  const store = async (request: Request): Promise<Response> => {
    const bytes = new Uint8Array(await request.arrayBuffer());
    const isTaken = objects.upload(request.url, bytes, Object.fromEntries(request.headers));
    return new Response(null, isTaken ? { status: 200, headers: { etag: '"e"' } } : { status: 403 });
  };
  const servers = { atrium: atrium.fetch, atlas: atlas.fetch, broker: broker.fetch, store };
  world.routes[`${docstream}/`] = (request) => atlas.fetch(request);
  for (const name of ['atrium', 'atlas', 'broker', 'store'] as const) {
    world.routes[`${origins[name]}/`] = (request) => servers[name](request);
  }

  /** The network as a device has it: every request is written down before it goes. */
  async function fromDevice(request: Request, fetch: World['fetch']): Promise<Response> {
    const copy = request.clone();
    const text = `${request.url}\n${[...copy.headers].join('\n')}\n${await copy.text()}`;
    const n = sent.push({ origin: new URL(request.url).origin, text });
    onRequest(n, 'leaves');
    const { pathname } = new URL(request.url);
    // The browser repeats a request whose connection broke; the first one arrived all the same.
    if (repeated.delete(pathname)) await fetch(request.clone());
    // Its own copy, as on a real network: a body that its sender gives up is cancelled under whoever reads it late.
    const answer = fetch(request.clone());
    onRequest(n, 'has left');
    const mine = rewrites.filter(({ path }) => path === pathname);
    if (mine.length === 0) return answer;
    const { status, headers } = await answer;
    const json: unknown = await (await answer).json();
    return Response.json(
      mine.reduce((next, { change }) => change(next), json),
      { status, headers },
    );
  }

  return {
    world,
    atrium,
    atlas,
    broker: { streams: () => streams },
    objects,
    sent,
    lines,
    fromDevice,
    /** The device sees what `change` makes of every answer on this path. */
    rewrite: (path: string, change: (json: unknown) => unknown) => void rewrites.push({ path, change }),
    /** The next request on this path arrives twice. */
    repeat: (path: string) => void repeated.add(path),
    /** Told of the device's nth request as it leaves, and when it is out of the device's hands. */
    whenRequested(then: typeof onRequest): void {
      onRequest = then;
    },
  };
}
export type Town = Awaited<ReturnType<typeof createTown>>;

/** A browser with Satchel in it. Disk and session memory outlive workers; a restart clears the memory. */
export function createLaptop(
  town: Town,
  platform: Partial<Pick<World, 'online'>> = {},
  own: Pick<Platform, 'codecs' | 'listens' | 'push' | 'notices' | 'openRetake'> = {},
) {
  const { world } = town;
  const areas = { session: createMemoryArea(), local: createMemoryArea() };
  const lines = new Array<string>();
  let worker = startWorker();
  let alarm: { at: number } | undefined;

  function startWorker(): { client: ReturnType<typeof compose>; kill: () => void } {
    const context = world.context();
    const client = compose(
      {
        ...context.world,
        ...platform,
        fetch: (request) => town.fromDevice(request, context.world.fetch),
      },
      {
        ...own,
        areas,
        self,
        stayAwake: () => () => {},
        restUntil: async (dueAt) => ring(dueAt),
        missingOrigins: async () => [],
        registerPortals: async () => {},
        changed: () => {},
        bakedAddress: origins.broker,
        // The usual is asserted where it is defined; here it would be most of the time.
        pinCost: { N: 2, r: 1, p: 1 },
        writeLog: (line) => lines.push(line),
      },
    );
    return { client, kill: context.kill };
  }

  function ring(dueAt: number | undefined): void {
    const mine = dueAt === undefined ? undefined : { at: Math.max(dueAt, world.now() + SOONEST_ALARM) };
    alarm = mine;
    const isOff = () => alarm !== mine;
    const follow = async () => {
      while (mine && !isOff()) {
        await world.sleep(Math.max(0, mine.at - world.now()));
        if (isOff()) return;
        mine.at = world.now() + MINUTE;
        void worker.client.drain.wake();
      }
    };
    void follow();
  }

  const page = (path: string) => ({ id: self.id, origin: self.origin, url: `${self.origin}/${path}.html` });
  const talk = (sender: Sender) => createClient((message) => worker.client.answer(message, sender));
  const tab = { url: portalUrl };

  return {
    areas,
    lines,
    popup: talk(page('popup')),
    panel: talk(page('sidepanel')),
    drain: () => worker.client.drain,
    capturePage: talk(page('capture')),
    folderPage: talk(page('folder')),
    options: talk(page('options')),
    portal: talk({ id: self.id, origin: 'https://portal.test', url: portalUrl, tab }),
    /** Who is known here. */
    agent: () => worker.client.session.state(),
    /** What the toolbar's button counts. */
    needy: () => worker.client.needy(),
    /** What a page waits for, with time passing meanwhile. */
    async wait<T>(asked: Promise<T>): Promise<T> {
      let isAnswered = false;
      const end = () => {
        isAnswered = true;
      };
      asked.then(end, end);
      for (let waited = 0; !isAnswered && waited < 5 * MINUTE; waited += SECOND) {
        // Sealing takes real time; only what still waits afterwards waits for the clock.
        const patience = performance.now() + REAL_PATIENCE;
        while (!isAnswered && performance.now() < patience) await world.advance(0);
        if (!isAnswered) await world.advance(SECOND);
      }
      if (!isAnswered) throw new Error('the background does not answer');
      return asked;
    },
    /** The browser ends the worker wherever it is; whatever wakes it next finds a new one. */
    killWorker(): void {
      worker.kill();
      worker = startWorker();
      ring(world.now());
    },
    /** As `killWorker`, but nothing else happens: what wakes it is the alarm, if one was set. */
    loseWorker(): void {
      worker.kill();
      worker = startWorker();
    },
    /** Every page and the session's memory go; the disk stays. */
    restartBrowser(): void {
      worker.kill();
      areas.session.kept.clear();
      worker = startWorker();
      void worker.client.drain.wake({ hurry: true });
    },
  };
}
export type Laptop = ReturnType<typeof createLaptop>;
