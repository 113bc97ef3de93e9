import { useCallback, useState } from 'react';
import type { DocumentView, FlowView } from '@/lib/contract/flow-view';
import { mask } from '@/lib/domain/masked';
import { CaptureList } from './capture-list';
import { canRerun, isFailed } from './document-states';
import { DocumentReason } from './document-reason';
import { DropZone } from './drop-zone';
import { FailureNotice } from './failure-notice';
import { KindExample } from './kind-example';
import { RetakeActions } from './retake-actions';
import { RetakeOthers } from './retake-others';
import { RetakePair } from './retake-pair';
import { failedWords, onItsWay } from './retake-words';
import type { SpokenHintsProps } from './spoken-hints';
import { SpokenHints } from './spoken-hints';
import { useAction } from './use-action';
import type { Capture, QueueItem } from './use-capture-queue';
import { useCaptureQueue } from './use-capture-queue';
import { useSpokenHints } from './use-spoken-hints';
import type { Staging } from './use-staged';
import { useStaged } from './use-staged';
import { useWords } from './words/use-words';
import './retake.css';

export interface RetakeProps {
  readonly flow: FlowView;
  /** The slot the page was opened for. */
  readonly slot: DocumentView;
  readonly now: number;
  /** Nobody is signed in: it is kept, and goes later. */
  readonly locked: boolean;
  readonly online: boolean;
  readonly hints: SpokenHintsProps;
  readonly onCapture: Capture;
  /** The same bytes again, of one slot or several. */
  readonly onRerun: (slotIds: string[]) => Promise<unknown>;
  /** Goes on with another slot of this loan. */
  readonly onSlot: (slotId: string) => void;
}

/** A document that failed, in its very slot: why, how to do better, the old picture beside the new, one button. */
export function Retake(props: RetakeProps) {
  const words = useWords();
  const { flow, slot, now, locked, hints, onCapture, onRerun, onSlot } = props;
  const staging = useStaged();
  const { staged, clear } = staging;
  const queue = useCaptureQueue(onCapture);
  // Whoever sends the old one again has decided against the new one.
  const again = useCallback((slotIds: string[]) => onRerun(slotIds).then(clear), [onRerun, clear]);
  const rerun = useAction(again, now);
  const labels = new Map([[slot.kind, mask(slot.label)]]);
  const isOpen = isFailed(slot);
  // The attempt that a new picture was brought for: of that one no more is said.
  const [answered, setAnswered] = useState<number>();
  useRetakeHints(props, isOpen && answered !== slot.attempts, queue.items);
  const use = () => {
    if (!staged) return;
    const { file, source } = staged;
    queue.add([{ file, source, kind: slot.kind, slotId: slot.slotId }]);
    setAnswered(slot.attempts);
    clear();
  };
  return (
    <>
      <SpokenHints {...hints} />
      {isOpen ? (
        <Slot
          {...props}
          staging={staging}
          busy={rerun.busy}
          onUse={use}
          onAgain={() => rerun.run([slot.slotId])}
        />
      ) : (
        <p className="banner tone-verified" role="status">
          {onItsWay(words, slot, props)}
        </p>
      )}
      {rerun.failed && <FailureNotice failure={rerun.failed.failure} now={now} loud />}
      <CaptureList items={queue.items} labels={labels} now={now} onRetry={queue.retry} />
      <RetakeOthers
        flow={flow}
        except={isOpen ? slot.slotId : undefined}
        busy={rerun.busy}
        locked={locked}
        onSlot={onSlot}
        onRerun={rerun.run}
      />
    </>
  );
}

interface SlotProps extends Pick<RetakeProps, 'slot' | 'now' | 'locked'> {
  readonly staging: Staging;
  readonly busy: boolean;
  readonly onUse: () => void;
  readonly onAgain: () => void;
}

/** In the order of the work: why, how to do better, choose, compare, send. */
function Slot({ slot, now, locked, staging, busy, onUse, onAgain }: SlotProps) {
  const words = useWords();
  const { staged, isMore, stage } = staging;
  return (
    <section className="panel retake" aria-labelledby="retake">
      <h2 id="retake">{failedWords(words, slot)[0]}</h2>
      <DocumentReason document={slot} now={now} />
      <KindExample kind={slot.kind} />
      <DropZone onFiles={stage} several={false} isDone={staged !== undefined} />
      {isMore && (
        <p className="banner tone-waiting" role="status">
          {words.t('capture.onlyFirst')}
        </p>
      )}
      <RetakePair slot={slot} staged={staged} />
      <RetakeActions
        label={mask(slot.label)}
        canUse={staged !== undefined}
        canRerun={canRerun(slot) && !locked}
        busy={busy}
        onUse={onUse}
        onRerun={onAgain}
      />
      <p className="soft note">{words.t('retake.history', { number: slot.attempts + 1 })}</p>
    </section>
  );
}

/** Says why it failed and what to do about it, and then what became of the new one. */
function useRetakeHints(
  { slot, hints }: Pick<RetakeProps, 'slot' | 'hints'>,
  isWanted: boolean,
  items: readonly QueueItem[],
): void {
  const words = useWords();
  useSpokenHints({
    voice: hints.isOn ? hints.voice : undefined,
    items,
    labels: new Map([[slot.kind, slot.label]]),
    about: isWanted ? failedWords(words, slot) : [],
    next: isWanted ? slot.label : undefined,
    isComplete: false,
  });
}
