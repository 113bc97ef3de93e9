import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createBroker } from '@/lib/broker/app';
import { readSettings } from '@/lib/broker/environment';
import { generateSealingKey } from '@/lib/broker/keyring';
import { createS3Objects } from '@/lib/broker/s3-objects';
import { createLog } from '@/lib/log';
import { createWorld } from '@/lib/world';
import { createAtlas } from '@/test/emulators/atlas';
import type { Read } from '@/test/emulators/atlas-reading';
import type { Organisation, SignIn } from '@/lib/domain/organisation';
import { createAtrium } from '@/test/emulators/atrium';
import type { OidcOptions } from '@/test/emulators/atrium-oidc';
import { createRequestLog } from '@/test/emulators/faults';
import { createPortal } from '@/test/emulators/portal';
import { serve } from '@/test/emulators/serve';
import { startStore } from '@/test/emulators/store';
import { realWorld } from '@/test/emulators/world';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
export const samples = here('../samples');

/** The loan that the demo is about. */
export const loanId = 'CDL-2026-004711';

/** Who signs in at the demo. */
export const asha = {
  tenant: 'sunrise-finance',
  email: 'asha.patil@sunrise.example',
  password: 'field-agent-demo',
  displayName: 'Asha Patil',
};
export const ravi = {
  tenant: 'sunrise-finance',
  email: 'ravi.kumar@sunrise.example',
  password: 'field-agent-demo-2',
  displayName: 'Ravi Kumar',
};
const kiosk = { ...asha, email: 'kiosk@sunrise.example', displayName: 'Front desk', kiosk: true };

/** Recognisable, so that a search for them anywhere else means something. */
export const secrets = {
  clientId: 'demo-atlas-client-id',
  clientSecret: 'canary-atlas-client-secret-7f3a',
};

export interface StackOptions {
  readonly read: Read;
  /** Lines of the broker's log. */
  readonly log?: (line: string) => void;
  /** How an identity provider's sign-in comes back; without it there is none. */
  readonly oidc?: OidcOptions & { readonly signIn: SignIn };
  /** By which of Atlas's APIs documents go; absent: as the demo's organisation file says. */
  readonly apis?: Organisation['atlas'];
}

/** Everything outside the browser, on loopback: Atrium, Atlas, portal, object store, and our own broker. */
export async function startStack({ read, log = () => undefined, oidc, apis }: StackOptions) {
  const world = realWorld();
  const atrium = await createAtrium(world, { accounts: [asha, ravi, kiosk], ...oidc });
  const atriumAt = await serve(atrium.fetch);
  const maskedPicture = readFileSync(join(samples, 'specimens/aadhaar-masked.png'));
  const atlas = createAtlas(world, { ...secrets, read, publicUrl: () => atlasAt.url, maskedPicture });
  const atlasAt = await serve(atlas.fetch);
  const store = await startStore();
  const portal = createPortal({ samples });
  const portalAt = await serve(portal.fetch, 'localhost');

  const ours = createWorld();
  const sealingKey = generateSealingKey();
  const settings = await readSettings({
    BROKER_PORT: '0',
    ATRIUM_BASE_URL: atriumAt.url,
    ATRIUM_JWKS_URL: `${atriumAt.url}${atrium.jwksPath}`,
    ATLAS_BASE_URL: atlasAt.url,
    ATLAS_DOCSTREAM_BASE_URL: atlasAt.url,
    ATLAS_CLIENT_ID: secrets.clientId,
    ATLAS_CLIENT_SECRET: secrets.clientSecret,
    S3_ENDPOINT: store.url,
    S3_REGION: store.region,
    S3_BUCKET: store.bucket,
    S3_ACCESS_KEY_ID: store.accessKeyId,
    S3_SECRET_ACCESS_KEY: store.secretAccessKey,
    BROKER_SEALING_KEY: sealingKey,
    SATCHEL_CONFIG: here('demo-organisation.json'),
  });
  // The broker must know its own address before it can be asked anything: the port comes first.
  let handle = async (_request: Request): Promise<Response> => new Response(null, { status: 503 });
  const brokerLog = createRequestLog((request) => handle(request));
  const brokerAt = await serve(brokerLog.fetch);
  const objects = createS3Objects(ours, settings.store);
  const organisation = {
    ...settings.organisation,
    ...(oidc && { signIn: oidc.signIn }),
    ...(apis && { atlas: apis }),
  };
  const config = { ...settings, organisation, publicUrl: brokerAt.url };
  handle = createBroker({ world: ours, config, log: createLog(ours, log), objects }).fetch;

  return {
    atrium: { url: atriumAt.url, emulator: atrium },
    atlas: { url: atlasAt.url, emulator: atlas },
    store,
    portal: { url: portalAt.url, emulator: portal },
    broker: { url: brokerAt.url, requests: brokerLog.requests, sealingKey },
    async close(): Promise<void> {
      world.close();
      await Promise.all([
        brokerAt.close(),
        portalAt.close(),
        atlasAt.close(),
        atriumAt.close(),
        store.close(),
      ]);
      objects.close();
    },
  };
}
export type Stack = Awaited<ReturnType<typeof startStack>>;
