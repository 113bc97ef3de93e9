import { useState } from 'react';
import { Download } from 'lucide-react';
import type { RescueItem, RescueReport } from '@/lib/contract/rescue';
import { count, size } from './amounts';
import { Button } from './button';
import { FailureNotice } from './failure-notice';
import { useAction } from './use-action';

export interface RescueCopyProps {
  readonly now: number;
  readonly onRescue: (progress: (done: number, all: number) => void) => Promise<RescueReport>;
}

/** One file with everything sealed on this device, for when it cannot be sent from here. */
export function RescueCopy({ now, onRescue }: RescueCopyProps) {
  const [through, setThrough] = useState<readonly [done: number, all: number]>();
  const [report, setReport] = useState<RescueReport>();
  const rescue = useAction(async () => {
    setReport(undefined);
    setReport(await onRescue((done, all) => setThrough([done, all])).finally(() => setThrough(undefined)));
  }, now);
  return (
    <section className="panel" aria-labelledby="rescue">
      <h2 id="rescue">Rescue copy</h2>
      <p className="soft">
        One file with all your documents that are on this device, damaged ones too. They stay sealed: only
        your organisation can open them.
      </p>
      <Button busy={rescue.busy} onClick={() => rescue.run()}>
        <Download aria-hidden />
        Save a rescue copy
      </Button>
      <div role="status">
        {through && (
          <p className="soft">
            {through[0]} of {count(through[1], 'document')} written
          </p>
        )}
        {report && <Report report={report} />}
      </div>
      {rescue.failed && <FailureNotice failure={rescue.failed.failure} now={now} loud />}
    </section>
  );
}

function Report({ report: { captures, bytes, missing, damaged } }: { readonly report: RescueReport }) {
  if (captures + missing.length === 0)
    return <p>No document is on this device, so there is nothing to save.</p>;
  return (
    <>
      <p>
        Saved and read again: {count(captures, 'document')}
        {captures > 0 && `, ${size(bytes)}`}.
      </p>
      <Named says="Not in it, because it is not on this device any more:" items={missing} />
      <Named says="In it, but damaged, so that it may not open:" items={damaged} />
    </>
  );
}

function Named({ says, items }: { readonly says: string; readonly items: readonly RescueItem[] }) {
  if (items.length === 0) return null;
  return (
    <>
      <p>{says}</p>
      <ul>
        {items.map(({ captureId, loanId, kind }) => (
          <li key={captureId}>
            {kind ?? 'Document'} of {loanId ?? 'an unknown loan'} ({captureId.slice(0, 8)})
          </li>
        ))}
      </ul>
    </>
  );
}
