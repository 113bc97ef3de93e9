import { useState } from 'react';
import { Download } from 'lucide-react';
import type { RescueItem, RescueReport } from '@/lib/contract/rescue';
import { loanName } from '@/lib/domain/loan-name';
import { Button } from './button';
import { FailureNotice } from './failure-notice';
import { label } from './field-words';
import { useAction } from './use-action';
import { useWords } from './words/use-words';
import './rescue-copy.css';

export interface RescueCopyProps {
  readonly now: number;
  readonly onRescue: (progress: (done: number, all: number) => void) => Promise<RescueReport>;
}

/** One file with everything sealed on this device, for when it cannot be sent from here. */
export function RescueCopy({ now, onRescue }: RescueCopyProps) {
  const { t } = useWords();
  const [through, setThrough] = useState<readonly [done: number, all: number]>();
  const [report, setReport] = useState<RescueReport>();
  const rescue = useAction(async () => {
    setReport(undefined);
    setReport(await onRescue((done, all) => setThrough([done, all])).finally(() => setThrough(undefined)));
  }, now);
  return (
    <section className="panel" aria-labelledby="rescue">
      <h2 id="rescue">{t('rescue.title')}</h2>
      <p className="soft">{t('rescue.about')}</p>
      <Button busy={rescue.busy} onClick={() => rescue.run()}>
        <Download aria-hidden />
        {t('rescue.save')}
      </Button>
      <div className="rescue-report" role="status">
        {through && <p className="soft">{t('rescue.written', { done: through[0], count: through[1] })}</p>}
        {report && <Report report={report} />}
      </div>
      {rescue.failed && <FailureNotice failure={rescue.failed.failure} now={now} loud />}
    </section>
  );
}

function Report({ report: { captures, bytes, missing, damaged } }: { readonly report: RescueReport }) {
  const { t, size } = useWords();
  if (captures + missing.length === 0) return <p>{t('rescue.nothing')}</p>;
  return (
    <>
      <p>
        {captures > 0 ? t('rescue.saved', { count: captures, size: size(bytes) }) : t('rescue.savedNone')}
      </p>
      <Named says={t('rescue.missing')} items={missing} />
      <Named says={t('rescue.damaged')} items={damaged} />
    </>
  );
}

function Named({ says, items }: { readonly says: string; readonly items: readonly RescueItem[] }) {
  const words = useWords();
  const { t } = words;
  if (items.length === 0) return null;
  return (
    <div>
      <p>{says}</p>
      <ul className="rescue-names">
        {items.map(({ captureId, loanId, kind }) => (
          <li key={captureId}>
            {t('rescue.item', {
              kind: kind === undefined ? t('rescue.someDocument') : label(words, kind),
              loan: loanId === undefined ? t('rescue.someLoan') : loanName(loanId),
              id: captureId.slice(0, 8),
            })}
          </li>
        ))}
      </ul>
    </div>
  );
}
