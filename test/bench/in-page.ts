import { openDB } from 'idb';
import { browser } from 'wxt/browser';
import { z } from 'zod';
import { createAtlas } from '@/lib/atlas/client';
import { createBrowserCodecs } from '@/lib/capture/browser-codecs';
import { normalise } from '@/lib/capture/normalise';
import { AtlasGrant } from '@/lib/contract/broker';
import { Agent } from '@/lib/domain/agent';
import { PART_BYTES } from '@/lib/domain/capture';
import { Flow } from '@/lib/domain/flow';
import { createHttp } from '@/lib/http/http';
import { newFlow } from '@/lib/outbox/actions';
import { stamped } from '@/lib/outbox/finished';
import type { OutboxSchema } from '@/lib/outbox/migrations';
import { DATABASE_VERSION, migrate } from '@/lib/outbox/migrations';
import { createStorage } from '@/lib/outbox/storage';
import { createClient } from '@/lib/rpc/client';
import { createWorld } from '@/lib/world';

/* Runs in a page of the extension under test: it may send its messages and open its database. */

const LANES = 6;
/** Finished loans that the popup asks for when it opens. */
const FIRST = 5;
const STRICT = { durability: 'strict' } as const;
const world = createWorld();
const { call } = createClient();
const moment = () => ({ now: world.now(), random: world.random, id: world.id });
const open = () =>
  openDB<OutboxSchema>('satchel', DATABASE_VERSION, { upgrade: (db, from, _, tx) => migrate(db, from, tx) });
const agent = async () => Agent.parse((await browser.storage.local.get('agent'))['agent']);

/** PDFs of random content, each another one. */
function documents(count: number, size: number): File[] {
  const noise = new Uint8Array(size);
  for (let at = 0; at < size; at += 65_536) crypto.getRandomValues(noise.subarray(at, at + 65_536));
  return Array.from({ length: count }, (_, n) => {
    const parts = [`%PDF-1.7\n%${world.id()}\n`, noise.slice(0, Math.max(0, size - 64)), '\n%%EOF\n'];
    return new File(parts, `${n}.pdf`, { type: 'application/pdf' });
  });
}

export async function signIn(
  address: string,
  credentials: { tenant: string; email: string; password: string },
) {
  await call('organisation.set', { address });
  await call('session.signIn', credentials);
}

/** Whoever has no tokens is locked: captures, and does not send. */
export async function lock(): Promise<void> {
  const held = await browser.storage.session.get(null);
  await browser.storage.session.clear();
  Object.assign(globalThis, { benchHeld: held });
}

export async function unlock(): Promise<void> {
  const held: unknown = Reflect.get(globalThis, 'benchHeld');
  await browser.storage.session.set(z.record(z.string(), z.unknown()).parse(held));
}

/** An outbox as new: no flow, no bytes, no witness. */
export async function empty(): Promise<void> {
  const db = await open();
  const tx = db.transaction(['flows', 'bytes', 'quarantine'], 'readwrite', STRICT);
  await Promise.all([
    tx.objectStore('flows').clear(),
    tx.objectStore('bytes').clear(),
    tx.objectStore('quarantine').clear(),
    tx.done,
  ]);
  db.close();
  await browser.storage.local.remove('witness');
}

const hex = () => `${world.id()}${world.id()}`.replaceAll('-', '').slice(0, 64);

interface Seed {
  readonly flows: number;
  /** Documents a flow. */
  readonly each: number;
  /** `read`: verified and released, at rest. `captured`: still to be stored. `refused`: the agent's to mend. */
  readonly state: 'read' | 'captured' | 'refused';
  /** Bytes of each; for `captured` they lie in the database, too. */
  readonly size: number;
}

/** Flows written straight into the database, as the product would have left them. */
export async function seed({ flows, each, state, size }: Seed): Promise<string[]> {
  const owner = await agent();
  const db = await open();
  const [bytes = new Blob()] = documents(1, size);
  const made: string[] = [];
  for (let n = 0; n < flows; n += 1) {
    const flow = rested(owner, each, state, bytes.size);
    const tx = db.transaction(['flows', 'bytes'], 'readwrite', { durability: 'relaxed' });
    const captures = flow.documents.flatMap(({ attempts }) => attempts.map(({ capture }) => capture));
    await Promise.all([
      tx.objectStore('flows').put(stamped(flow, flow.updatedAt)),
      ...(state === 'captured'
        ? captures.map(({ captureId }) => tx.objectStore('bytes').put(bytes, captureId))
        : []),
      tx.done,
    ]);
    made.push(flow.flowId);
  }
  db.close();
  return made;
}

/** As the taker writes them down; the lab takes a part's word for its hash. */
function partsOf(size: number) {
  if (size <= PART_BYTES) return {};
  const sha256 = Array.from({ length: Math.ceil(size / PART_BYTES) }, hex);
  return { parts: { size: PART_BYTES, sha256 } };
}

