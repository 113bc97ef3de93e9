import { RefreshCw, RotateCw, Trash2 } from 'lucide-react';
import { mask } from '@/lib/domain/masked';
import { Button } from './button';
import type { DocumentRowProps } from './document-row';
import { canRerun, hasWays, isFailed, isUnsent } from './document-states';
import { useWords } from './words/use-words';

/** The ways out of a failure; and a capture that was the wrong one is replaced before it is sent. */
export function Again(props: DocumentRowProps) {
  const { t } = useWords();
  const { document, busy, locked, onRerun, onReplace } = props;
  const label = mask(document.label);
  const failed = isFailed(document);
  // What is slow on its way may have been the wrong file, or too large for this line.
  const isStuck = document.isSlow && document.canDiscard;
  if (!failed && !isUnsent(document) && !isStuck) return null;
  return (
    <>
      {canRerun(document) && !locked && (
        <Button
          size="small"
          name={t('document.rerunOf', { document: label })}
          disabled={busy}
          onClick={onRerun}
        >
          <RotateCw aria-hidden />
          {t('document.rerun')}
        </Button>
      )}
      {onReplace && (
        <Button
          look={failed ? 'plain' : 'quiet'}
          size="small"
          name={t('document.replaceOf', { document: label })}
          disabled={busy}
          onClick={onReplace}
        >
          <RefreshCw aria-hidden />
          {t('document.replace')}
        </Button>
      )}
    </>
  );
}

/** Below the words of a failure it has room for its own; beside the document its sign is enough. */
export function Discard({ document, busy, onDiscard }: DocumentRowProps) {
  const { t } = useWords();
  const label = mask(document.label);
  // An open question has its own.
  if (!document.canDiscard || document.sameAs !== undefined) return null;
  return (
    <Button
      look="quiet"
      size="small"
      name={t('document.discardOf', { document: label })}
      disabled={busy}
      onClick={() => onDiscard()}
    >
      <Trash2 aria-hidden />
      {(isFailed(document) || hasWays(document)) && t('document.discard')}
    </Button>
  );
}
