import { lazy, Suspense, useDeferredValue, useState } from 'react';
import { FolderCard } from './folder-cards';
import type { Asked, LoanActions } from './loan-actions';
import type { LoanBodyProps } from './loan-body';
import { LoanCard } from './loan-card';
import type { Row } from './loan-rows';
import { rowsOf } from './loan-rows';
import type { LoansView } from '@/lib/contract/loans-view';
import { useSought } from './use-into-view';
import { useWords } from './words/use-words';
import './loan-list.css';

/** Drawn at first: about what the popup has room for. */
const FIRST_DRAWN = 4;
/** A list of more rows draws only those that are looked at. */
const LONG = 40;

/** Not needed where there are few loans, and not for the first picture. */
const LongList = lazy(async () => ({ default: (await import('./long-list')).LongList }));

export interface LoanListProps extends Omit<LoanBodyProps, 'flow'> {
  readonly loans: LoansView;
  readonly asked: Pick<Asked, 'open' | 'folded' | 'loan'>;
  readonly onFold: LoanActions['onFold'];
}

/** Every loan that was found, by groups, what needs the agent first. */
export function LoanList({ loans, asked, onFold, ...body }: LoanListProps) {
  const rows = rowsOf(loans);
  // Once long it stays so: a search that finds little must not make the list another one.
  const [isLong, setLong] = useState(false);
  if (rows.length > LONG && !isLong) setLong(true);
  const flows = new Map(loans.flows.map((flow) => [flow.flowId, flow]));
  const [open, folded] = [new Set(asked.open), new Set(asked.folded)];
  const { sought, onSeen } = useSought(asked.loan);
  const draw = (row: Row, isToStay = true) =>
    row.is === 'group' ? (
      <GroupName group={row.group} count={row.count} />
    ) : row.is === 'folder' ? (
      <FolderCard folder={row.folder} onFolder={body.actions.onFolder} />
    ) : (
      <LoanCard
        {...body}
        line={row.line}
        place={row.place}
        flow={flows.get(row.key)}
        isOpen={!folded.has(row.key) && (open.has(row.key) || flows.has(row.key))}
        onFold={onFold}
        onSeen={isToStay && row.key === sought ? onSeen : undefined}
      />
    );
  // What the popup has room for is painted first; the rest of the list follows at once.
  const drawn = useDeferredValue(rows.length, FIRST_DRAWN);
  const plain = (some: readonly Row[], isToStay = true) => (
    <div className="loans">
      {some.map((row) => (
        <div key={row.key} className="loans-item">
          {draw(row, isToStay)}
        </div>
      ))}
    </div>
  );
  if (!isLong) return plain(rows.slice(0, drawn));
  return (
    <Suspense fallback={plain(rows.slice(0, FIRST_DRAWN * 2), false)}>
      <LongList rows={rows} draw={(row) => draw(row)} sought={sought} />
    </Suspense>
  );
}

function GroupName({ group, count }: Pick<Extract<Row, { is: 'group' }>, 'group' | 'count'>) {
  const { t, number } = useWords();
  return (
    <h2 className="loans-group">
      {t(`loan.group.${group}`)} <span className="soft">{number(count)}</span>
    </h2>
  );
}
