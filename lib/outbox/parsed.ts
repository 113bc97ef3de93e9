import { deepEqual } from 'fast-equals';
import { Flow } from '@/lib/domain/flow';

/** Documents whose records are kept: a few megabytes. Beyond it, what was used longest ago is parsed again. */
const MOST_DOCUMENTS = 5_000;

/**
 * Unfinished flows as they were last parsed or written here. What the disk gives is compared with that, and parsed only
 * when it differs: to compare leaves no garbage, and a flow that stands as it was is the same object, so that what was
 * worked out of it still holds. What equals a parsed record is one, so nothing is believed that was not parsed.
 */
export function createParsed(most = MOST_DOCUMENTS) {
  const flows = new Map<string, Flow>();
  let documents = 0;

  function forget(flowId: string): void {
    documents -= flows.get(flowId)?.documents.length ?? 0;
    flows.delete(flowId);
  }

  function keep(flow: Flow): Flow {
    forget(flow.flowId);
    if (flow.unfinished === undefined) return flow;
    flows.set(flow.flowId, flow);
    documents += flow.documents.length;
    for (const oldest of flows.keys()) {
      if (documents <= most) break;
      forget(oldest);
    }
    return flow;
  }

  return {
    /** @param flow as `Flow` has made it */
    keep,

    /** What a stored record says; `undefined`: it does not parse. */
    flowOf(stored: unknown): Flow | undefined {
      const flow = flows.get(idOf(stored));
      if (flow && deepEqual(stored, flow)) return keep(flow);
      const parsed = Flow.safeParse(stored).data;
      return parsed && keep(parsed);
    },
  };
}

function idOf(stored: unknown): string {
  const isRecord = typeof stored === 'object' && stored !== null && 'flowId' in stored;
  return isRecord && typeof stored.flowId === 'string' ? stored.flowId : '';
}
