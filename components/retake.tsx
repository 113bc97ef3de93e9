import { RotateCw, Send } from 'lucide-react';
import { useCallback, useState } from 'react';
import type { DocumentView, FlowView } from '@/lib/contract/flow-view';
import { mask } from '@/lib/domain/masked';
import { Button } from './button';
import { CaptureList } from './capture-list';
import { canRerun, isFailed } from './document-states';
import { DocumentReason } from './document-reason';
import { DropZone } from './drop-zone';
import { KindExample } from './kind-example';
import { RetakeOthers } from './retake-others';
import type { Staged } from './retake-pair';
import { RetakePair } from './retake-pair';
import { useAction } from './use-action';
import type { Capture, CaptureSource } from './use-capture-queue';
import { useCaptureQueue } from './use-capture-queue';
import { FailureNotice } from './failure-notice';
import { useWords } from './words/use-words';
import './retake.css';

export interface RetakeProps {
  readonly flow: FlowView;
  /** The slot the page was opened for. */
  readonly slot: DocumentView;
  readonly now: number;
  /** Nobody is signed in: it is kept, and goes later. */
  readonly locked: boolean;
  readonly onCapture: Capture;
  /** The same bytes again, of one slot or several. */
  readonly onRerun: (slotIds: string[]) => Promise<unknown>;
  /** Goes on with another slot of this loan. */
  readonly onSlot: (slotId: string) => void;
}

/** A document that failed, in its very slot: why, how to do better, the old picture beside the new, one button. */
export function Retake({ flow, slot, now, locked, onCapture, onRerun, onSlot }: RetakeProps) {
  const { t } = useWords();
  const [staged, setStaged] = useState<Staged>();
  const queue = useCaptureQueue(onCapture);
  const rerun = useAction(onRerun, now);
  const label = mask(slot.label);
  const { slotId, kind } = slot;
  const stage = useCallback(([file]: readonly File[], source: CaptureSource) => {
    if (!file) return;
    const url = file.type.startsWith('image/') ? URL.createObjectURL(file) : undefined;
    setStaged({ file, source, url });
  }, []);
  const use = () => {
    if (!staged) return;
    const { file, source } = staged;
    queue.add([{ file, source, kind, slotId }]);
    setStaged(undefined);
  };
  const isOpen = isFailed(slot);
  return (
    <>
      {isOpen ? (
        <section className="panel retake" aria-labelledby="retake">
          <h2 id="retake">
            {t(slot.state === 'refused' ? 'retake.refused' : 'retake.parked', { document: label })}
          </h2>
          <DocumentReason document={slot} now={now} />
          <KindExample kind={kind} />
          <RetakePair slot={slot} staged={staged} />
          <RetakeActions
            label={label}
            canUse={staged !== undefined}
            canRerun={canRerun(slot) && !locked}
            busy={rerun.busy}
            onUse={use}
            onRerun={() => rerun.run([slotId])}
          />
          <p className="soft note">{t('retake.history', { number: slot.attempts + 1 })}</p>
          {rerun.failed && <FailureNotice failure={rerun.failed.failure} now={now} loud />}
          <DropZone onFiles={stage} several={false} />
        </section>
      ) : (
        <p className="banner tone-verified" role="status">
          {t('retake.done', { document: label, number: slot.attempts })}
        </p>
      )}
      <CaptureList items={queue.items} labels={new Map([[kind, label]])} now={now} onRetry={queue.retry} />
      <RetakeOthers
        flow={flow}
        except={isOpen ? slotId : undefined}
        busy={rerun.busy}
        locked={locked}
        onSlot={onSlot}
        onRerun={rerun.run}
      />
    </>
  );
}

interface RetakeActionsProps {
  readonly label: string;
  /** A new picture was chosen. */
  readonly canUse: boolean;
  readonly canRerun: boolean;
  readonly busy: boolean;
  readonly onUse: () => void;
  readonly onRerun: () => void;
}

function RetakeActions({ label, canUse, canRerun: again, busy, onUse, onRerun }: RetakeActionsProps) {
  const { t } = useWords();
  return (
    <div className="retake-actions">
      <Button look="primary" name={t('retake.useOf', { document: label })} disabled={!canUse} onClick={onUse}>
        <Send aria-hidden />
        {t('retake.use')}
      </Button>
      {again && (
        <Button name={t('retake.againOf', { document: label })} busy={busy} onClick={onRerun}>
          <RotateCw aria-hidden />
          {t('retake.again')}
        </Button>
      )}
    </div>
  );
}
