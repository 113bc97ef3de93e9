import { useCallback, useMemo, useRef, useState } from 'react';
import type { Input, MOST_FINISHED, MOST_LISTED, MOST_OPEN } from '@/lib/contract/rpc';
import type { LoansView } from '@/lib/contract/loans-view';
import type { LoanActions } from './loan-actions';

type Sought = Input<'popup.open'>;

/** How many more loans are listed each time they are asked for; a search looks at so many finished ones at once. */
const MORE_LISTED = 200;
const MORE_FINISHED = 50;
const most: typeof MOST_LISTED = 10_000;
const mostFinished: typeof MOST_FINISHED = 1_000;
const mostOpen: typeof MOST_OPEN = 50;

/**
 * Which loans a page lists: at first `first`, then what the agent has asked for. `latest` is it as of now, so whoever
 * reads again asks for that, and what is typed while a question is under way is one more question.
 */
export function useAsked(first: Sought) {
  const [asked, setAsked] = useState(first);
  const latest = useRef(asked);
  const ask = useCallback((change: (before: Sought) => Sought) => {
    latest.current = change(latest.current);
    setAsked(latest.current);
  }, []);
  const does = useMemo(
    () => ({
      /** As of now: the next reading asks for this. */
      latest: () => latest.current,
      /** What was open by itself stays open, however many loans there come to be. */
      keepOpen: ({ flows }: LoansView) => {
        const { open, folded } = latest.current;
        const known = new Set([...open, ...folded]);
        const others = flows.map(({ flowId }) => flowId).filter((flowId) => !known.has(flowId));
        if (others.length > 0) ask((before) => ({ ...before, open: lastOf([...open, ...others]) }));
      },
      actionsWith: (reload: () => void) => actionsOf(ask, reload),
    }),
    [ask],
  );
  return { asked, ...does };
}

type FindActions = Pick<LoanActions, 'onFind' | 'onFold' | 'onMore'>;

function actionsOf(ask: (change: (before: Sought) => Sought) => void, reload: () => void): FindActions {
  const again = (change: (before: Sought) => Sought) => {
    ask(change);
    reload();
  };
  return {
    onFind: (change) =>
      again((before) => ({
        ...before,
        ...change,
        finished: change.search ? Math.max(before.finished, MORE_FINISHED) : before.finished,
      })),
    onFold: (flowId, isOpen) =>
      again(({ open, folded, ...before }) => ({
        ...before,
        open: lastOf([...without(open, flowId), ...(isOpen ? [flowId] : [])]),
        folded: lastOf([...without(folded, flowId), ...(isOpen ? [] : [flowId])]),
      })),
    onMore: () =>
      again((before) => ({
        ...before,
        most: Math.min(most, before.most + MORE_LISTED),
        finished: Math.min(mostFinished, before.finished + MORE_FINISHED),
      })),
  };
}

const without = (ids: readonly string[], id: string) => ids.filter((one) => one !== id);
const lastOf = (ids: readonly string[]) => ids.slice(-mostOpen);
