import { ReceiptText } from 'lucide-react';
import type { LoansView } from '@/lib/contract/loans-view';
import { mask } from '@/lib/domain/masked';
import type { Review } from '@/lib/domain/organisation';
import { Announcer } from './announcer';
import { Button } from './button';
import { EmptyLoans } from './empty-loans';
import type { Asked, LoanActions } from './loan-actions';
import { FINDER, isFinding, LoanFinder } from './loan-finder';
import { LoanList } from './loan-list';
import { useWords } from './words/use-words';

/** So few need no search. */
const FEW = 3;

export interface LoansProps {
  readonly loans: LoansView;
  readonly asked: Asked;
  readonly now: number;
  readonly locked?: boolean;
  readonly actions: LoanActions;
  readonly review?: Review | undefined;
}

/** An agent's loans, and the way to one of them. */
export function Loans({ loans, asked, actions, ...body }: LoansProps) {
  const { t } = useWords();
  const finding = isFinding(asked);
  if (loans.all === 0 && !finding) return <EmptyLoans />;
  return (
    <>
      <Announcer loans={loans} />
      {(loans.all > FEW || finding) && <LoanFinder loans={loans} asked={asked} onFind={actions.onFind} />}
      {loans.lines.length === 0 && !loans.folders?.length && (
        <NothingFound search={loans.search} {...actions} />
      )}
      <LoanList {...body} loans={loans} asked={asked} actions={actions} onFold={actions.onFold} />
      {loans.hasMore && (
        <Button look="quiet" onClick={actions.onMore}>
          {t('loan.more')}
        </Button>
      )}
    </>
  );
}

/** Of a search that finds nothing: what it means, and the way back. */
function NothingFound({
  search,
  onFind,
  onReceipts,
}: Pick<LoansView, 'search'> & Pick<LoanActions, 'onFind' | 'onReceipts'>) {
  const { t } = useWords();
  return (
    <section className="empty" aria-labelledby="nothing-found" data-place={FINDER}>
      <h2 id="nothing-found">{t('find.nothing')}</h2>
      <p className="soft">
        {search === '' ? t('find.noneHere') : t('find.nothingAbout', { search: mask(search) })}
      </p>
      <Button onClick={() => onFind({ search: '', group: undefined })}>{t('find.clear')}</Button>
      {search !== '' && (
        <Button look="quiet" onClick={() => onReceipts(search)}>
          <ReceiptText aria-hidden />
          {t('find.receipts')}
        </Button>
      )}
    </section>
  );
}
