import { Copy, Trash2 } from 'lucide-react';
import type { DocumentView } from '@/lib/contract/views';
import { mask } from '@/lib/domain/masked';
import { Button } from './button';
import './failure-notice.css';

export interface SameDocumentProps {
  readonly document: DocumentView;
  /** The other one of the two. */
  readonly twin: DocumentView;
  readonly busy: boolean;
  readonly onKeepBoth: () => void;
  readonly onDiscard: (slotId: string) => void;
}

/** Asked before equal content goes to Atlas twice: is it one document, or are both meant? */
export function SameDocument({ document, twin, busy, onKeepBoth, onDiscard }: SameDocumentProps) {
  const [label, other] = [mask(document.label), mask(twin.label)];
  return (
    <div className="document-more">
      <div className="notice tone-attention">
        <Copy aria-hidden />
        <div>
          <p className="notice-title">Same document?</p>
          <p>It has the very same content as {other}. Nothing more of this loan is sent before you answer.</p>
        </div>
      </div>
      <div className="document-actions document-actions-below">
        <Button size="small" name={`Keep both ${label} and ${other}`} disabled={busy} onClick={onKeepBoth}>
          Keep both
        </Button>
        {[document, twin]
          .filter(({ canDiscard }) => canDiscard)
          .map(({ slotId, label: which }) => (
            <Button
              key={slotId}
              size="small"
              name={`Same document: discard ${mask(which)}`}
              disabled={busy}
              onClick={() => onDiscard(slotId)}
            >
              <Trash2 aria-hidden />
              Discard {mask(which)}
            </Button>
          ))}
      </div>
    </div>
  );
}
