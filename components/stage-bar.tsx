import { Check, LoaderCircle, X } from 'lucide-react';
import type { StagesView } from '@/lib/contract/views';
import type { StageProgress } from './stage-words';
import { progressWords, stageNames, stageProgress } from './stage-words';
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

/** Atlas's own progress, step by step. */
export function StageBar({ stages }: { readonly stages: StagesView }) {
  return (
    <ol className="stages" aria-label="Progress at Atlas">
      {stageNames.map(({ stage, name }) => {
        const progress = stageProgress(stages[stage]);
        return (
          <li key={stage} className={`stage stage-${progress} tone-${tones[progress]}`}>
            <span className="stage-words">
              {icons[progress]}
              {name}
              <span className="visually-hidden">: {progressWords[progress]}</span>
            </span>
          </li>
        );
      })}
    </ol>
  );
}
