import { useState } from 'react';
import type { Failure } from '@/lib/domain/failed';
import type { FlowView } from '@/lib/contract/flow-view';
import type { StateView } from '@/lib/contract/state-view';
import { Brand } from './brand';
import type { CaptureDeskProps } from './capture-desk';
import { CaptureDesk, DeskHead } from './capture-desk';
import { isFailed } from './document-states';
import { FailureNotice } from './failure-notice';
import { useKeptFocus } from './kept-focus';
import { NotHere } from './not-here';
import { numbered } from './numbered';
import { OnlinePill } from './online-pill';
import type { RetakeProps } from './retake';
import { Retake } from './retake';
import { Skeleton } from './skeleton';
import { useWords } from './words/use-words';
import './tokens.css';
import './base.css';
import './page.css';

export interface CaptureScreenProps extends Pick<
  CaptureDeskProps,
  'now' | 'kind' | 'slotId' | 'smaller' | 'onCapture' | 'hints'
> {
  readonly state: StateView | undefined;
  /** The loan that the page was opened for; `null` when there is none of that id, absent while it is read. */
  readonly flow: FlowView | null | undefined;
  readonly failure: Failure | undefined;
  /** The same bytes again, of slots of this loan. */
  readonly onRerun: RetakeProps['onRerun'];
  /** Goes on with another slot of this loan. */
  readonly onSlot: RetakeProps['onSlot'];
}

/** The page for files: picker, drop and paste, which a popup would not live through. */
export function CaptureScreen(props: CaptureScreenProps) {
  useKeptFocus();
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
        {state && flow && <Desk {...props} state={state} flow={flow} />}
        {flow === null && (
          <NotHere
            title={t('capture.unknown.title')}
            why={t('capture.unknown.why')}
            next={t('capture.unknown.next')}
          />
        )}
        {!failure && (!state || flow === undefined) && <Skeleton lines={6} says={t('capture.opening')} />}
      </main>
    </div>
  );
}

type Ready = CaptureScreenProps & { readonly state: StateView; readonly flow: FlowView };

/** A document that failed is taken again in its place; anything else is added. */
function Desk(props: Ready) {
  const words = useWords();
  const { state, slotId, smaller } = props;
  const flow = { ...props.flow, documents: numbered(words, props.flow.documents) };
  const slot = flow.documents.find((document) => document.slotId === slotId);
  // It stays the page of that slot when the new attempt is on its way.
  const [failed, setFailed] = useState<string>();
  if (slot && isFailed(slot) && !smaller && failed !== slot.slotId) setFailed(slot.slotId);
  if (!slot || failed !== slot.slotId) return <CaptureDesk {...props} flow={flow} />;
  return (
    <>
      <DeskHead state={state} flow={flow} />
      <Retake
        key={slot.slotId}
        {...props}
        flow={flow}
        slot={slot}
        locked={state.phase !== 'signed-in'}
        online={state.online}
      />
    </>
  );
}
