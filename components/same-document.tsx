import { Copy, Trash2 } from 'lucide-react';
import type { DocumentView } from '@/lib/contract/flow-view';
import { mask } from '@/lib/domain/masked';
import { Button } from './button';
import { useWords } from './words/use-words';
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
  const { t } = useWords();
  const [label, other] = [mask(document.label), mask(twin.label)];
  return (
    <div className="document-more">
      <div className="notice tone-attention">
        <Copy aria-hidden />
        <div>
          <p className="notice-title">{t('same.title')}</p>
          <p>{t('same.question', { other })}</p>
        </div>
      </div>
      <div className="document-actions document-actions-below">
        <Button
          size="small"
          name={t('same.keepBothOf', { document: label, other })}
          disabled={busy}
          onClick={onKeepBoth}
        >
          {t('same.keepBoth')}
        </Button>
        {[document, twin]
          .filter(({ canDiscard }) => canDiscard)
          .map(({ slotId, label: which }) => (
            <Button
              key={slotId}
              size="small"
              name={t('same.discardNamed', { action: t('same.discardOf', { document: mask(which) }) })}
              disabled={busy}
              onClick={() => onDiscard(slotId)}
            >
              <Trash2 aria-hidden />
              {t('same.discardOf', { document: mask(which) })}
            </Button>
          ))}
      </div>
    </div>
  );
}
