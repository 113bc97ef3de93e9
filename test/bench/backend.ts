import { fileURLToPath } from 'node:url';
import { createBroker } from '@/lib/broker/app';
import { readSettings } from '@/lib/broker/environment';
import { generateSealingKey } from '@/lib/broker/keyring';
import { createS3Objects } from '@/lib/broker/s3-objects';
import { createLog } from '@/lib/log';
import { createWorld } from '@/lib/world';
import { createAtlas } from '@/test/emulators/atlas';
import { createAtrium } from '@/test/emulators/atrium';
import { createRequestLog } from '@/test/emulators/faults';
import { createScriptedReader } from '@/test/emulators/reader';
import { serve } from '@/test/emulators/serve';
import { realWorld } from '@/test/emulators/world';
import { asha, secrets } from '@/test/support/stack';
import type { Lab } from './lab';
import type { Link } from './link';

const MINUTE_SECONDS = 60;
/** Longer than any bench. */
const TOKEN_LIFE = 120 * MINUTE_SECONDS;
const bucket = 'captures';

export interface BackendOptions {
  readonly lab: Lab;
  /** What the extension reaches is behind this line; broker, store and Atlas reach each other directly. */
  readonly link?: Link | undefined;
  /** How long each stage takes at Atlas. */
  readonly stageMs?: number;
}

/** The settings of a real broker whose store is the lab. */
export function brokerEnvironment(lab: Lab, at: { atrium: string; jwks: string; atlas: string }) {
  return {
    BROKER_PORT: '0',
    // What is measured is how fast it can, not what it allows.
    BROKER_AGENT_LIMIT: '0',
    BROKER_ADDRESS_LIMIT: '0',
    ATRIUM_BASE_URL: at.atrium,
    ATRIUM_JWKS_URL: at.jwks,
    ATLAS_BASE_URL: at.atlas,
    ATLAS_DOCSTREAM_BASE_URL: at.atlas,
    ATLAS_CLIENT_ID: secrets.clientId,
    ATLAS_CLIENT_SECRET: secrets.clientSecret,
    S3_ENDPOINT: lab.url,
    S3_REGION: 'ap-south-1',
    S3_BUCKET: bucket,
    S3_ACCESS_KEY_ID: 'LAB',
    S3_SECRET_ACCESS_KEY: 'LAB',
    BROKER_SEALING_KEY: generateSealingKey(),
    SATCHEL_CONFIG: fileURLToPath(new URL('../support/demo-organisation.json', import.meta.url)),
  };
}

/** Atrium, Atlas and our own broker in this process, with the lab as the store. */
export async function startBackend({ lab, link, stageMs = 50 }: BackendOptions) {
  const emulated = realWorld();
  /** Addresses over the line, and the same without it. */
  const direct = new Map<string, string>();
  const over = async (url: string): Promise<string> => {
    if (!link) return url;
    const seen = await link.gate(url);
    direct.set(seen, url);
    return seen;
  };
  const short = (request: Request): Promise<Response> => {
    const { origin } = new URL(request.url);
    const here = direct.get(origin);
    return fetch(here === undefined ? request : new Request(request.url.replace(origin, here), request));
  };

  const atrium = await createAtrium(emulated, { accounts: [asha], expiresIn: TOKEN_LIFE });
  const atriumAt = await serve(atrium.fetch);
  const read = { documentType: 'PAN', fields: { name_as_per_pan: { value: 'A B', confidence_score: 0.9 } } };
  const atlas = createAtlas(
    { ...emulated, fetch: short },
    {
      ...secrets,
      stageMs,
      read: createScriptedReader(() => read).read,
      publicUrl: () => atlasAt.url,
    },
  );
  const atlasAt = await serve(atlas.fetch);
  const atlasSeen = await over(atlasAt.url);

  const world = { ...createWorld(), fetch: short };
  const jwks = `${atriumAt.url}${atrium.jwksPath}`;
  const settings = await readSettings(
    brokerEnvironment(lab, { atrium: atriumAt.url, jwks, atlas: atlasSeen }),
  );
  let handle = async (_request: Request): Promise<Response> => new Response(null, { status: 503 });
  const log = createRequestLog((request) => handle(request));
  const brokerAt = await serve(log.fetch);
  const brokerSeen = await over(brokerAt.url);
  const near = createS3Objects(world, settings.store);
  const seen = createS3Objects(world, { ...settings.store, endpoint: await over(lab.url) });
  const config = { ...settings, publicUrl: brokerSeen };
  const objects = { ...near, sign: seen.sign };
  handle = createBroker({ world, config, log: createLog(world, () => undefined), objects }).fetch;

  return {
    broker: { url: brokerSeen, requests: log.requests },
    atlas: { url: atlasSeen, emulator: atlas },
    atrium: { url: atriumAt.url, jwks, emulator: atrium },
    async close(): Promise<void> {
      emulated.close();
      await Promise.all([brokerAt.close(), atlasAt.close(), atriumAt.close()]);
      near.close();
      seen.close();
    },
  };
}
export type Backend = Awaited<ReturnType<typeof startBackend>>;