function rested(owner: Agent, each: number, state: Seed['state'], size: number): Flow {
  const kinds = ['AADHAAR', 'PAN', 'INVOICE', 'DELIVERY_ORDER', 'OPEN_BOX'];
  const capture = () => ({
    captureId: world.id(),
    opened: { sha256: hex(), size, contentType: 'application/pdf' as const },
    sealed: { sha256: hex(), size, keyId: 'k1', ...partsOf(size) },
    source: 'file' as const,
    capturedAt: world.now(),
  });
  const loan = { loanId: `CDL-${world.id().slice(0, 13)}`, productType: 'POC_CDL' };
  const first = { slotId: world.id(), kind: 'AADHAAR', capture: capture() };
  const flow = newFlow(owner, loan, first, moment());
  const line = { ...flow.opening };
  const documents = Array.from({ length: each }, (_, n) => {
    const attempt = { documentId: world.id(), capture: capture(), wanted: state !== 'captured', line };
    const at = world.now();
    const ends = {
      read: { state: 'read' as const, readAt: at, documentType: 'PAN', released: true },
      refused: { state: 'refused' as const, refusedAt: at, verdictCode: 'INVALID_DOC', documentType: 'PAN' },
      captured: { state: 'captured' as const },
    };
    const current = { ...attempt, ...ends[state] };
    return { slotId: world.id(), kind: kinds[n % kinds.length] ?? 'PAN', attempts: [current] };
  });
  return {
    ...flow,
    documents,
    ...(state !== 'captured' && {
      stages: { upload: 'SUCCESS', processing: 'SUCCESS', crosscheck: 'SUCCESS', master: 'SUCCESS' },
    }),
  };
}

/** Which key the broker seals to now. */
export async function keyId(): Promise<string> {
  const { organisation } = await browser.storage.local.get('organisation');
  return z.object({ config: z.object({ sealingKey: z.object({ keyId: z.string() }) }) }).parse(organisation)
    .config.sealingKey.keyId;
}

/** Writes the key's name into every record: the broker signs for no other. */
export async function nameKey(): Promise<void> {
  const id = await keyId();
  const db = await open();
  const tx = db.transaction('flows', 'readwrite');
  for (let at = await tx.store.openCursor(); at; at = await at.continue()) {
    const flow = Flow.parse(at.value);
    const named = flow.documents.map((document) => ({
      ...document,
      attempts: document.attempts.map((attempt) => ({
        ...attempt,
        capture: { ...attempt.capture, sealed: { ...attempt.capture.sealed, keyId: id } },
      })),
    }));
    await at.update(Flow.parse({ ...flow, documents: named }));
  }
  await tx.done;
  db.close();
}

/** Two at a time, as the capture page does. @returns milliseconds from the first message to the last "safe" */
export async function takeIn(flowIds: readonly string[], count: number, size: number): Promise<number> {
  const files = [...documents(count, size).entries()];
  const startedAt = performance.now();
  const hand = async (): Promise<void> => {
    for (let next = files.shift(); next; next = files.shift()) {
      const [n, bytes] = next;
      const flowId = flowIds[n % flowIds.length] ?? '';
      await call('capture.add', { flowId, kind: 'OTHER', source: 'file', bytes });
    }
  };
  await Promise.all([hand(), hand()]);
  return performance.now() - startedAt;
}

/** The floor of `takeIn`: the same bytes into a database, strictly, and nothing else. */
export async function putOnly(count: number, size: number): Promise<number> {
  const files = documents(count, size);
  const db = await openDB('bench-floor', 1, { upgrade: (made) => void made.createObjectStore('bytes') });
  const startedAt = performance.now();
  for (const [n, file] of files.entries()) {
    const tx = db.transaction('bytes', 'readwrite', STRICT);
    await Promise.all([tx.store.put(file, n), tx.done]);
  }
  const took = performance.now() - startedAt;
  await db.clear('bytes');
  db.close();
  return took;
}

/** Milliseconds that `size` bytes of memory take that nobody had before, and as many that are there already. */
export function memoryCosts(size: number): { fresh: number; again: number } {
  const rounds = 20;
  const held = new Uint8Array(size).fill(1);
  const timed = (touch: () => void): number => {
    const startedAt = performance.now();
    for (let round = 0; round < rounds; round += 1) touch();
    return (performance.now() - startedAt) / rounds;
  };
  const fresh = timed(() => void new Uint8Array(size).fill(1));
  return { fresh, again: timed(() => void held.fill(2)) };
}

