import { createHash, randomUUID } from 'node:crypto';
import { Aes256Gcm, CipherSuite, DhkemP256HkdfSha256, HkdfSha256 } from '@hpke/core';
import { SignJWT } from 'jose';
import type { JWTPayload } from 'jose';
import { createBroker } from '@/lib/broker/app';
import { createBrokerLog } from '@/lib/broker/broker-log';
import type { Bus } from '@/lib/broker/bus';
import { createLocalBus } from '@/lib/broker/bus';
import type { AtriumKey } from '@/lib/broker/atrium-key';
import { sharedSecret } from '@/lib/broker/atrium-key';
import type { BrokerConfig } from '@/lib/broker/environment';
import { createKeyring, generateSealingKey } from '@/lib/broker/keyring';
import type { CreateCounter } from '@/lib/broker/limiter';
import type { UploadRequest } from '@/lib/contract/broker';
import { AtlasGrant, UploadSlots } from '@/lib/contract/broker';
import { narrowCallback } from '@/lib/contract/callback';
import type { ContentType } from '@/lib/domain/capture';
import { bindingBytes } from '@/lib/domain/capture';
import { createMemoryObjects } from '@/test/support/memory-objects';

export const secrets = {
  clientSecret: 'canary-atlas-client-secret-7f3a',
  storeSecret: 'canary-store-secret-access-key-91bd',
  jwtSecret: 'canary-atrium-jwt-secret-with-32-bytes-and-more',
  sealingKey: generateSealingKey(),
};
export const asha = { tenantId: '6f1d2c7e-0f4b-4a55-9c6e-2f7f3a1b5c01', agentId: 'agent-asha' };
export const ravi = { ...asha, agentId: 'agent-ravi' };
/** The loan that tests speak of when they name none. */
export const loan = 'CDL-2026-004711';
/** Monday, 1 June 2026. */
export const monday = Date.UTC(2026, 5, 1, 9);

const organisation: BrokerConfig['organisation'] = {
  organisation: { name: 'Sunrise Finance' },
  atlas: { api: 'flow' },
  products: [
    {
      productType: 'POC_CDL',
      label: 'Consumer durable loan',
      documents: [{ kind: 'PAN', label: 'PAN card', required: true }],
    },
  ],
  portals: [],
};

export interface DeskOptions {
  readonly atriumKey?: AtriumKey;
  readonly tenants?: readonly string[];
  readonly sealingKey?: string;
  /** Settings that differ from the usual ones. */
  readonly config?: Partial<BrokerConfig>;
  readonly bus?: Bus;
  readonly store?: ReturnType<typeof createMemoryObjects>;
  readonly counter?: CreateCounter;
  /** When any outgoing call is given up, real milliseconds; absent: never. */
  readonly patience?: number;
}

type Answer = (request: Request) => Response | Promise<Response>;

export function atlasToken(life = 3_600, name = 'atlas-token-1'): Answer {
  return () => Response.json({ access_token: name, expires_in: life }, { status: 201 });
}

