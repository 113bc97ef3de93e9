import { Send } from 'lucide-react';
import type { FlowView } from '@/lib/contract/flow-view';
import { Button } from './button';
import { isUnsent } from './document-states';
import { useWords } from './words/use-words';

interface SendButtonProps {
  readonly flow: FlowView;
  readonly busy: boolean;
  readonly onSend: () => void;
}

/** Sends the set, when it may go. */
export function SendButton({ flow, busy, onSend }: SendButtonProps) {
  const { t } = useWords();
  const unsent = flow.documents.filter(isUnsent).length;
  const required = flow.missing.filter(({ required }) => required).length;
  const isAsked = flow.documents.some(({ sameAs }) => sameAs !== undefined);
  if (unsent === 0 && flow.state !== 'collecting') return null;
  return (
    <>
      {required > 0 && unsent > 0 && (
        <p className="card-missing note">
          {t(flow.api === 'flow' ? 'loan.stillMissing' : 'loan.missingAlone', { count: required })}
        </p>
      )}
      {isAsked && <p className="card-missing note">{t('loan.answerFirst')}</p>}
      <Button look="primary" busy={busy} disabled={unsent === 0 || isAsked} onClick={onSend}>
        {!busy && <Send aria-hidden />}
        {unsent === 0 ? t('loan.send') : t('loan.sendSet', { count: unsent })}
      </Button>
    </>
  );
}
