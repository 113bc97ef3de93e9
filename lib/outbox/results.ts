import type { Progress } from '@/lib/atlas/api';
import type { Atlas } from '@/lib/atlas/client';
import type { CrossCheck } from '@/lib/atlas/cross-checks';
import type { Extract, Extracts } from '@/lib/atlas/extracts';
import type { CrossCheckView, DocumentResultView, ResultsView } from '@/lib/contract/results-view';
import type { Flow } from '@/lib/domain/flow';
import { mask } from '@/lib/domain/masked';
import { comparisonOf, isEnded } from '@/lib/domain/stage';
import type { Session } from '@/lib/session/session';
import { isKnownAtAtlas, placeOf } from './place';

/** What Atlas read, fetched when it is opened and never stored. */
export function createResults(atlas: Atlas, session: Pick<Session, 'withGrant'>) {
  return async function results(flow: Flow): Promise<ResultsView> {
    if (!isKnownAtAtlas(flow)) return { documents: [], crossChecks: [], comparison: 'open' };
    const place = placeOf(flow);
    const { ask, extracts: extractsOf } = atlas[flow.api];
    // What was under way when Atlas was last asked may be over: whoever opens the details is told how it is now.
    const isOpen = flow.stages !== undefined && !isEnded(flow.stages);
    const { stages = flow.stages, extracts }: Progress = await session.withGrant(
      async (grant) => (isOpen ? ask(grant, place) : { extracts: await extractsOf(grant, place) }),
      flow,
      flow.api,
    );
    return {
      documents: flow.documents.flatMap((document) => resultOf(document, extracts)),
      crossChecks: extracts.crossChecks.map((check) => checkView(flow, check)),
      comparison: comparisonOf(stages),
    };
  };
}

/** Atlas may name a document by our id: the agent knows it by its kind. */
function checkView({ documents }: Flow, { field, sides, similarity, details }: CrossCheck): CrossCheckView {
  const kindOf = (id: string) =>
    documents.find(({ attempts }) => attempts.some(({ documentId }) => documentId === id))?.kind ?? mask(id);
  return {
    ...(field !== undefined && { field }),
    sides: sides.map(({ document, value }) => ({
      ...(document !== undefined && { document: kindOf(document) }),
      ...(value !== undefined && { value }),
    })),
    ...(similarity !== undefined && { similarity }),
    details,
  };
}

/** The newest attempt that Atlas has an answer for. */
function resultOf({ slotId, attempts }: Flow['documents'][number], extracts: Extracts): DocumentResultView[] {
  const answered = attempts.findLast(({ documentId }) =>
    extracts.documents.some((one) => one.documentId === documentId),
  );
  // Two entries for one id: which one counts at Atlas is not documented, so both are shown.
  const entries = extracts.documents.filter(({ documentId }) => documentId === answered?.documentId);
  return entries.map((extract) => resultView(slotId, extract));
}

function resultView(slotId: string, extract: Extract): DocumentResultView {
  const { documentId, documentType, fields, others, quality, maskedImageUrl, errorReason } = extract;
  return {
    slotId,
    documentId,
    documentType,
    fields: [...fields, ...others].map(({ key, value, confidence }) => ({
      key,
      value,
      ...(confidence !== undefined && { confidence }),
    })),
    ...(quality !== undefined && { quality }),
    ...(maskedImageUrl !== undefined && { maskedImageUrl }),
    ...(errorReason !== '' && { errorReason }),
  };
}
