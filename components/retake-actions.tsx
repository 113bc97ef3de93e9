import { RotateCw, Send } from 'lucide-react';
import { Button } from './button';
import { useWords } from './words/use-words';

export interface RetakeActionsProps {
  readonly label: string;
  /** A new picture was chosen. */
  readonly canUse: boolean;
  readonly canRerun: boolean;
  readonly busy: boolean;
  readonly onUse: () => void;
  readonly onRerun: () => void;
}

/** The new picture, or the same one again. The first is what is to be done once there is one, and not before. */
export function RetakeActions({ label, canUse, canRerun, busy, onUse, onRerun }: RetakeActionsProps) {
  const { t } = useWords();
  return (
    <div className="retake-actions">
      <Button
        look={canUse ? 'primary' : 'plain'}
        name={t('retake.useOf', { document: label })}
        disabled={!canUse}
        onClick={onUse}
      >
        <Send aria-hidden />
        {t('retake.use')}
      </Button>
      {canRerun && (
        <Button name={t('retake.againOf', { document: label })} busy={busy} onClick={onRerun}>
          <RotateCw aria-hidden />
          {t('retake.again')}
        </Button>
      )}
    </div>
  );
}
