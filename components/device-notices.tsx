import { CircleAlert, FileWarning, HardDrive, ShieldAlert } from 'lucide-react';
import type { LostView, StateView } from '@/lib/contract/views';
import { mask } from '@/lib/domain/masked';
import { count, day, size } from './amounts';
import { Button } from './button';
import { FailureNotice } from './failure-notice';
import { loanName } from './field-words';
import { useAction } from './use-action';
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
  const { lost, damaged, space, witnessBrokenAt } = state;
  const isNews = lost.length > 0 || witnessBrokenAt !== undefined;
  const isTight = space !== undefined && space.free < LITTLE;
  if (!isNews && !isTight && damaged === 0) return null;
  return (
    <section className="device-notices" aria-label="This device">
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
  const noted = useAction(onAcknowledge, now);
  const ids = lost.map(({ captureId }) => captureId);
  return (
    <>
      {lost.length > 0 && <Lost lost={lost} />}
      {brokenAt !== undefined && (
        <div className="notice tone-attention" role="alert">
          <ShieldAlert aria-hidden />
          <div>
            <p className="notice-title">Satchel’s list of what you captured was damaged.</p>
            <p>Noticed on {day(brokenAt)}. Documents captured before may be missing without a word.</p>
            <p className="notice-next">Look through your loans here. Capture again what you miss.</p>
          </div>
        </div>
      )}
      <Button busy={noted.busy} onClick={() => noted.run(ids, brokenAt !== undefined)}>
        I have noted it
      </Button>
      {noted.failed && <FailureNotice failure={noted.failed.failure} now={now} loud />}
    </>
  );
}

/** Early: while there still is room to finish a loan. */
function Tight({ free }: { readonly free: number }) {
  return (
    <div className="notice tone-waiting">
      <HardDrive aria-hidden />
      <div>
        <p className="notice-title">
          {free < MIB ? 'There is almost no space left' : `Only ${size(free)} of space are left`} on this
          device.
        </p>
        <p>What is captured is safe. When nothing is left, new documents are refused.</p>
        <p className="notice-next">Free some space on the disk now.</p>
      </div>
    </div>
  );
}

function Damaged({ loans }: { readonly loans: number }) {
  return (
    <div className="notice tone-attention">
      <FileWarning aria-hidden />
      <div>
        <p className="notice-title">
          {loans === 1 ? 'The record of 1 loan is' : `The records of ${count(loans, 'loan')} are`} damaged.
        </p>
        <p>What was captured for it is kept on this device, sealed, and cannot be sent from here.</p>
        <p className="notice-next">Tell your support. If it is urgent, capture the documents again.</p>
      </div>
    </div>
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
