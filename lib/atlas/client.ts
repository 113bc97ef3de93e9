import type { AtlasApi } from '@/lib/domain/organisation';
import type { Http } from '@/lib/http/http';
import type { Api } from './api';
import { createBatchApi } from './batch-api';
import { createFlowApi } from './flow-api';
import { batchIdOf, entriesOf } from './wire-batch';

/** Atlas: one adapter for each of its APIs, chosen by the flow's own `api`. */
export function createAtlas(http: Http) {
  return {
    flow: createFlowApi(http),
    docstream: createBatchApi(http, 'v1/docstream', batchIdOf),
    bulk: createBatchApi(http, 'v1/bulk', entriesOf),
  } satisfies Record<AtlasApi, Api>;
}
export type Atlas = Readonly<Record<AtlasApi, Api>>;
