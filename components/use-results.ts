import { useEffect, useRef, useState } from 'react';
import type { FlowView } from '@/lib/contract/flow-view';
import type { ResultsView } from '@/lib/contract/results-view';
import { comparisonOf } from '@/lib/domain/stage';
import { useAction } from './use-action';

/** What Atlas read for a loan: loaded when the agent asks, and again when a verdict or the comparison has come since. */
export function useResults(
  flow: FlowView,
  ask: ((flowId: string) => Promise<ResultsView>) | undefined,
  now: number,
) {
  const [value, setValue] = useState<ResultsView>();
  const [opened, setOpened] = useState(0);
  const askedFor = useRef('');
  const { flowId } = flow;
  const { run, busy, failed } = useAction(async () => setValue(await ask?.(flowId)), now);
  const verdicts = flow.documents.map(({ documentId, state }) => `${documentId} ${state}`).join(' ');
  const wanted = `${opened} ${verdicts} ${comparisonOf(flow.stages)}`;

  useEffect(() => {
    if (opened === 0 || busy || askedFor.current === wanted) return;
    askedFor.current = wanted;
    run();
  }, [opened, wanted, busy, run]);

  return { value, busy, failed, load: () => setOpened((times) => times + 1) };
}
