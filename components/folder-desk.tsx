import { useState } from 'react';
import type { FolderView } from '@/lib/contract/folder-view';
import type { Failure } from '@/lib/domain/failed';
import type { Kind, Product } from '@/lib/domain/organisation';
import { guessKind } from '@/lib/domain/guess-kind';
import { MOST_IN_FOLDER } from '@/lib/domain/folder';
import { FailureNotice } from './failure-notice';
import { FolderFilters } from './folder-filters';
import type { FolderActions } from './folder-actions';
import { hasOpenKind } from './folder-actions';
import { FolderExports } from './folder-exports';
import type { Filter, FolderLine, Sort } from './folder-lines';
import { isShown, linesOf, needsYou, sorted } from './folder-lines';
import { FolderPicker } from './folder-picker';
import { FolderProgress } from './folder-progress';
import { wordsOfLines } from './folder-words';
import { FolderSending } from './folder-sending';
import { FolderTable } from './folder-table';
import type { FoundFile } from './dropped-files';
import { MOST_BYTES } from './drop-zone';
import { KindSelect } from './kind-select';
import { useAction } from './use-action';
import type { NewFolderItem } from './use-folder-queue';
import { useFolderQueue } from './use-folder-queue';
import { useSought } from './use-into-view';
import { useWords } from './words/use-words';

export interface FolderDeskProps {
  readonly view: FolderView | undefined;
  readonly product: Product;
  /** Nobody is signed in: taking in goes on, sending waits. */
  readonly isLocked: boolean;
  /** How often the page was asked for the first document that needs its agent. */
  readonly seeks?: number | undefined;
  readonly now: number;
  readonly actions: FolderActions;
}

/** Choose a folder, see each file become safe, send, and see what came back. */
export function FolderDesk({ view, product, isLocked, seeks = 0, now, actions }: FolderDeskProps) {
  const words = useWords();
  const queue = useFolderQueue(actions.onTakeIn);
  const [filter, setFilter] = useState<Filter>({});
  const [sort, setSort] = useState<Sort>();
  const rows = view?.rows ?? [];
  const lines = linesOf(queue.items, rows);
  const filtered = lines.filter((line) => isShown(line, filter));
  const shown = sort ? sorted(filtered, sort, wordsOfLines(words, product)) : filtered;
  const first = lines.find(needsYou);
  const { sought, onSeen } = useSought(seeks > 0 && view ? `${seeks}` : undefined);
  if (sought !== undefined && !first) onSeen();
  // What hides it has to go.
  if (sought !== undefined && first && !isShown(first, filter)) setFilter({});
  const told = useAction(actions.onKind, now);
  const onKind = (some: readonly FolderLine[], kind: Kind) => {
    queue.setKind(
      some.flatMap(({ itemId }) => itemId ?? []),
      kind,
    );
    const taken = some.flatMap(({ row }) => row ?? []);
    if (taken.length > 0) told.run(taken, kind);
  };
  const choose = (files: readonly FoundFile[], source: 'file' | 'drop') => {
    actions.onBegin(files.length, product.productType);
    queue.choose(files.map((found, at) => planned(found, at, source, product)));
  };
  return (
    <>
      <FolderPicker isBegun={rows.length > 0} isSmall={lines.length > 0} onFiles={choose} />
      <FolderProgress queue={queue} onRun={queue.run} now={now} />
      {lines.length > 0 && (
        <>
          <FolderSending view={view} shown={shown} isLocked={isLocked} now={now} actions={actions} />
          <div className="folder-tools">
            <FolderFilters lines={lines} product={product} filter={filter} onFilter={setFilter} />
            <KindOfAll lines={shown} product={product} onKind={onKind} />
            <FolderExports lines={shown} now={now} actions={actions} />
          </div>
          {told.failed && <FailureNotice failure={told.failed.failure} now={now} loud />}
          <Shown shown={shown.length} total={lines.length} />
          <FolderTable
            lines={shown}
            product={product}
            sort={sort}
            onSort={(by) => setSort({ by, descends: sort?.by === by && !sort.descends })}
            onKind={onKind}
            onRetake={actions.onRetake}
            sought={sought === undefined ? undefined : first?.key}
            onSeen={onSeen}
          />
        </>
      )}
    </>
  );
}

/** A file as it is listed before it is taken in: what can be said of it without reading it is said at once. */
function planned(
  { file, path }: FoundFile,
  at: number,
  source: 'file' | 'drop',
  { documents }: Product,
): NewFolderItem {
  const kind = guessKind(
    path,
    documents.map((one) => one.kind),
  );
  const failure = failureBefore(file, at);
  return { file, path, kind, source, ...(failure && { failure }) };
}

function failureBefore(file: File, at: number): Failure | undefined {
  if (at >= MOST_IN_FOLDER) return { code: 'rejected', reason: 'folder-full' };
  if (file.size > MOST_BYTES) return { code: 'rejected', reason: 'too-large' };
  return file.size === 0 ? { code: 'rejected', reason: 'empty-file' } : undefined;
}

/** How many are shown, read out when a filter changes it. */
function Shown({ shown, total }: { readonly shown: number; readonly total: number }) {
  const { t } = useWords();
  return (
    <p className="soft note" role="status">
      {t('folder.shown', { shown, total })}
    </p>
  );
}

/** One kind for all lines that are shown and not sent. */
function KindOfAll({
  lines,
  product,
  onKind,
}: {
  readonly lines: readonly FolderLine[];
  readonly product: Product;
  readonly onKind: (lines: readonly FolderLine[], kind: Kind) => void;
}) {
  const { t } = useWords();
  const open = lines.filter(hasOpenKind);
  if (open.length === 0) return null;
  const name = t('folder.kindOfAll', { count: open.length });
  return (
    <div className="folder-choice">
      <span className="soft note">{name}</span>
      <KindSelect name={name} product={product} kind={undefined} onChoose={(kind) => onKind(open, kind)} />
    </div>
  );
}
