import { Check, Clock, LoaderCircle, X } from 'lucide-react';
import type { StagesView, StageTimesView } from '@/lib/contract/flow-view';
import type { StageProgress } from '@/lib/domain/stage';
import { stageNames, stageProgress } from '@/lib/domain/stage';
import { useWords } from './words/use-words';
import './stage-bar.css';

const icons = {
  todo: null,
  doing: <LoaderCircle className="spin" aria-hidden />,
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
  /** Absent: nobody waits for them. */
  readonly times?: StageTimesView | undefined;
}

/** Atlas's own progress, step by step, with what each usually takes on this device. */
export function StageBar({ stages, times = {} }: StageBarProps) {
  const { t, brief } = useWords();
  return (
    <ol className="stages" aria-label={t('stage.title')}>
      {stageNames.map((stage) => {
        const progress = stageProgress(stages[stage]);
        const { usual, isLate } = times[stage] ?? {};
        return (
          <li key={stage} className={`stage stage-${progress} tone-${isLate ? 'waiting' : tones[progress]}`}>
            <span className="stage-words">
              {isLate ? <Clock aria-hidden /> : icons[progress]}
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
