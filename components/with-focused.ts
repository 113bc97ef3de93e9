import type { RefObject } from 'react';
import { useCallback, useRef } from 'react';
import type { Range } from '@tanstack/react-virtual';
import { defaultRangeExtractor } from '@tanstack/react-virtual';

/** For a list of which only what is in view is drawn. */
interface WithFocused {
  readonly extract: (range: Range) => number[];
  /** For whatever holds the rows, each of which says its key as `data-key`. */
  readonly listeners: {
    readonly onFocus: (event: { readonly target: Element }) => void;
    readonly onBlur: () => void;
  };
}

/** What has the focus stays drawn, however far it is scrolled away: taken out, it would lose it. */
export function useWithFocused(keys: readonly string[]): WithFocused {
  const focused = useRef<string>(undefined);
  const extract = useCallback((range: Range) => drawnOf(range, keys, focused), [keys]);
  return {
    extract,
    listeners: {
      onFocus: ({ target }) => (focused.current = keyOf(target)),
      onBlur: () => (focused.current = undefined),
    },
  };
}

const keyOf = (element: Element) => element.closest<HTMLElement>('[data-key]')?.dataset['key'];

function drawnOf(range: Range, keys: readonly string[], focused: RefObject<string | undefined>): number[] {
  const drawn = defaultRangeExtractor(range);
  const at = focused.current === undefined ? -1 : keys.indexOf(focused.current);
  return at < 0 || drawn.includes(at) ? drawn : [...drawn, at].toSorted((one, other) => one - other);
}