/** A broker on no port: its store in memory, its clock by hand, the network scripted. */
export async function createDesk(options: DeskOptions = {}) {
  const store = options.store ?? createMemoryObjects();
  const clock = { at: monday };
  const lines: string[] = [];
  const asked: Request[] = [];
  const network = { answer: atlasToken() };
  const world = {
    now: () => clock.at,
    monotonic: () => clock.at,
    id: () => randomUUID(),
    // Until something happens: no test waits for time.
    sleep: (_ms: number, signal?: AbortSignal) =>
      new Promise<void>((resolve) => signal?.addEventListener('abort', () => resolve())),
    deadline: () =>
      options.patience === undefined ? new AbortController().signal : AbortSignal.timeout(options.patience),
    fetch: async (request: Request) => {
      asked.push(request);
      return network.answer(request);
    },
  };
  const keyring = await createKeyring(options.sealingKey ?? secrets.sealingKey);
  const config: BrokerConfig = {
    publicUrl: 'https://broker.test',
    atrium: {
      baseUrl: 'https://atrium.test',
      key: options.atriumKey ?? sharedSecret(secrets.jwtSecret),
      tenants: options.tenants,
    },
    atlas: { baseUrl: 'https://atlas.test', clientId: 'satchel', clientSecret: secrets.clientSecret },
    store: {
      endpoint: 'https://store.test',
      region: 'ap-south-1',
      bucket: 'captures',
      accessKeyId: 'satchel',
      secretAccessKey: secrets.storeSecret,
    },
    keyring,
    organisation,
    ...options.config,
  };
  const log = createBrokerLog(world, { write: (line) => lines.push(line) });
  const stopping = new AbortController();
  const { bus = createLocalBus() } = options;
  const broker = createBroker({
    world,
    config,
    log,
    objects: store.objects,
    bus,
    counter: options.counter,
    stopping: stopping.signal,
  });
  const answers: string[] = [];

  async function ask(method: string, path: string, init: AskInit = {}): Promise<Response> {
    const url = path.startsWith('https:') ? path : `${config.publicUrl}${path}`;
    const token = init.token === undefined ? await accessToken(init.as ?? asha, clock.at) : init.token;
    const headers = { ...(token ? { authorization: `Bearer ${token}` } : {}), ...init.headers };
    const body =
      init.body === undefined || typeof init.body === 'string' ? init.body : JSON.stringify(init.body);
    const request = new Request(url, { method, headers, ...(body === undefined ? {} : { body }) });
    const response = await broker.fetch(request, init.from);
    // A stream has no end to wait for.
    if (response.headers.get('content-type') === 'text/event-stream') return response;
    const seen = [...response.headers].join('\n');
    answers.push(`${response.status} ${seen} ${await response.clone().text()}`);
    return response;
  }

  /** The callback address of a loan, as Atlas is told it. */
  async function callbackUrl(as = asha, loanId = loan): Promise<string> {
    const grant = AtlasGrant.parse(await (await ask('POST', '/v1/atlas-token', { as })).json());
    return narrowCallback(grant.callbackUrl, loanId);
  }

  /** What Atlas says when a flow is over. */
  async function callBack(body: unknown, as = asha, loanId = loan): Promise<Response> {
    return ask('POST', await callbackUrl(as, loanId), { token: '', body });
  }

  /** Seals, asks for a slot, PUTs. */
  async function deliver(capture: SealedCapture) {
    const [slot] = UploadSlots.parse(
      await (await ask('POST', '/v1/uploads', { body: [capture.request] })).json(),
    );
    if (!slot) throw new Error('no slot');
    store.upload(slot.putUrl, capture.sealed, slot.putHeaders);
    return slot;
  }

  return {
    broker,
    stopping,
    world,
    store,
    clock,
    lines,
    asked,
    network,
    config,
    keyring,
    answers,
    ask,
    callbackUrl,
    callBack,
    deliver,
  };
}
export type Desk = Awaited<ReturnType<typeof createDesk>>;

interface AskInit {
  /** The address it comes from. */
  readonly from?: string;
  /** Signed in as; an empty `token` sends none. */
  readonly as?: typeof asha;
  readonly token?: string;
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
}

/** An access token as Atrium documents it; `exp` 15 minutes after `at`. */
export async function accessToken(owner: typeof asha, at: number, claims: JWTPayload = {}): Promise<string> {
  const all = { tenant_id: owner.tenantId, token_type: 'user', role: 'member', site_ids: [], ...claims };
  return new SignJWT({ sub: owner.agentId, exp: Math.floor(at / 1_000) + 900, ...all })
    .setProtectedHeader({ alg: 'HS256' })
    .sign(new TextEncoder().encode(secrets.jwtSecret));
}

interface SealOptions {
  /** The agent named in the seal. */
  readonly boundTo?: typeof asha;
  readonly clear?: Uint8Array<ArrayBuffer>;
}

const specimen = new TextEncoder().encode('%PDF-1.7 specimen');

export interface SealedCapture {
  readonly request: UploadRequest;
  readonly sealed: Uint8Array<ArrayBuffer>;
  readonly clear: Uint8Array<ArrayBuffer>;
}

/** What a device does at capture, written here once more from RFC 9180's words and not by our own sealer. */
export async function sealCapture(
  desk: Pick<Desk, 'keyring'>,
  { boundTo = asha, clear = specimen }: SealOptions = {},
): Promise<SealedCapture> {
  const ids = { loanId: loan, slotId: randomUUID(), captureId: randomUUID() };
  const { keyId, publicKey } = desk.keyring.current;
  const kem = new DhkemP256HkdfSha256();
  const suite = new CipherSuite({ kem, kdf: new HkdfSha256(), aead: new Aes256Gcm() });
  const raw = new Uint8Array(Buffer.from(publicKey, 'base64url')).buffer;
  const { enc, ct } = await suite.seal(
    {
      recipientPublicKey: await kem.importKey('raw', raw, true),
      info: new TextEncoder().encode('satchel/1'),
    },
    clear,
    bindingBytes({ tenant: boundTo.tenantId, agentId: boundTo.agentId, ...ids }),
  );
  const sealed = new Uint8Array(Buffer.concat([new Uint8Array(enc), new Uint8Array(ct)]));
  const contentType: ContentType = 'application/pdf';
  const request: UploadRequest = {
    documentId: randomUUID(),
    ...ids,
    sha256: sha256(sealed),
    size: sealed.byteLength,
    contentType: 'application/octet-stream',
    keyId,
    opened: { sha256: sha256(clear), size: clear.byteLength, contentType },
  };
  return { request, sealed, clear };
}

export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
