import type { Accepted } from '@/lib/atlas/api';
import type { Atlas } from '@/lib/atlas/client';
import type { Extract } from '@/lib/atlas/extracts';
import { Failed, toFailed, toFailure } from '@/lib/domain/failed';
import type { Attempt, Flow } from '@/lib/domain/flow';
import type { Session } from '@/lib/session/session';
import { awaitsVerdict } from './asking';
import type { Parcel } from './deliver';
import { placeOf, placeToAsk } from './place';
import type { Soon } from './signing';
import { attemptsIn } from './steps';
import type { Outcome, Result, Step, StepOf, Verdict } from './steps';
import type { Storage } from './storage';
import type { Store } from './store';

export interface PerformDeps {
  readonly atlas: Atlas;
  readonly storage: Storage;
  readonly session: Pick<Session, 'withGrant'>;
  readonly store: Pick<Store, 'bytes' | 'get'>;
}

/** Statuses by which Atlas has surely not taken a document. Everything else after sending is unclear. */
const refusals = new Set([400, 401, 403, 404, 405, 409, 410, 413, 415, 429]);

/** Does one step on the outside and says how it ended. Writes nothing, and never throws what we foresaw. */
export function createPerform({ atlas, storage, session, store }: PerformDeps) {
  async function storeCapture(flow: Flow, { slotId, documentId }: StepOf<'store'>, soon?: Soon) {
    const attempt = findAttempt(flow, documentId);
    const parcel = { flow, slotId, attempt };
    const slot = await storage.sign(parcel, soon);
    // The store may hold the bytes already: the last answer was lost, or the same capture is sent again.
    if (slot.stored) return undefined;
    const sealed = await store.bytes(attempt.capture.captureId);
    if (!sealed) throw new Failed('rejected', { reason: 'gone', detail: 'bytes missing' });
    await storage.deliver(parcel, slot, sealed, () => isWanted(flow, attempt));
    return undefined;
  }

  /** The agent may replace or discard a capture while its parts are on their way. */
  async function isWanted({ flowId }: Flow, { documentId }: Attempt): Promise<boolean> {
    const flow = await store.get(flowId);
    return flow !== undefined && findAttempt(flow, documentId).state === 'captured';
  }

  async function submit(
    flow: Flow,
    { documentIds }: StepOf<'submit'>,
  ): Promise<Outcome<readonly Accepted[]>> {
    let mayHaveTaken = false;
    const parcels = parcelsOf(flow).filter(
      ({ attempt: { state, documentId } }) => state === 'submitted' && documentIds.includes(documentId),
    );
    const accepted = storage.submissions(flow, parcels).then((submissions) =>
      session.withGrant(
        (grant) =>
          atlas[flow.api].submit(grant, placeOf(flow), submissions).catch((thrown: unknown) => {
            // By Atlas's own answer: how asking for a new grant ends after a 401 says nothing of it.
            mayHaveTaken = mayHaveActed(toFailed(thrown));
            throw thrown;
          }),
        flow,
        flow.api,
      ),
    );
    return outcomeOf(accepted, () => mayHaveTaken);
  }

  async function ask(flow: Flow) {
    const place = placeToAsk(flow);
    const unclear = [...attemptsIn(flow, 'submitted'), ...attemptsIn(flow, 'fenced')];
    const documentIds = unclear.map(({ documentId }) => documentId);
    // Noted fetches are read first: what Atlas fetches later is seen the next time.
    const evidence = documentIds.length > 0 ? await storage.evidence(flow, documentIds) : [];
    // Nothing was opened, or no answer came that named a batch: what is known of it is what the broker has seen.
    if (!place) return { evidence, verdicts: [] };
    const { stages: stagesOf } = atlas[flow.api];
    // Every document has its answer: how far Atlas is costs one request, and what it compared is fetched when it is opened.
    if (stagesOf && !awaitsVerdict(flow)) {
      const stages = await session.withGrant((grant) => stagesOf(grant, place), flow, flow.api);
      return { stages, evidence, verdicts: [] };
    }
    const { stages, extracts } = await session.withGrant(
      (grant) => atlas[flow.api].ask(grant, place),
      flow,
      flow.api,
    );
    return { ...(stages && { stages }), evidence, verdicts: toVerdicts(extracts.documents) };
  }

  async function release(flow: Flow, { slotId }: StepOf<'release'>): Promise<undefined> {
    const attempts = flow.documents.find((document) => document.slotId === slotId)?.attempts ?? [];
    await storage.withdraw(
      flow,
      attempts.map(({ documentId }) => documentId),
    );
    return undefined;
  }

  /** @param soon what will be stored next: signed along with what is stored now */
  return async function perform(flow: Flow, step: Step, soon?: Soon): Promise<Result> {
    switch (step.do) {
      case 'store':
        return { do: 'store', step, outcome: await outcomeOf(storeCapture(flow, step, soon)) };
      case 'open': {
        const opened = session.withGrant((grant) => atlas[flow.api].open(grant, flow), flow, flow.api);
        return { do: 'open', step, outcome: await outcomeOf(opened.then((flowUuid) => ({ flowUuid }))) };
      }
      case 'submit':
        return { do: 'submit', step, outcome: await submit(flow, step) };
      case 'ask':
        return { do: 'ask', step, outcome: await outcomeOf(ask(flow)) };
      case 'fence':
        return { do: 'fence', step, outcome: await outcomeOf(storage.withdraw(flow, step.documentIds)) };
      case 'release':
        return { do: 'release', step, outcome: await outcomeOf(release(flow, step)) };
      case 'abandon': {
        const { slotId, documentId } = step;
        const given = storage.abandon({ flow, slotId, attempt: findAttempt(flow, documentId) });
        return { do: 'abandon', step, outcome: await outcomeOf(given) };
      }
    }
  };
}
export type Perform = ReturnType<typeof createPerform>;

