import { Failed } from '@/lib/domain/failed';
import type { Attempt, Flow } from '@/lib/domain/flow';
import type { AtlasApi } from '@/lib/domain/organisation';

const told: ReadonlySet<Attempt['state']> = new Set(['submitted', 'fenced', 'sent', 'read', 'refused']);

/** Where a flow of each API begins. */
export function beginningOf(api: AtlasApi): Flow['atlas'] {
  return api === 'flow' ? { state: 'none' } : { state: 'batches', batchIds: [] };
}

/** Atlas has not been told of any of it, by whichever API. */
export function canGoBy({ atlas, documents }: Flow): boolean {
  const isBegun = atlas.state === 'open' || (atlas.state === 'batches' && atlas.batchIds.length > 0);
  return !isBegun && documents.every(({ attempts }) => attempts.every(({ state }) => !told.has(state)));
}

/**
 * The agent chooses which of Atlas's APIs a loan goes by.
 * @throws Failed `in-the-way` once Atlas was told
 */
export function goBy(flow: Flow, api: AtlasApi): Flow {
  if (!canGoBy(flow)) throw new Failed('rejected', { reason: 'in-the-way' });
  if (api === flow.api) return flow;
  // A flow that is being opened in this moment is not this one's any more: its answer comes too late.
  const opening = { ...flow.opening, booked: flow.opening.booked + 1 };
  return { ...flow, api, atlas: beginningOf(api), opening };
}
