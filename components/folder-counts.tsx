import type { DocumentState } from '@/lib/contract/flow-view';
import type { FolderSummary } from '@/lib/contract/folder-view';
import { documentStates } from './folder-lines';
import { StateBadge } from './state-badge';
import { documentWords, retriedWords } from './state-words';
import { useWords } from './words/use-words';
import './folder.css';

const told: readonly DocumentState[] = ['checking', 'sent', 'read', 'refused'];
const back: readonly DocumentState[] = ['read', 'refused'];

/** How the documents stand, state by state, and how many Atlas has answered for. */
export function FolderCounts({ counts, state: all }: Pick<FolderSummary, 'counts' | 'state'>) {
  const words = useWords();
  const sum = (states: readonly DocumentState[]) =>
    states.reduce((all, state) => all + (counts[state] ?? 0), 0);
  return (
    <div className="folder-counts">
      {documentStates.map((state) => {
        // None of them needs the agent when the folder does not.
        const isRetried = state === 'parked' && all !== 'attention';
        const look = isRetried ? retriedWords(words) : documentWords(words, state);
        const count = counts[state] ?? 0;
        const said = words.t('folder.option', { name: look.words, count });
        return count > 0 && <StateBadge key={state} state={{ ...look, words: said }} />;
      })}
      {sum(told) > 0 && (
        <span className="soft">{words.t('loan.counted', { back: sum(back), told: sum(told) })}</span>
      )}
    </div>
  );
}
