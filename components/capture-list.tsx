import { CircleAlert, CircleCheckBig, Hourglass, LoaderCircle } from 'lucide-react';
import type { Kind } from '@/lib/domain/organisation';
import { mask } from '@/lib/domain/masked';
import { size } from './amounts';
import { Button } from './button';
import { FailureNotice } from './failure-notice';
import { StateLine } from './state-badge';
import type { StateWords } from './state-words';
import { Thumbnail } from './thumbnail';
import type { QueueItem } from './use-capture-queue';
import { canRetry } from './use-capture-queue';
import './capture-list.css';

const words: Readonly<Record<QueueItem['state'], StateWords>> = {
  waiting: { words: 'Next in line', tone: 'neutral', Icon: Hourglass },
  reading: { words: 'Reading…', tone: 'sending', Icon: LoaderCircle },
  captured: { words: 'Captured: safe on this device', tone: 'verified', Icon: CircleCheckBig },
  already: { words: 'Already captured for this loan: nothing added', tone: 'neutral', Icon: CircleCheckBig },
  failed: { words: 'Not taken', tone: 'attention', Icon: CircleAlert },
};

export interface CaptureListProps {
  readonly items: readonly QueueItem[];
  readonly labels: ReadonlyMap<Kind, string>;
  readonly now: number;
  readonly onRetry: (id: number) => void;
}

/** What became of each file, newest first. Read out as it changes. */
export function CaptureList({ items, labels, now, onRetry }: CaptureListProps) {
  if (items.length === 0) return null;
  return (
    <section aria-labelledby="captures-title" className="stack">
      <h2 id="captures-title">On this page</h2>
      <ul className="captures" aria-live="polite">
        {items.toReversed().map((item) => (
          <li className="capture" key={item.id}>
            <Thumbnail kind={item.kind} />
            <div>
              <p className="capture-label">{mask(labels.get(item.kind) ?? item.kind)}</p>
              <StateLine state={words[item.state]} />
              <p className="soft note">
                {mask(item.file.name)} · {size(item.file.size)}
              </p>
            </div>
            {item.sameAs !== undefined && (
              <p className="capture-more note">
                The very same content as {mask(labels.get(item.sameAs) ?? item.sameAs)}. Satchel asks “Same
                document?” before it is sent.
              </p>
            )}
            {item.failure && (
              <div className="capture-more">
                <FailureNotice failure={item.failure} now={now} />
                {canRetry(item) && (
                  <Button size="small" onClick={() => onRetry(item.id)}>
                    Try again
                  </Button>
                )}
              </div>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
