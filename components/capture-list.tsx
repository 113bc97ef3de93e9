import { CircleAlert, CircleCheckBig, Hourglass, LoaderCircle } from 'lucide-react';
import type { Kind } from '@/lib/domain/organisation';
import { mask } from '@/lib/domain/masked';
import { Button } from './button';
import { FailureNotice } from './failure-notice';
import { StateLine } from './state-badge';
import type { StateLook } from './state-words';
import { Thumbnail } from './thumbnail';
import type { QueueItem } from './use-capture-queue';
import { canRetry } from './use-capture-queue';
import { useWords } from './words/use-words';
import './capture-list.css';

const looks: Readonly<Record<QueueItem['state'], StateLook>> = {
  waiting: { tone: 'neutral', Icon: Hourglass },
  reading: { tone: 'sending', Icon: LoaderCircle },
  captured: { tone: 'verified', Icon: CircleCheckBig },
  already: { tone: 'neutral', Icon: CircleCheckBig },
  failed: { tone: 'attention', Icon: CircleAlert },
};

export interface CaptureListProps {
  readonly items: readonly QueueItem[];
  readonly labels: ReadonlyMap<Kind, string>;
  readonly now: number;
  readonly onRetry: (id: number) => void;
}

/** What became of each file, newest first. Read out as it changes. */
export function CaptureList({ items, labels, now, onRetry }: CaptureListProps) {
  const { t, size } = useWords();
  if (items.length === 0) return null;
  return (
    <section aria-labelledby="captures-title" className="stack">
      <h2 id="captures-title">{t('capture.onPage')}</h2>
      <ul className="captures" aria-live="polite">
        {items.toReversed().map((item) => (
          <li className="capture" key={item.id}>
            <Thumbnail kind={item.kind} />
            <div>
              <p className="capture-label">{mask(labels.get(item.kind) ?? item.kind)}</p>
              <StateLine state={{ ...looks[item.state], words: t(`capture.state.${item.state}`) }} />
              <p className="soft note">
                {mask(item.file.name)} · {size(item.file.size)}
              </p>
            </div>
            {item.sameAs !== undefined && (
              <p className="capture-more note">
                {t('capture.sameAs', { document: mask(labels.get(item.sameAs) ?? item.sameAs) })}
              </p>
            )}
            {item.failure && (
              <div className="capture-more">
                <FailureNotice failure={item.failure} now={now} />
                {canRetry(item) && (
                  <Button size="small" onClick={() => onRetry(item.id)}>
                    {t('button.tryAgain')}
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
