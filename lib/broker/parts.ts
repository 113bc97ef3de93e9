import type { Log } from '@/lib/log';
import type { World } from '@/lib/world';
import { createAccess } from './access';
import { createAddressMatch } from './address-match';
import { createAtlasGrants } from './atlas-grant';
import type { BrokerConfig } from './environment';
import type { Bus } from './bus';
import { createCallbackTokens } from './callback-tokens';
import { createLocalBus } from './bus';
import { createEvents } from './events';
import { createFence } from './fence';
import { createFiles } from './files';
import { createFolders } from './folders';
import type { CreateCounter } from './limiter';
import { createLimiter } from './limiter';
import { createMultipart } from './multipart';
import { createNotes } from './notes';
import type { Objects } from './objects';
import { createPairs } from './pairs';
import { createPathTokens } from './path-tokens';
import { createPins } from './pins';
import { createPush } from './push';
import { createReadiness } from './readiness';
import { createResults } from './results';
import { atlasAccessOf } from './tenants';
import { createUploads } from './uploads';

export interface BrokerDeps {
  readonly world: Pick<World, 'now' | 'monotonic' | 'id' | 'fetch' | 'deadline' | 'sleep'>;
  readonly config: BrokerConfig;
  readonly log: Log;
  readonly objects: Objects;
  /** Absent: news stay within this process. */
  readonly bus?: Bus;
  /** Absent: requests are counted within this process. */
  readonly counter?: CreateCounter | undefined;
  /** Aborted when the broker is to stop: what would go on for long ends. */
  readonly stopping?: AbortSignal;
}

/** Everything the routes call, built once. */
export function createParts(deps: BrokerDeps) {
  const { world, config, log, objects, bus = createLocalBus() } = deps;
  const { stopping = new AbortController().signal } = deps;
  const tokens = createPathTokens(config.keyring);
  const { keyring } = config;
  const folderOf = createFolders(config.tenants);
  const pairs = createPairs({ objects, folderOf });
  const results = createResults({ world, keyring, objects, folderOf, pairs });
  const notes = createNotes(world, objects, folderOf);
  const accessOf = atlasAccessOf(config);
  const grants = createAtlasGrants(world, accessOf);
  return {
    world,
    config,
    tokens,
    callbacks: createCallbackTokens(keyring),
    access: createAccess(world, config.atrium),
    grants,
    matchAddresses: createAddressMatch(world, accessOf),
    limiter: createLimiter(config.limits, deps.counter),
    ready: createReadiness(world, {
      objects,
      warm: () => grants.warm(anyTenantOf(config), config.organisation.atlas.api),
    }),
    fence: createFence(notes),
    uploads: createUploads({ world, config, objects, notes, folderOf, tokens }),
    multipart: createMultipart({ world, config, objects, notes, folderOf }),
    files: createFiles({
      keyring,
      objects,
      notes,
      folderOf,
      tokens,
      report: (code) => log('capture-cut', { route: '/v1/files/:token/:name', code }),
    }),
    pairs,
    results,
    pins: createPins({ keyring, objects }),
    push: createPush({ world, access: config.push, keyring, objects, folderOf, log }),
    events: createEvents({ world, bus, results }),
    stopping,
  };
}

export type Parts = ReturnType<typeof createParts>;

/** Whose credentials a look at Atlas shows: of the first tenant that has its own, else the broker's. */
function anyTenantOf({ tenants = {} }: BrokerConfig): string {
  return Object.keys(tenants)[0] ?? '';
}
