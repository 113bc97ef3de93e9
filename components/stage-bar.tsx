import { Check, LoaderCircle, X } from 'lucide-react';
import type { StagesView } from '@/lib/contract/flow-view';
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

/** Atlas's own progress, step by step. */
export function StageBar({ stages }: { readonly stages: StagesView }) {
  const { t } = useWords();
  return (
    <ol className="stages" aria-label={t('stage.title')}>
      {stageNames.map((stage) => {
        const progress = stageProgress(stages[stage]);
        return (
          <li key={stage} className={`stage stage-${progress} tone-${tones[progress]}`}>
            <span className="stage-words">
              {icons[progress]}
              {t(`stage.${stage}`)}
              <span className="visually-hidden">: {t(`stage.progress.${progress}`)}</span>
            </span>
          </li>
        );
      })}
    </ol>
  );
}