/** A promise as one of the three ways to end. */
async function outcomeOf<T>(work: Promise<T>, isUnclear: () => boolean = () => false): Promise<Outcome<T>> {
  try {
    return { ended: 'done', value: await work };
  } catch (thrown) {
    const failure = toFailure(thrown);
    return { ended: isUnclear() ? 'unclear' : 'failed', failure };
  }
}

/** No answer, an answer we cannot read, or a server error: Atlas may have taken the documents. */
function mayHaveActed({ code, status }: Failed): boolean {
  if (code === 'offline') return false;
  return status === undefined || !refusals.has(status);
}

/**
 * One verdict an id. Of two entries under one id the one that was read counts, since Atlas has what it needs then;
 * that there are two is kept with it.
 */
function toVerdicts(documents: readonly Extract[]): Verdict[] {
  const all = documents.map(toVerdict);
  return [...new Set(all.map(({ documentId }) => documentId))].flatMap((id) => {
    const entries = all.filter(({ documentId }) => documentId === id);
    const verdict = entries.find(isRead) ?? entries.find(({ errorCode }) => errorCode !== '') ?? entries[0];
    if (!verdict) return [];
    return [entries.length > 1 ? { ...verdict, isListedTwice: true } : verdict];
  });
}

const isRead = ({ errorCode, hasFields }: Verdict) => errorCode === '' && hasFields;

function toVerdict({ documentId, documentType, errorCode, fields }: Extract): Verdict {
  // Empty places are what Atlas may answer with while it works.
  return { documentId, documentType, errorCode, hasFields: fields.some(({ value }) => value !== '') };
}

function parcelsOf(flow: Flow): Parcel[] {
  return flow.documents.flatMap(({ slotId, attempts }) =>
    attempts.map((attempt) => ({ flow, slotId, attempt })),
  );
}

function findAttempt(flow: Flow, documentId: string): Attempt {
  const attempt = flow.documents
    .flatMap(({ attempts }) => attempts)
    .find((one) => one.documentId === documentId);
  if (!attempt) throw new Failed('bug', { detail: 'no such attempt' });
  return attempt;
}
