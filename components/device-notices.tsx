import { CircleAlert, ShieldAlert } from 'lucide-react';
import type { LostView, StateView } from '@/lib/contract/views';
import { mask } from '@/lib/domain/masked';
import { count, day } from './amounts';
import { Button } from './button';
import { FailureNotice } from './failure-notice';
import { loanName } from './field-words';
import { useAction } from './use-action';
import './device-notices.css';

/** What the agent has noted: these losses, and whether the witness was said to be damaged. */
export type Acknowledge = (captureIds: readonly string[], broken: boolean) => Promise<unknown>;

export interface DeviceNoticesProps {
  readonly state: Pick<StateView, 'lost' | 'witnessBrokenAt'>;
  readonly now: number;
  readonly onAcknowledge: Acknowledge;
}

/** What this device did to documents that were said to be safe. Nothing here goes away by itself. */
export function DeviceNotices({ state, now, onAcknowledge }: DeviceNoticesProps) {
  const { lost, witnessBrokenAt } = state;
  const noted = useAction(onAcknowledge, now);
  if (lost.length === 0 && witnessBrokenAt === undefined) return null;
  const ids = lost.map(({ captureId }) => captureId);
  return (
    <section className="device-notices" aria-label="This device">
      {lost.length > 0 && <Lost lost={lost} />}
      {witnessBrokenAt !== undefined && (
        <div className="notice tone-attention" role="alert">
          <ShieldAlert aria-hidden />
          <div>
            <p className="notice-title">Satchel’s list of what you captured was damaged.</p>
            <p>Noticed on {day(witnessBrokenAt)}. Documents captured before may be missing without a word.</p>
            <p className="notice-next">Look through your loans here. Capture again what you miss.</p>
          </div>
        </div>
      )}
      <Button busy={noted.busy} onClick={() => noted.run(ids, witnessBrokenAt !== undefined)}>
        I have noted it
      </Button>
      {noted.failed && <FailureNotice failure={noted.failed.failure} now={now} loud />}
    </section>
  );
}

function Lost({ lost }: { readonly lost: readonly LostView[] }) {
  return (
    <div className="notice tone-attention" role="alert">
      <CircleAlert aria-hidden />
      <div>
        <p className="notice-title">
          {lost.length === 1 ? '1 document is' : `${count(lost.length, 'document')} are`} no longer on this
          device.
        </p>
        <ul className="device-lost">
          {lost.map(({ captureId, capturedAt, loanId, label }) => (
            <li key={captureId}>
              Captured on {day(capturedAt)}, loan {loanName(loanId)}, {mask(label)}: no longer on this device.
              Capture it again.
            </li>
          ))}
        </ul>
      </div>
    </div>
  );
}