/** The floor of a drain: the same number of bytes from memory to the store, six at a time. */
export async function putAll(address: string, count: number, size: number): Promise<number> {
  const files = documents(count, size);
  const startedAt = performance.now();
  const lane = async (): Promise<void> => {
    for (let file = files.pop(); file; file = files.pop()) {
      const answer = await fetch(`${address}/captures/floor/${world.id()}`, { method: 'PUT', body: file });
      if (!answer.ok) throw new Error(`the store answered ${answer.status}`);
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  return performance.now() - startedAt;
}

/** The floor of a drain's memory: the sealed bytes of every capture from the database to the store, six at a time. */
export async function putStored(address: string): Promise<void> {
  const db = await open();
  const keys = await db.getAllKeys('bytes');
  const lane = async (): Promise<void> => {
    for (let key = keys.pop(); key !== undefined; key = keys.pop()) {
      const body = (await db.get('bytes', key)) ?? null;
      const answer = await fetch(`${address}/captures/floor/${key}`, { method: 'PUT', body });
      if (!answer.ok) throw new Error(`the store answered ${answer.status}`);
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  db.close();
}

/** How many of all documents are in none of `states`. */
export async function others(...states: string[]): Promise<number> {
  const flows = await call('flow.list', { finished: FIRST });
  return flows.flatMap(({ documents: all }) => all).filter(({ state }) => !states.includes(state)).length;
}

/** Resolves when every document is in one of `states`. */
export async function until(...states: string[]): Promise<number> {
  const startedAt = performance.now();
  while ((await others(...states)) > 0) await world.sleep(20);
  return performance.now() - startedAt;
}

/** As `until`, of one flow, read beside the background so that nothing is asked of it. */
export async function untilStored(flowId: string): Promise<void> {
  const db = await open();
  const isOpen = async () =>
    Flow.parse(await db.get('flows', flowId)).documents.some(
      ({ attempts }) => attempts.at(-1)?.state === 'captured',
    );
  while (await isOpen()) await world.sleep(5);
  db.close();
}

/** Milliseconds of one message and its answer. */
export async function list(): Promise<number> {
  const startedAt = performance.now();
  await call('flow.list', { finished: FIRST });
  return performance.now() - startedAt;
}

export async function wake(): Promise<void> {
  await call('state.get');
}

export async function send(flowIds: readonly string[]): Promise<void> {
  for (const flowId of flowIds) await call('flow.send', { flowId });
}

/**
 * What field tools do: the documents of a set one after the other, each signed when its turn comes, then told
 * to Atlas; set after set.
 */
export async function oneAtATime(): Promise<number> {
  const held = z.record(z.string(), z.unknown()).parse(await browser.storage.session.get(null));
  const { accessToken } = z.object({ accessToken: z.string() }).parse(held['tokens']);
  const { organisation } = await browser.storage.local.get('organisation');
  const known = z
    .object({ config: z.object({ addresses: z.object({ broker: z.string() }) }) })
    .parse(organisation);
  const { broker } = known.config.addresses;
  const http = createHttp(world);
  const deps = {
    world,
    http,
    broker: async () => broker,
    session: { withAccess: <T>(use: (token: string) => Promise<T>) => use(accessToken) },
  };
  const storage = createStorage(deps);
  const atlas = createAtlas(http);
  const db = await open();
  const flows = z.array(Flow).parse(await db.getAll('flows'));
  const startedAt = performance.now();
  const headers = { authorization: `Bearer ${accessToken}` };
  const ask = { method: 'POST' as const, url: `${broker}/v1/atlas-token`, headers, deadlineMs: 60_000 };
  const grant = await http.json(ask, AtlasGrant);
  for (const flow of flows) {
    const told: Array<{ documentId: string; fileUrl: string }> = [];
    for (const { slotId, attempts } of flow.documents) {
      const attempt = attempts.at(-1);
      const sealed = attempt && (await db.get('bytes', attempt.capture.captureId));
      if (!attempt || !sealed) continue;
      // By one that gathers nothing.
      const place = await createStorage(deps).sign({ flow, slotId, attempt });
      await storage.deliver({ flow, slotId, attempt }, place, sealed, async () => true);
      told.push({ documentId: attempt.documentId, fileUrl: place.fileUrl });
    }
    const flowUuid = await atlas.flow.open(grant, flow);
    await atlas.flow.submit(grant, { productType: flow.productType, flowUuid, batchIds: [] }, told);
  }
  db.close();
  return performance.now() - startedAt;
}

/** A picture as it would be sent: how long that takes, and its bytes in base64. */
export async function shrink(url: string): Promise<{ ms: number; base64: string }> {
  const picture = await (await fetch(url)).blob();
  const startedAt = performance.now();
  const { bytes } = await normalise(picture, { codecs: createBrowserCodecs(), maxBytes: 50_000_000 });
  const ms = performance.now() - startedAt;
  return { ms, base64: base64(bytes) };
}

function base64(buffer: ArrayBuffer): string {
  const bytes = new Uint8Array(buffer);
  let text = '';
  for (let at = 0; at < bytes.length; at += 8_192)
    text += String.fromCharCode(...bytes.subarray(at, at + 8_192));
  return btoa(text);
}
