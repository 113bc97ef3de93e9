import { Download } from 'lucide-react';
import { useState } from 'react';
import type { FlowView } from '@/lib/contract/flow-view';
import type { ResultsView } from '@/lib/contract/results-view';
import type { Review } from '@/lib/domain/organisation';
import { loanName } from '@/lib/domain/loan-name';
import { Button } from './button';
import { CrossChecks } from './cross-checks';
import { FailureNotice } from './failure-notice';
import type { LoanActions, ResultFormat } from './loan-actions';
import { useAction } from './use-action';
import { useWords } from './words/use-words';

export interface LoanResultsProps {
  readonly flow: FlowView;
  readonly results: ResultsView;
  readonly now: number;
  readonly actions: Pick<LoanActions, 'onExport'>;
  readonly review: Review | undefined;
}

const formats: readonly ResultFormat[] = ['csv', 'json'];

/** What Atlas found about the loan as a whole, and the way to take all of it along. */
export function LoanResults({ flow, results, now, actions, review }: LoanResultsProps) {
  const { t } = useWords();
  const [saved, setSaved] = useState<ResultFormat>();
  const save = useAction(async (format: ResultFormat) => {
    setSaved(undefined);
    await actions.onExport(flow, results, format);
    setSaved(format);
  }, now);
  return (
    <>
      {flow.api === 'flow' && <CrossChecks results={results} review={review} />}
      <div className="card-export note">
        <span className="soft">{t('checks.more')}</span>
        {formats.map((format) => (
          <Button
            key={format}
            look="quiet"
            size="small"
            name={t('result.exportAs', { loan: loanName(flow.loanId), format: t(`result.${format}`) })}
            busy={save.busy}
            onClick={() => save.run(format)}
          >
            <Download aria-hidden />
            {t(`result.${format}`)}
          </Button>
        ))}
        <span role="status">{saved && t('result.exported', { format: t(`result.${saved}`) })}</span>
      </div>
      {save.failed && <FailureNotice failure={save.failed.failure} now={now} loud />}
    </>
  );
}
