import { z } from 'zod';
import { createBroker } from '@/lib/broker/app';
import { sharedSecret } from '@/lib/broker/atrium-key';
import type { BrokerConfig } from '@/lib/broker/environment';
import { Refused } from '@/lib/broker/refused';
import type { AtlasApi } from '@/lib/domain/organisation';
import { createLog } from '@/lib/log';
import type { AtlasOptions } from '@/test/emulators/atlas';
import { createAtlas } from '@/test/emulators/atlas';
import { createAtrium } from '@/test/emulators/atrium';
import { createFaults } from '@/test/emulators/faults';
import type { EmulatorWorld } from '@/test/emulators/world';
import { createMemoryObjects } from '@/test/support/memory-objects';
import type { Sim } from './sim-clock';
import { keyring, readPaper } from './sim-papers';
import type { Hop, Weather } from './sim-weather';
import { nameOf } from './sim-weather';

const START = Date.UTC(2026, 0, 15, 9);

export const origins: Readonly<Record<Hop, string>> = {
  broker: 'https://broker.test',
  atrium: 'https://atrium.test',
  atlas: 'https://atlas.test',
  store: 'https://store.test',
};
const hops = new Map<string, Hop>([
  [origins.broker, 'broker'],
  [origins.atrium, 'atrium'],
  [origins.atlas, 'atlas'],
  [origins.store, 'store'],
]);
const jwtSecret = 'a secret of the simulation, 32 bytes and more';
const clientSecret = 'client secret of the simulation';

export const agents = [
  { tenant: 'sunrise', email: 'asha@sunrise.test', password: 'correct horse', displayName: 'Asha' },
  { tenant: 'sunrise', email: 'ravi@sunrise.test', password: 'battery staple', displayName: 'Ravi' },
] as const;

/** Which of Atlas's APIs a story's lender has, and which each loan may be turned to. */
export interface Apis {
  readonly api: AtlasApi;
  readonly also: readonly AtlasApi[];
}

const document = (kind: string) => ({ kind, label: kind, required: true });
export const kinds = ['AADHAAR', 'PAN', 'INVOICE'] as const;
const organisationOf = (apis: Apis): BrokerConfig['organisation'] => ({
  organisation: { name: 'Sunrise Finance' },
  atlas: { api: apis.api, ...(apis.also.length > 0 && { also: [...apis.also] }) },
  products: [{ productType: 'POC_CDL', label: 'Loan', documents: kinds.map(document) }],
  portals: [
    {
      id: 'demo',
      name: 'Demo portal',
      match: ['https://portal.test/*'],
      loan: { id: { from: 'url', pattern: '/loans/([A-Z0-9-]+)' } },
      documents: [{ selector: 'img' }],
    },
  ],
});

const Batch = z.looseObject({ file_urls: z.array(z.unknown()) });
const Entries = z.array(z.looseObject({ document_id: z.string() }));

