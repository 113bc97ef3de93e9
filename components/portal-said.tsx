import { useEffect, useRef } from 'react';
import type { Failure } from '@/lib/domain/failed';
import { sentencesFor } from './failure-words';
import { useSaid } from './use-said';
import { useWords } from './words/use-words';

const portal: Failure = { code: 'unreadable', reason: 'captive-portal' };

/** Reads out that the network has come to want a sign-in of its own; who opens the page to it reads it there. */
export function PortalSaid({ isBehind }: { readonly isBehind: boolean }) {
  const words = useWords();
  const before = useRef(isBehind);
  const [says, say] = useSaid();
  useEffect(() => {
    if (isBehind !== before.current) say(isBehind ? sentencesFor(words, portal).join(' ') : '');
    before.current = isBehind;
  }, [words, isBehind, say]);
  return (
    <div className="visually-hidden" role="status">
      {says}
    </div>
  );
}
