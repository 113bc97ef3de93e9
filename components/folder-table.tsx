import { Fragment, useCallback, useMemo, useRef } from 'react';
import type { Range } from '@tanstack/react-virtual';
import { useVirtualizer } from '@tanstack/react-virtual';
import { ArrowDown, ArrowUp } from 'lucide-react';
import type { Kind, Product } from '@/lib/domain/organisation';
import { FolderCells } from './folder-cells';
import type { FolderLine, Sort, SortBy } from './folder-lines';
import { sortable } from './folder-lines';
import { useWithFocused } from './with-focused';
import { useWords } from './words/use-words';
import './folder-table.css';

export interface FolderTableProps {
  readonly lines: readonly FolderLine[];
  readonly product: Product | undefined;
  readonly sort: Sort | undefined;
  readonly onSort: (by: SortBy) => void;
  readonly onKind: (lines: readonly FolderLine[], kind: Kind) => void;
  /** Opens the page on which a document is taken again. */
  readonly onRetake: (flowId: string, slotId: string) => void;
  /** The line that is to come into sight. */
  readonly sought?: string | undefined;
  readonly onSeen: () => void;
}

/** About the height of a row, in pixels; each is measured when it is drawn. */
const ROW = 52;
const BEYOND = 8;

/** A thousand lines, of which those in view are drawn, and what has the focus. */
export function FolderTable(props: FolderTableProps) {
  const { t } = useWords();
  const { lines, sought, onSeen } = props;
  const box = useRef<HTMLDivElement>(null);
  const { extract, listeners } = useWithFocused(useMemo(() => lines.map(({ key }) => key), [lines]));
  const place = sought === undefined ? -1 : lines.findIndex(({ key }) => key === sought);
  // Drawn wherever it is, it comes into sight by itself: the browser knows where it stands, we guess.
  const range = useCallback((seen: Range) => withPlace(extract(seen), place), [extract, place]);
  const rows = useVirtualizer({
    count: lines.length,
    getScrollElement: () => box.current,
    getItemKey: (at) => lines[at]?.key ?? at,
    estimateSize: () => ROW,
    overscan: BEYOND,
    rangeExtractor: range,
  });
  const drawn = rows.getVirtualItems();
  const after = rows.getTotalSize() - (drawn.at(-1)?.end ?? 0);
  return (
    <div className="folder-scroll" ref={box} role="region" aria-label={t('folder.table')} tabIndex={0}>
      <table className="folder-table" aria-rowcount={lines.length + 1}>
        <Head sort={props.sort} onSort={props.onSort} />
        <tbody {...listeners}>
          {drawn.map(({ index, key, start }, at) => {
            const line = lines[index];
            const before = start - (drawn[at - 1]?.end ?? 0);
            return (
              line && (
                <Fragment key={key}>
                  {before > 0 && <Gap height={before} />}
                  <tr
                    data-index={index}
                    data-key={line.key}
                    ref={rows.measureElement}
                    aria-rowindex={index + 2}
                  >
                    <FolderCells {...props} line={line} onSeen={line.key === sought ? onSeen : undefined} />
                  </tr>
                </Fragment>
              )
            );
          })}
          {after > 0 && <Gap height={after} />}
        </tbody>
      </table>
    </div>
  );
}

function withPlace(range: readonly number[], place: number): number[] {
  if (place < 0 || range.includes(place)) return [...range];
  return [...range, place].toSorted((one, other) => one - other);
}

/** In the place of what is not drawn. */
function Gap({ height }: { readonly height: number }) {
  return (
    <tr
      aria-hidden
      ref={(row) => {
        if (row) row.style.height = `${height}px`;
      }}
    />
  );
}

const widths: Readonly<Record<SortBy, string>> = {
  file: 'folder-file',
  kind: 'folder-kind',
  size: 'folder-size',
  state: 'folder-state',
  type: 'folder-type',
};

function Head({ sort, onSort }: Pick<FolderTableProps, 'sort' | 'onSort'>) {
  const { t } = useWords();
  return (
    <thead>
      <tr aria-rowindex={1}>
        {sortable.map((by) => {
          const way = sort?.by === by ? (sort.descends ? 'descending' : 'ascending') : undefined;
          return (
            <th scope="col" key={by} className={widths[by]} aria-sort={way}>
              <button type="button" className="folder-sort" onClick={() => onSort(by)}>
                {t(`folder.column.${by}`)}
                {way === 'ascending' && <ArrowUp aria-hidden />}
                {way === 'descending' && <ArrowDown aria-hidden />}
              </button>
            </th>
          );
        })}
        <th scope="col" className="folder-reason">
          {t('folder.column.reason')}
        </th>
      </tr>
    </thead>
  );
}
