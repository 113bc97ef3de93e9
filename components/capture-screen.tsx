import { useState } from 'react';
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

export interface CaptureScreenProps extends Pick<CaptureDeskProps, 'now' | 'kind' | 'onCapture'> {
  readonly state: StateView | undefined;
  /** The loan that the page was opened for; `null` when there is none of that id, absent while it is read. */
  readonly flow: FlowView | null | undefined;
  readonly failure: Failure | undefined;
  /** The slot whose document is to be replaced. */
  readonly slotId: string | undefined;
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
        {state && flow ? <Replacing {...props} state={state} flow={flow} /> : null}
        {flow === null && <UnknownLoan />}
        {!failure && (!state || flow === undefined) && <Skeleton lines={6} says="Opening the loan…" />}
      </main>
    </div>
  );
}

type Ready = CaptureScreenProps & { readonly state: StateView; readonly flow: FlowView };

/** A replacement takes one file; after it the page goes on as one for new documents. */
function Replacing({ state, flow, slotId, kind, now, onCapture }: Ready) {
  const [over, setOver] = useState(false);
  const slot = over ? undefined : flow.documents.find((document) => document.slotId === slotId);
  const desk = { state, flow, now, onCapture };
  return <CaptureDesk {...desk} kind={slot?.kind ?? kind} slot={slot} onReplaced={() => setOver(true)} />;
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
