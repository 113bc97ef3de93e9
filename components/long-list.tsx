import type { ReactNode } from 'react';
import { Fragment, useEffect, useMemo, useRef, useState } from 'react';
import { useWindowVirtualizer } from '@tanstack/react-virtual';
import type { Row } from './loan-rows';
import { useWithFocused } from './with-focused';

/** Drawn before and after what is seen. */
const OVERSCAN = 4;
/** What is guessed of a row's height before it is drawn, in px of a usual text size; then it is measured. */
const guess: Readonly<Record<Row['is'], number>> = { group: 36, folder: 168, loan: 124 };

export interface LongListProps {
  readonly rows: readonly Row[];
  readonly draw: (row: Row) => ReactNode;
  /** The row that is to be drawn, however far down it is. */
  readonly sought?: string | undefined;
}

/** A list of which only what is looked at is in the page, and what has the focus. */
export function LongList({ rows, draw, sought }: LongListProps) {
  const box = useRef<HTMLDivElement>(null);
  const above = useAbove(box);
  const { extract, listeners } = useWithFocused(useMemo(() => rows.map(({ key }) => key), [rows]));
  const list = useWindowVirtualizer({
    count: rows.length,
    estimateSize: (at) => guess[rows[at]?.is ?? 'loan'],
    getItemKey: (at) => rows[at]?.key ?? at,
    overscan: OVERSCAN,
    scrollMargin: above,
    rangeExtractor: extract,
    useFlushSync: false,
  });
  const at = sought === undefined ? -1 : rows.findIndex(({ key }) => key === sought);
  useEffect(() => {
    if (at >= 0) list.scrollToIndex(at, { align: 'start' });
  }, [list, at]);
  return (
    <div ref={box} className="loans" style={{ height: list.getTotalSize() }} {...listeners}>
      {list.getVirtualItems().map(({ key, index, start }) => {
        const row = rows[index];
        return row ? (
          <div
            key={key}
            ref={list.measureElement}
            className="loans-item loans-placed"
            data-index={index}
            data-key={row.key}
            style={{ transform: `translateY(${start - above}px)` }}
          >
            {draw(row)}
          </div>
        ) : (
          <Fragment key={key} />
        );
      })}
    </div>
  );
}

/** How far below the beginning of the page the list begins: notices come and go above it. */
function useAbove(box: { readonly current: HTMLElement | null }): number {
  const [above, setAbove] = useState(0);
  useEffect(() => {
    const list = box.current;
    const around = list?.parentElement;
    if (!list || !around) return undefined;
    const observer = new ResizeObserver(() =>
      setAbove(Math.round(list.getBoundingClientRect().top + window.scrollY)),
    );
    observer.observe(around);
    return () => observer.disconnect();
  }, [box]);
  return above;
}
