import { useState } from 'react';
import { CaptureScreen } from '@/components/capture-screen';
import type { DocumentState, DocumentView } from '@/lib/contract/flow-view';
import { document as paper, flow } from '@/test/components/fixtures';
import { captureProps } from './capture-props';
import { moment } from './live-loans';

export interface LiveRetakeProps {
  /** The second document of the loan, which failed. */
  readonly from: DocumentView;
  /** What its new attempt is, once there is one. */
  readonly becomes: DocumentState;
}

/** The page of a document that failed: what is sent from it becomes its next attempt. */
export function LiveRetake({ from, becomes }: LiveRetakeProps) {
  const [slot, setSlot] = useState(from);
  const sent = () => moment().then(() => setSlot(paper(1, becomes, { attempts: 2 })));
  return (
    <CaptureScreen
      {...captureProps}
      slotId={slot.slotId}
      flow={flow({ state: 'attention', missing: [], documents: [paper(0, 'read'), slot] })}
      onRerun={sent}
      onCapture={(item) => sent().then(() => captureProps.onCapture(item))}
    />
  );
}
