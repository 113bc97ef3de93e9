import { useId } from 'react';
import { Search } from 'lucide-react';
import type { LoansView } from '@/lib/contract/loans-view';
import type { Asked, LoanActions } from './loan-actions';
import { groups } from './loan-rows';
import { useWords } from './words/use-words';
import './loan-finder.css';

/** Whoever clears a search that found nothing goes on here. */
export const FINDER = 'finder';

export interface LoanFinderProps {
  readonly loans: LoansView;
  readonly asked: Asked;
  readonly onFind: LoanActions['onFind'];
}

/** Where one loan among many is found: by words, and by how it stands. What was found is read out. */
export function LoanFinder({ loans, asked, onFind }: LoanFinderProps) {
  const { t } = useWords();
  const id = useId();
  return (
    <div className="finder" role="search">
      <label className="visually-hidden" htmlFor={id}>
        {t('find.label')}
      </label>
      <div className="finder-box">
        <Search aria-hidden />
        <input
          id={id}
          type="search"
          data-place={FINDER}
          className="field-input"
          value={asked.search}
          placeholder={t('find.hint')}
          maxLength={200}
          spellCheck={false}
          autoComplete="off"
          onChange={({ target }) => onFind({ search: target.value })}
        />
      </div>
      <fieldset className="finder-groups">
        <legend className="visually-hidden">{t('find.show')}</legend>
        <Chip name={id} isChosen={asked.group === undefined} onChoose={() => onFind({ group: undefined })}>
          {t('find.all')}
        </Chip>
        {groups.map((group) => (
          <Chip
            key={group}
            name={id}
            isChosen={asked.group === group}
            count={loans.counts[group]}
            onChoose={() => onFind({ group })}
          >
            {t(`loan.group.${group}`)}
          </Chip>
        ))}
      </fieldset>
      <Found loans={loans} asked={asked} />
    </div>
  );
}

/** Whoever looks for a loan is looking for it among these. */
export function isFinding({ search, group }: Asked): boolean {
  return search !== '' || group !== undefined;
}

interface ChipProps {
  readonly children: string;
  readonly name: string;
  readonly isChosen: boolean;
  readonly count?: number;
  readonly onChoose: () => void;
}

function Chip({ children, name, isChosen, count, onChoose }: ChipProps) {
  const { number } = useWords();
  return (
    <label className="finder-chip">
      <input type="radio" name={name} checked={isChosen} onChange={onChoose} />
      {children} {count !== undefined && <span className="finder-count">{number(count)}</span>}
    </label>
  );
}

function Found({ loans, asked }: Pick<LoanFinderProps, 'loans' | 'asked'>) {
  const { t } = useWords();
  const { counts, search, group, hasMore } = loans;
  const count = group ? counts[group] : groups.reduce((sum, each) => sum + counts[each], 0);
  // Of an answer to what was typed before nothing is said.
  const isAnswer = isFinding(asked) && search === asked.search && group === asked.group;
  return (
    <p className="soft note finder-found" role="status">
      {isAnswer && t(hasMore ? 'find.foundMore' : 'find.found', { count })}
    </p>
  );
}
