import { Pause, Play } from 'lucide-react';
import { Button } from './button';
import { FailureNotice } from './failure-notice';
import type { FolderQueue } from './use-folder-queue';
import { useWords } from './words/use-words';

export interface FolderProgressProps {
  readonly queue: FolderQueue;
  readonly onRun: (on: boolean) => void;
  readonly now: number;
}

/** How far the files of this page are taken in, and the button that begins, pauses and goes on. */
export function FolderProgress({ queue: { items, isRunning, stopped }, onRun, now }: FolderProgressProps) {
  const { t } = useWords();
  if (items.length === 0) return null;
  const done = items.filter(({ state }) => state === 'taken').length;
  const waiting = items.filter(({ state }) => state === 'waiting').length;
  const failed = items.filter(({ state }) => state === 'failed').length;
  const isBusy = isRunning && waiting + items.filter(({ state }) => state === 'reading').length > 0;
  return (
    <section className="panel" aria-label={t('folder.takingIn')}>
      {stopped && <FailureNotice failure={stopped} now={now} loud />}
      {waiting > 0 && !isRunning && done === 0 && <p>{t('folder.kindsGuessed')}</p>}
      <div className="folder-tools">
        {waiting > 0 && !isRunning && (
          <Button look="primary" onClick={() => onRun(true)}>
            <Play aria-hidden />
            {t('folder.take', { count: waiting })}
          </Button>
        )}
        {isBusy && (
          <Button onClick={() => onRun(false)}>
            <Pause aria-hidden />
            {t('folder.pause')}
          </Button>
        )}
        <progress
          className="folder-bar"
          max={items.length}
          value={done + failed}
          aria-label={t('folder.takingIn')}
        />
      </div>
      <p role="status">{t('folder.taken', { taken: done, total: items.length, failed })}</p>
    </section>
  );
}
