import { useId } from 'react';
import type { LoanLine } from '@/lib/contract/loans-view';
import type { LoanBodyProps } from './loan-body';
import { LoanBody } from './loan-body';
import { LoanHead } from './loan-head';
import { Skeleton } from './skeleton';
import { useIntoView } from './use-into-view';
import { useWords } from './words/use-words';
import './loan-card.css';

export interface LoanCardProps extends Omit<LoanBodyProps, 'flow'> {
  readonly line: LoanLine;
  /** Absent while it is folded, or opened and being read. */
  readonly flow: LoanBodyProps['flow'] | undefined;
  readonly isOpen: boolean;
  readonly onFold: (flowId: string, isOpen: boolean) => void;
  /** Which of how many loans it is, counted from 1. */
  readonly place?: readonly [at: number, of: number];
  /** The page was opened for it, and it has not been in sight yet. */
  readonly onSeen?: (() => void) | undefined;
}

/** One loan: folded, how it stands; opened, its documents and what the agent can do next. */
export function LoanCard({ line, flow, isOpen, onFold, place, onSeen, ...body }: LoanCardProps) {
  const { t } = useWords();
  const id = useId();
  const box = useIntoView<HTMLElement>(onSeen);
  return (
    <article
      ref={box}
      className="card"
      data-place={line.flowId}
      aria-labelledby={`loan-${line.flowId}`}
      aria-posinset={place?.[0]}
      aria-setsize={place?.[1]}
    >
      <LoanHead
        head={line}
        tally={isOpen ? undefined : line.tally}
        now={body.now}
        isOpen={isOpen}
        controls={id}
        onFold={() => onFold(line.flowId, !isOpen)}
      />
      <div className="card-body" id={id} hidden={!isOpen}>
        {isOpen && flow && <LoanBody flow={flow} {...body} />}
        {isOpen && !flow && <Skeleton lines={4} says={t('loan.loading')} />}
      </div>
    </article>
  );
}
