import type { FolderView } from '@/lib/contract/folder-view';
import { Button } from './button';
import { FailureNotice, waitEnds } from './failure-notice';
import type { FolderActions } from './folder-actions';
import { rerunnable, sendable } from './folder-actions';
import type { FolderLine } from './folder-lines';
import { useAction } from './use-action';
import { useWords } from './words/use-words';

export interface FolderSendingProps {
  readonly view: FolderView | undefined;
  /** What the filters leave: of those that failed, only these are sent again. */
  readonly shown: readonly FolderLine[];
  readonly isLocked: boolean;
  readonly now: number;
  readonly actions: Pick<FolderActions, 'onSend' | 'onRerun'>;
}

/** Sends what was taken in, and once more what failed. */
export function FolderSending({ view, shown, isLocked, now, actions }: FolderSendingProps) {
  const { t } = useWords();
  const send = useAction(actions.onSend, now);
  const rerun = useAction(actions.onRerun, now);
  const unsent = sendable(view?.rows ?? []);
  const failed = rerunnable(shown.flatMap(({ row }) => row ?? []));
  const wrong = send.failed ?? rerun.failed;
  if (unsent.length + failed.length === 0 && !view?.failure && !wrong) return null;
  return (
    <div className="folder-tools">
      {unsent.length > 0 && (
        <Button look="primary" busy={send.busy} disabled={isLocked} onClick={() => send.run(unsent)}>
          {t('loan.sendSet', { count: unsent.length })}
        </Button>
      )}
      {failed.length > 0 && (
        <Button busy={rerun.busy} disabled={isLocked} onClick={() => rerun.run(failed)}>
          {t('folder.rerunShown', { count: failed.length })}
        </Button>
      )}
      {view?.failure && !wrong && <FailureNotice failure={view.failure} now={now} />}
      {wrong && <FailureNotice failure={wrong.failure} againAt={waitEnds(wrong)} now={now} loud />}
    </div>
  );
}
