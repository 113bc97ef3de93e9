import { CircleAlert, FileWarning, HardDrive, ShieldAlert } from 'lucide-react';
import type { LostView, StateView } from '@/lib/contract/state-view';
import { mask } from '@/lib/domain/masked';
import { loanName } from '@/lib/domain/loan-name';
import { Button } from './button';
import { FailureNotice } from './failure-notice';
import { useAction } from './use-action';
import { useWords } from './words/use-words';
import './device-notices.css';

const MIB = 1_024 * 1_024;
/** Below this the agent is warned. */
const LITTLE = 200 * MIB;

/** What the agent has noted: these losses, and whether the witness was said to be damaged. */
export type Acknowledge = (captureIds: readonly string[], broken: boolean) => Promise<unknown>;

export interface DeviceNoticesProps {
  readonly state: Pick<StateView, 'lost' | 'damaged' | 'space' | 'witnessBrokenAt'>;
  readonly now: number;
  readonly onAcknowledge: Acknowledge;
}

/** What this device did to documents that were said to be safe. Nothing here goes away by itself. */
export function DeviceNotices({ state, now, onAcknowledge }: DeviceNoticesProps) {
  const { t } = useWords();
  const { lost, damaged, space, witnessBrokenAt } = state;
  const isNews = lost.length > 0 || witnessBrokenAt !== undefined;
  const isTight = space !== undefined && space.free < LITTLE;
  if (!isNews && !isTight && damaged === 0) return null;
  return (
    <section className="device-notices" aria-label={t('device.name')}>
      {isNews && <News lost={lost} brokenAt={witnessBrokenAt} now={now} onAcknowledge={onAcknowledge} />}
      {damaged > 0 && <Damaged loans={damaged} />}
      {isTight && <Tight free={space.free} />}
    </section>
  );
}

interface NewsProps extends Pick<DeviceNoticesProps, 'now' | 'onAcknowledge'> {
  readonly lost: readonly LostView[];
  readonly brokenAt: number | undefined;
}

/** What stays until the agent has noted it. */
function News({ lost, brokenAt, now, onAcknowledge }: NewsProps) {
  const { t, day } = useWords();
  const noted = useAction(onAcknowledge, now);
  const ids = lost.map(({ captureId }) => captureId);
  return (
    <>
      {lost.length > 0 && <Lost lost={lost} />}
      {brokenAt !== undefined && (
        <div className="notice tone-attention" role="alert">
          <ShieldAlert aria-hidden />
          <div>
            <p className="notice-title">{t('device.witness.title')}</p>
            <p>{t('device.witness.when', { day: day(brokenAt) })}</p>
            <p className="notice-next">{t('device.witness.next')}</p>
          </div>
        </div>
      )}
      <Button busy={noted.busy} onClick={() => noted.run(ids, brokenAt !== undefined)}>
        {t('device.noted')}
      </Button>
      {noted.failed && <FailureNotice failure={noted.failed.failure} now={now} loud />}
    </>
  );
}

/** Early: while there still is room to finish a loan. */
function Tight({ free }: { readonly free: number }) {
  const { t, size } = useWords();
  return (
    <div className="notice tone-waiting">
      <HardDrive aria-hidden />
      <div>
        <p className="notice-title">
          {free < MIB ? t('device.space.none') : t('device.space.little', { size: size(free) })}
        </p>
        <p>{t('device.space.means')}</p>
        <p className="notice-next">{t('device.space.next')}</p>
      </div>
    </div>
  );
}

function Damaged({ loans }: { readonly loans: number }) {
  const { t } = useWords();
  return (
    <div className="notice tone-attention">
      <FileWarning aria-hidden />
      <div>
        <p className="notice-title">{t('device.damaged.title', { count: loans })}</p>
        <p>{t('device.damaged.means')}</p>
        <p className="notice-next">{t('device.damaged.next')}</p>
      </div>
    </div>
  );
}

function Lost({ lost }: { readonly lost: readonly LostView[] }) {
  const { t, day } = useWords();
  return (
    <div className="notice tone-attention" role="alert">
      <CircleAlert aria-hidden />
      <div>
        <p className="notice-title">{t('device.lost.title', { count: lost.length })}</p>
        <ul className="device-lost">
          {lost.map(({ captureId, capturedAt, loanId, label }) => (
            <li key={captureId}>
              {t('device.lost.one', {
                day: day(capturedAt),
                loan: loanName(loanId),
                document: mask(label),
              })}
            </li>
          ))}
        </ul>
      </div>
    </div>
  );
}