/** Everything outside the device, on the story's clock: Atrium, Atlas, the store, and our broker between them. */
export async function createSimTown(
  sim: Sim,
  weather: Weather,
  { contract, apis }: { readonly contract: Partial<AtlasOptions>; readonly apis: Apis },
) {
  const now = () => START + sim.elapsed();
  const objects = createMemoryObjects(origins.store);
  let objectsFail = 0;
  objects.onCall(async () => {
    await sim.sleep(sim.between(0, 40));
    if (sim.happens(objectsFail)) throw new Refused('store_unavailable');
  });

  /** Between servers there is a network, too. */
  const left = new Set<Request>();
  const between = async (request: Request): Promise<Response> => {
    // As on the device: whoever waits for an answer keeps the request, and with it the deadline.
    left.add(request);
    await sim.sleep(sim.between(1, 80));
    const answer = await receive(request, false);
    await sim.sleep(sim.between(1, 80));
    return answer;
  };
  const emulated: EmulatorWorld = {
    now,
    random: sim.random,
    id: sim.id,
    fetch: between,
    defer: (ms, work) => void sim.after(ms, () => void work()),
  };
  const atrium = await createAtrium(emulated, {
    jwtSecret,
    accounts: agents,
    onReuse: sim.pick(['refuse', 'revoke-family'] as const),
    graceUntilSuccessorUsed: sim.happens(0.3),
    logout: sim.pick(['session', 'person'] as const),
    limits: { login: 1_000, user: 100_000, tenant: 1_000_000 },
  });
  const atlas = createAtlas(emulated, {
    clientId: 'satchel',
    clientSecret,
    publicUrl: () => origins.atlas,
    read: readPaper,
    ...contract,
  });
  const config: BrokerConfig = {
    publicUrl: origins.broker,
    atrium: { baseUrl: origins.atrium, key: sharedSecret(jwtSecret), tenants: undefined },
    atlas: { baseUrl: origins.atlas, clientId: 'satchel', clientSecret },
    store: { endpoint: origins.store, region: 'r', bucket: 'b', accessKeyId: 'a', secretAccessKey: 's' },
    keyring,
    organisation: organisationOf(apis),
  };
  const deadline = (ms: number) => {
    const controller = new AbortController();
    sim.after(ms, () => controller.abort(new DOMException('deadline', 'TimeoutError')));
    return controller.signal;
  };
  const broker = createBroker({
    // Nothing the stories ask of the broker waits.
    world: { now, monotonic: sim.elapsed, id: sim.id, fetch: between, deadline, sleep: async () => {} },
    config,
    log: createLog({ now }, (line) => line.includes('"bug"') && sim.note(`broker ${line}`)),
    objects: objects.objects,
  });
  /** Uploads the store will never take, by path; and whether the next one is to be one of them. */
  const refused = new Set<string>();
  let refusesNext = false;
  const store = async (request: Request): Promise<Response> => {
    const { pathname } = new URL(request.url);
    if (refusesNext) refused.add(pathname);
    refusesNext = false;
    if (refused.has(pathname)) return new Response(null, { status: 500 });
    const bytes = new Uint8Array(await request.arrayBuffer());
    const isTaken = objects.upload(request.url, bytes, Object.fromEntries(request.headers));
    return new Response(null, isTaken ? { status: 200, headers: { etag: '"e"' } } : { status: 403 });
  };
  const servers = {
    atrium,
    atlas,
    broker: faulty(broker.fetch),
    store: faulty(store),
  };
  function faulty(handle: (request: Request) => Promise<Response>) {
    const faults = createFaults(emulated, handle);
    return { faults, fetch: faults.fetch };
  }

  /** A request that has come to a server, and the weather it meets there. */
  async function receive(sent: Request, isDevice: boolean): Promise<Response> {
    const { origin, pathname } = new URL(sent.url);
    const hop = hops.get(origin);
    if (!hop) throw new TypeError('fetch failed');
    const takesSome = pathname.endsWith('/multiupload') && weather.forgets(hop, pathname);
    const request = takesSome ? await some(sent) : sent;
    if (request.method === 'POST' && weather.doubles(hop, pathname)) {
      sim.note(`twice ${pathname.slice(0, 40)}`);
      await servers[hop].fetch(request.clone()).catch(() => undefined);
    }
    const fault = weather.draw(hop, pathname, isDevice);
    if (fault) {
      sim.note(`fault ${nameOf(fault)} at ${hop} ${pathname.slice(0, 40)}`);
      servers[hop].faults.add({ on: '', when: (one) => one === request, times: 1, fault });
    }
    const response = await servers[hop].fetch(request);
    return pathname.endsWith('/multiupload') && response.ok && weather.forgets(hop, pathname)
      ? forget(response)
      : response;
  }

  /** A batch of which Atlas takes only some. */
  async function some(request: Request): Promise<Request> {
    const batch = Batch.parse(await request.clone().json());
    const [first, ...others] = batch.file_urls;
    const taken = [first, ...others.filter(() => sim.happens(0.5))];
    if (taken.length === batch.file_urls.length) return request;
    sim.note('Atlas takes only some');
    const { url, method, headers, signal } = request;
    return new Request(url, {
      method,
      headers,
      signal,
      body: JSON.stringify({ ...batch, file_urls: taken }),
    });
  }

  /** A batch answer that names only some documents. */
  async function forget(response: Response): Promise<Response> {
    const entries = Entries.safeParse(
      await response
        .clone()
        .json()
        .catch(() => undefined),
    );
    if (!entries.success) return response;
    sim.note('the answer forgets some');
    return Response.json(entries.data.filter(() => sim.happens(0.5)));
  }

  return {
    now,
    atrium,
    atlas,
    objects,
    receive,
    apis,
    /** Everything that Atlas holds or held under some id, by whichever API it was told of it. */
    held: () => [
      ...atlas.flows().flatMap(({ documents, overwritten }) => [...documents, ...overwritten]),
      ...atlas.batches().flatMap(({ documents }) => documents),
    ],
    /** The next token shown to a server is refused. */
    refuseNextToken(hop: Hop): void {
      servers[hop].faults.add({ on: '', times: 1, fault: { kind: 'expired-token' } });
    },
    hopOf: (request: Request) => hops.get(new URL(request.url).origin),
    failObjects(share: number): void {
      objectsFail = share;
    },
    /** Whether the broker has noted this of an attempt. */
    isNoted(documentId: string, note: 'fetched' | 'withdrawn'): boolean {
      return [...objects.kept.keys()].some((key) => key.endsWith(`/${documentId}/${note}`));
    },
    /** The document whose bytes come next can never be stored, even when all else heals. */
    refuseNextUpload(): void {
      refusesNext = true;
    },
    refusesSome: () => refused.size > 0,
    clearFaults(): void {
      for (const server of Object.values(servers)) server.faults.clear();
      objectsFail = 0;
    },
  };
}
export type SimTown = Awaited<ReturnType<typeof createSimTown>>;
