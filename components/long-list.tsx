import type { ReactNode } from 'react';
import { Fragment, useCallback, useEffect, useRef, useState } from 'react';
import type { Range } from '@tanstack/react-virtual';
import { defaultRangeExtractor, useWindowVirtualizer } from '@tanstack/react-virtual';
import type { Row } from './loan-rows';

/** Drawn before and after what is seen. */
const OVERSCAN = 4;
/** What is guessed of a row's height before it is drawn, in px of a usual text size; then it is measured. */
const guess: Readonly<Record<Row['is'], number>> = { group: 36, folder: 168, loan: 124 };

export interface LongListProps {
  readonly rows: readonly Row[];
  readonly draw: (row: Row) => ReactNode;
}

/** A list of which only what is looked at is in the page, and what has the focus. */
export function LongList({ rows, draw }: LongListProps) {
  const box = useRef<HTMLDivElement>(null);
  const focused = useRef<string>(undefined);
  const above = useAbove(box);
  const extract = useCallback(
    (range: Range) => withFocused(defaultRangeExtractor(range), rows, focused.current),
    [rows],
  );
  const list = useWindowVirtualizer({
    count: rows.length,
    estimateSize: (at) => guess[rows[at]?.is ?? 'loan'],
    getItemKey: (at) => rows[at]?.key ?? at,
    overscan: OVERSCAN,
    scrollMargin: above,
    rangeExtractor: extract,
    useFlushSync: false,
  });
  return (
    <div
      ref={box}
      className="loans"
      style={{ height: list.getTotalSize() }}
      onFocus={({ target }) => (focused.current = keyOf(target))}
      onBlur={() => (focused.current = undefined)}
    >
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

const keyOf = (element: Element) => element.closest<HTMLElement>('[data-key]')?.dataset['key'];

/** What has the focus stays, however far it is scrolled away: taken out, it would lose it. */
function withFocused(range: number[], rows: readonly Row[], key: string | undefined): number[] {
  const at = key === undefined ? -1 : rows.findIndex((row) => row.key === key);
  return at < 0 || range.includes(at) ? range : [...range, at].toSorted((one, other) => one - other);
}
