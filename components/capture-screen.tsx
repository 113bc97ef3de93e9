import type { Failure } from '@/lib/domain/failed';
import type { FlowView, StateView } from '@/lib/contract/views';
import { Brand } from './brand';
import type { CaptureDeskProps } from './capture-desk';
import { CaptureDesk } from './capture-desk';
import { FailureNotice } from './failure-notice';
import { OnlinePill } from './online-pill';
import { Skeleton } from './skeleton';
import { useWords } from './words/use-words';
import './tokens.css';
import './base.css';
import './page.css';

export interface CaptureScreenProps extends Pick<
  CaptureDeskProps,
  'now' | 'kind' | 'slotId' | 'smaller' | 'onCapture'
> {
  readonly state: StateView | undefined;
  /** The loan that the page was opened for; `null` when there is none of that id, absent while it is read. */
  readonly flow: FlowView | null | undefined;
  readonly failure: Failure | undefined;
}

/** The page for files: picker, drop and paste, which a popup would not live through. */
export function CaptureScreen(props: CaptureScreenProps) {
  const { t } = useWords();
  const { state, flow, failure, now } = props;
  return (
    <div className="page">
      <header className="page-head">
        <Brand />
        {state && <OnlinePill online={state.online} />}
      </header>
      <main className="stack">
        {failure && <FailureNotice failure={failure} now={now} loud />}
        {state && flow && <CaptureDesk {...props} state={state} flow={flow} />}
        {flow === null && <UnknownLoan />}
        {!failure && (!state || flow === undefined) && <Skeleton lines={6} says={t('capture.opening')} />}
      </main>
    </div>
  );
}

function UnknownLoan() {
  const { t } = useWords();
  return (
    <section className="panel page-empty">
      <h1 className="page-title">{t('capture.unknown.title')}</h1>
      <p>{t('capture.unknown.why')}</p>
      <p className="soft">{t('capture.unknown.next')}</p>
    </section>
  );
}
