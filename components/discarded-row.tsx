import { Undo2 } from 'lucide-react';
import type { DocumentView } from '@/lib/contract/views';
import { mask } from '@/lib/domain/masked';
import { wait } from './amounts';
import { Button } from './button';
import { StateLine } from './state-badge';
import { documentWords } from './state-words';
import { Thumbnail } from './thumbnail';
import './document-row.css';

export interface DiscardedRowProps {
  readonly document: DocumentView;
  readonly now: number;
  readonly busy: boolean;
  readonly onRestore: () => void;
}

/** A document the agent has taken out of the set, as long as it can come back. */
export function DiscardedRow({ document, now, busy, onRestore }: DiscardedRowProps) {
  const label = mask(document.label);
  const { restorableUntil } = document;
  const canRestore = restorableUntil !== undefined && restorableUntil > now;
  return (
    <li className="document" aria-label={label}>
      <Thumbnail kind={document.kind} preview={document.preview} />
      <div>
        <p className="document-label">{label}</p>
        <StateLine state={documentWords.discarded} />
        <p className="soft note">
          {canRestore
            ? `Not sent. Kept for ${wait(restorableUntil - now)} more.`
            : 'Not sent. It is being removed.'}
        </p>
      </div>
      {canRestore && (
        <Button size="small" name={`Undo discarding ${label}`} disabled={busy} onClick={onRestore}>
          <Undo2 aria-hidden />
          Undo
        </Button>
      )}
    </li>
  );
}
