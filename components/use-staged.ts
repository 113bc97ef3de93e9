import { useCallback, useEffect, useState } from 'react';
import type { CaptureSource } from './use-capture-queue';

/** A file that was chosen, with its picture as an address of this page; a PDF has none. */
export interface Staged {
  readonly file: File;
  readonly source: CaptureSource;
  readonly url: string | undefined;
}

export interface Staging {
  /** What was chosen and not sent yet; it is on this page alone. */
  readonly staged: Staged | undefined;
  /** More files came at once than the one that was taken. */
  readonly isMore: boolean;
  readonly stage: (files: readonly File[], source: CaptureSource) => void;
  readonly clear: () => void;
}

/** One file, to be looked at before it is sent. */
export function useStaged(): Staging {
  const [staged, setStaged] = useState<Staged>();
  const [isMore, setMore] = useState(false);
  const url = staged?.url;
  // The address keeps the bytes in memory for as long as it is there; so it lasts as long as what was chosen.
  useEffect(() => () => (url === undefined ? undefined : URL.revokeObjectURL(url)), [url]);
  const stage = useCallback(([file, ...others]: readonly File[], source: CaptureSource) => {
    if (!file) return;
    setMore(others.length > 0);
    setStaged({ file, source, url: file.type.startsWith('image/') ? URL.createObjectURL(file) : undefined });
  }, []);
  const clear = useCallback(() => {
    setStaged(undefined);
    setMore(false);
  }, []);
  return { staged, isMore, stage, clear };
}
