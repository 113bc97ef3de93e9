import type { RefObject } from 'react';
import { useCallback, useEffect, useRef, useState } from 'react';

/** What a page was opened for, until it has been seen: once. */
export function useSought(key: string | undefined) {
  const [seen, setSeen] = useState<string>();
  return {
    sought: key === seen ? undefined : key,
    onSeen: useCallback(() => setSeen(key), [key]),
  };
}

/** Brings what is sought into sight as soon as it is drawn, with the focus at its first button. */
export function useIntoView<E extends HTMLElement>(
  onSeen: (() => void) | undefined,
  block: 'start' | 'center' = 'start',
): RefObject<E | null> {
  const box = useRef<E>(null);
  useEffect(() => {
    if (!onSeen || !box.current) return;
    box.current.scrollIntoView({ block });
    box.current.querySelector('button')?.focus({ preventScroll: true });
    onSeen();
  }, [onSeen, block]);
  return box;
}
