import { ChevronDown } from 'lucide-react';
import type { LoanHead as Head } from '@/lib/contract/flow-view';
import type { Tally } from '@/lib/contract/loans-view';
import { mask } from '@/lib/domain/masked';
import { loanName } from '@/lib/domain/loan-name';
import { StateBadge } from './state-badge';
import { cardWords } from './state-words';
import { useWords } from './words/use-words';
import type { Words } from './words/words';

export interface LoanHeadProps {
  readonly head: Head;
  /** How its documents stand, where they are not shown. */
  readonly tally: Tally | undefined;
  readonly now: number;
  readonly isOpen: boolean;
  /** The element that is opened and folded. */
  readonly controls: string;
  readonly onFold: () => void;
}

/** What a loan is and how it stands; pressed anywhere, it opens and folds. */
export function LoanHead({ head, tally, now, isOpen, controls, onFold }: LoanHeadProps) {
  const words = useWords();
  return (
    <header className="card-head">
      <h3 className="card-title" id={`loan-${head.flowId}`}>
        <button
          type="button"
          className="card-fold"
          aria-expanded={isOpen}
          aria-controls={controls}
          onClick={onFold}
        >
          <ChevronDown className={isOpen ? 'turn' : ''} aria-hidden />
          {loanName(head.loanId)}
        </button>
      </h3>
      <StateBadge state={cardWords(words, head.state)} />
      <div className="card-about">
        {head.customer && <p className="card-customer">{mask(head.customer)}</p>}
        <p className="soft note">
          {mask(head.product.label)}
          {head.api !== 'flow' && ` · ${words.t(`api.${head.api}`)}`} · {words.ago(head.updatedAt, now)}
        </p>
        {tally && <p className="note">{tallyWords(words, tally)}</p>}
      </div>
    </header>
  );
}

const places = ['attention', 'unsent', 'underWay', 'read'] as const;

/** `2 need you · 15 under way`: what there is none of is not said. */
export function tallyWords({ t }: Pick<Words, 't'>, tally: Tally): string {
  return places
    .filter((place) => tally[place] > 0)
    .map((place) => t(`loan.tally.${place}`, { count: tally[place] }))
    .join(' · ');
}
