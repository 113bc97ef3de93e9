import { ArrowRight, RotateCw } from 'lucide-react';
import type { FlowView } from '@/lib/contract/flow-view';
import { mask } from '@/lib/domain/masked';
import { Button } from './button';
import { canRerun, isFailed } from './document-states';
import { useWords } from './words/use-words';

export interface RetakeOthersProps {
  readonly flow: FlowView;
  /** The slot that is open above. */
  readonly except: string | undefined;
  readonly busy: boolean;
  readonly locked: boolean;
  readonly onSlot: (slotId: string) => void;
  readonly onRerun: (slotIds: string[]) => void;
}

/** What else of the loan failed: one after the other, or all of it again as it is. */
export function RetakeOthers({ flow, except, busy, locked, onSlot, onRerun }: RetakeOthersProps) {
  const { t } = useWords();
  const others = flow.documents.filter((document) => isFailed(document) && document.slotId !== except);
  const again = others.filter(canRerun).map(({ slotId }) => slotId);
  if (others.length === 0) return null;
  return (
    <section className="panel" aria-labelledby="retake-others">
      <h2 id="retake-others">{t('retake.others')}</h2>
      <ul className="rows">
        {others.map(({ slotId, label }) => (
          <li className="row" key={slotId}>
            <span className="row-name">{mask(label)}</span>
            <Button
              size="small"
              name={t('retake.nextOf', { document: mask(label) })}
              onClick={() => onSlot(slotId)}
            >
              {t('retake.next')}
              <ArrowRight aria-hidden />
            </Button>
          </li>
        ))}
      </ul>
      {again.length > 0 && !locked && (
        <Button busy={busy} onClick={() => onRerun(again)}>
          <RotateCw aria-hidden />
          {t('retake.rerunAll')}
        </Button>
      )}
    </section>
  );
}
