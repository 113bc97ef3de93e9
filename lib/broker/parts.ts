import type { Log } from '@/lib/log';
import type { World } from '@/lib/world';
import { createAccess } from './access';
import { createAtlasGrant } from './atlas-grant';
import type { BrokerConfig } from './environment';
import { createFence } from './fence';
import { createFiles } from './files';
import { createNotes } from './notes';
import type { Objects } from './objects';
import { createPathTokens } from './path-tokens';
import { createResults } from './results';
import { createUploads } from './uploads';

export interface BrokerDeps {
  readonly world: Pick<World, 'now' | 'monotonic' | 'id' | 'fetch' | 'deadline'>;
  readonly config: BrokerConfig;
  readonly log: Log;
  readonly objects: Objects;
}

/** Everything the routes call, built once. */
export function createParts({ world, config, objects }: BrokerDeps) {
  const tokens = createPathTokens(config.keyring);
  const notes = createNotes(world, objects);
  return {
    world,
    config,
    tokens,
    access: createAccess(world, config.atrium),
    grants: createAtlasGrant(world, config.atlas),
    fence: createFence(notes),
    uploads: createUploads({ world, config, objects, notes, tokens }),
    files: createFiles({ keyring: config.keyring, objects, notes, tokens }),
    results: createResults(world, config.keyring, objects),
  };
}

export type Parts = ReturnType<typeof createParts>;
