import { useCallback, useState } from 'react';

/** Seen by nobody, and heard as nothing. */
const NOTHING = '\u00a0';

/** What a live region says. The same sentence a second time is another text, since of the same text nothing is read out. */
export function useSaid(): readonly [says: string, say: (text: string) => void] {
  const [says, setSays] = useState('');
  const say = useCallback((text: string) => setSays((last) => (last === text ? text + NOTHING : text)), []);
  return [says, say];
}
