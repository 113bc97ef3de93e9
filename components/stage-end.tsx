import { Clock, CircleAlert } from 'lucide-react';
import type { FlowView } from '@/lib/contract/flow-view';
import { stageProgress } from '@/lib/domain/stage';
import { useWords } from './words/use-words';
import './failure-notice.css';

type Ended = Pick<FlowView, 'state' | 'stages' | 'comparing'>;

/** How Atlas's end is missing: nobody asks for it any more, or it is that something failed; `undefined`: it is not. */
export function endOf({
  state,
  stages,
  comparing,
}: Ended): 'rested' | 'compareFailed' | 'resultFailed' | undefined {
  if (!stages) return undefined;
  if (state === 'unconfirmed' && stageProgress(stages.crosscheck) === 'failed') return 'compareFailed';
  if (state === 'unconfirmed' && stageProgress(stages.master) === 'failed') return 'resultFailed';
  return comparing?.isRested && stageProgress(stages.master) !== 'done' ? 'rested' : undefined;
}

/** What the agent must know when Atlas does not confirm what it has read. */
export function StageEnd({ flow, now }: { readonly flow: Ended; readonly now: number }) {
  const { t, span } = useWords();
  const end = endOf(flow);
  if (!end) return null;
  const { since = now } = flow.comparing ?? {};
  const Icon = end === 'rested' ? Clock : CircleAlert;
  return (
    <div className="notice tone-waiting">
      <Icon aria-hidden />
      <div>
        <p className="notice-title">
          {end === 'rested' ? t('stage.end.rested', { wait: span(now - since) }) : t(`stage.end.${end}`)}
        </p>
        <p>{t('stage.end.means')}</p>
        <p className="notice-next">{t(end === 'rested' ? 'stage.end.askOnce' : 'stage.end.byHand')}</p>
      </div>
    </div>
  );
}
