import { Clock } from 'lucide-react';
import type { StageTimesView } from '@/lib/contract/flow-view';
import type { StageName } from '@/lib/domain/stage';
import { stageNames } from '@/lib/domain/stage';
import { useWords } from './words/use-words';
import './stage-bar.css';

export interface StageLineProps {
  readonly times: StageTimesView;
  readonly now: number;
}

/** The stage that takes longer than it usually does on this device. */
export function lateStage(times: StageTimesView | undefined): StageName | undefined {
  return stageNames.find((stage) => times?.[stage]?.isLate);
}

/** How long the stage that is under way has taken, beside what it usually takes on this device. */
export function StageLine({ times, now }: StageLineProps) {
  const { t, wait } = useWords();
  const stage = stageNames.find((one) => times[one]?.since !== undefined);
  const { since, usual, isLate } = (stage && times[stage]) ?? {};
  if (!stage || since === undefined) return null;
  const said = { stage: t(`stage.${stage}`), age: wait(Math.max(0, now - since)) };
  if (isLate && usual !== undefined) {
    return (
      <p className="stage-late note">
        <Clock aria-hidden />
        <span>{t('stage.late', { ...said, usual: wait(usual) })}</span>
      </p>
    );
  }
  return (
    <p className="soft note">
      {usual === undefined ? t('stage.age', said) : t('stage.ageUsual', { ...said, usual: wait(usual) })}
    </p>
  );
}
