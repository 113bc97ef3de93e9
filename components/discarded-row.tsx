import { Undo2 } from 'lucide-react';
import type { DocumentView } from '@/lib/contract/flow-view';
import { mask } from '@/lib/domain/masked';
import { Button } from './button';
import { StateLine } from './state-badge';
import { documentWords } from './state-words';
import { Thumbnail } from './thumbnail';
import { useWords } from './words/use-words';
import './document-row.css';

export interface DiscardedRowProps {
  readonly document: DocumentView;
  readonly now: number;
  readonly busy: boolean;
  readonly onRestore: () => void;
}

/** A document the agent has taken out of the set, as long as it can come back. */
export function DiscardedRow({ document, now, busy, onRestore }: DiscardedRowProps) {
  const words = useWords();
  const { t } = words;
  const label = mask(document.label);
  const { restorableUntil } = document;
  const canRestore = restorableUntil !== undefined && restorableUntil > now;
  return (
    <li className="document" aria-label={label} data-place={document.slotId}>
      <Thumbnail kind={document.kind} preview={document.preview} />
      <div>
        <p className="document-label">{label}</p>
        <StateLine state={documentWords(words, 'discarded')} />
        <p className="soft note">
          {canRestore
            ? t('document.keptFor', { wait: words.wait(restorableUntil - now) })
            : t('document.leaving')}
        </p>
      </div>
      {canRestore && (
        <Button
          size="small"
          name={t('document.undoOf', { document: label })}
          disabled={busy}
          onClick={onRestore}
        >
          <Undo2 aria-hidden />
          {t('document.undo')}
        </Button>
      )}
    </li>
  );
}
