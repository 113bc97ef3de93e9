import { Check, CircleDashed, Clock, LoaderCircle, X } from 'lucide-react';
import type { StagesView, StageTimesView } from '@/lib/contract/flow-view';
import type { StageProgress } from '@/lib/domain/stage';
import { stageNames, stageProgress } from '@/lib/domain/stage';
import { useWords } from './words/use-words';
import './stage-bar.css';

const icons = {
  todo: null,
  doing: <LoaderCircle className="spin" aria-hidden />,
  rested: <CircleDashed aria-hidden />,
  done: <Check aria-hidden />,
  failed: <X aria-hidden />,
};

const tones: Readonly<Record<StageProgress, string>> = {
  todo: 'neutral',
  doing: 'verifying',
  done: 'verified',
  failed: 'attention',
};

export interface StageBarProps {
  readonly stages: StagesView;
  readonly times?: StageTimesView | undefined;
  /** Nobody asks for them any more: what is under way at Atlas does not move here. */
  readonly isRested: boolean;
}

/** Atlas's own progress, step by step, with what each usually takes on this device. */
export function StageBar({ stages, times = {}, isRested }: StageBarProps) {
  const { t, brief } = useWords();
  return (
    <ol className="stages" aria-label={t('stage.title')}>
      {stageNames.map((stage) => {
        const progress = stageProgress(stages[stage]);
        const { usual, isLate } = times[stage] ?? {};
        return (
          <li key={stage} className={`stage stage-${progress} tone-${isLate ? 'waiting' : tones[progress]}`}>
            <span className="stage-words">
              {isLate ? <Clock aria-hidden /> : icons[progress === 'doing' && isRested ? 'rested' : progress]}
              {t(`stage.${stage}`)}
              <span className="visually-hidden">: {t(`stage.progress.${progress}`)}</span>
            </span>
            {usual !== undefined && (
              <span className="stage-usual"> {t('stage.usual', { usual: brief(usual) })}</span>
            )}
          </li>
        );
      })}
    </ol>
  );
}
