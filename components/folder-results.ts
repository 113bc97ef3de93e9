import type { FolderRowView } from '@/lib/contract/folder-view';
import type { ResultsView } from '@/lib/contract/results-view';
import { Failed, toFailure } from '@/lib/domain/failed';
import type { ExportedResults } from './folder-actions';

/** The slots of these rows, flow by flow. */
export function byFlow(rows: readonly FolderRowView[]): Array<[flowId: string, slotIds: string[]]> {
  const flows = new Map<string, string[]>();
  for (const { flowId, slotId } of rows) flows.set(flowId, [...(flows.get(flowId) ?? []), slotId]);
  return [...flows];
}

interface Collected extends ExportedResults {
  readonly documents: ResultsView['documents'];
}

/**
 * What Atlas read, of documents that it refused as well. A part of the folder that cannot be asked for leaves the
 * others; with none to be had it rejects.
 */
export async function collectResults(
  rows: readonly FolderRowView[],
  ask: (flowId: string) => Promise<Pick<ResultsView, 'documents'>>,
): Promise<Collected> {
  const judged = rows.filter(({ state }) => state === 'read' || state === 'refused');
  const answers = new Array<Collected>();
  for (const [flowId, slotIds] of byFlow(judged)) {
    const missing = slotIds.length;
    const answer = ask(flowId).then(
      ({ documents }) => ({ documents, saved: documents.length, missing: 0 }),
      (thrown: unknown) => ({ documents: [], saved: 0, missing, failure: toFailure(thrown) }),
    );
    answers.push(await answer);
  }
  const failure = answers.find((one) => one.failure)?.failure;
  if (failure && answers.every((one) => one.failure)) throw new Failed(failure.code, failure);
  return {
    documents: answers.flatMap(({ documents }) => documents),
    saved: sum(answers.map(({ saved }) => saved)),
    missing: sum(answers.map(({ missing }) => missing)),
    failure,
  };
}

const sum = (counts: readonly number[]) => counts.reduce((all, one) => all + one, 0);
