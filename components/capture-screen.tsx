import type { Failure } from '@/lib/domain/failed';
import type { FlowView, StateView } from '@/lib/contract/views';
import { Brand } from './brand';
import type { CaptureDeskProps } from './capture-desk';
import { CaptureDesk } from './capture-desk';
import { FailureNotice } from './failure-notice';
import { OnlinePill } from './online-pill';
import { Skeleton } from './skeleton';
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
        {!failure && (!state || flow === undefined) && <Skeleton lines={6} says="Opening the loan…" />}
      </main>
    </div>
  );
}

function UnknownLoan() {
  return (
    <section className="panel page-empty">
      <h1 className="page-title">This loan is not here</h1>
      <p>It may belong to another agent, or it has been finished and put away.</p>
      <p className="soft">Open Satchel from the toolbar and press “Add documents” at the loan you mean.</p>
    </section>
  );
}
