import type { StagesView } from '@/lib/contract/views';

export type StageProgress = 'todo' | 'doing' | 'done' | 'failed';

export const stageNames: ReadonlyArray<{ readonly stage: keyof StagesView; readonly name: string }> = [
  { stage: 'upload', name: 'Fetch' },
  { stage: 'processing', name: 'Read' },
  { stage: 'crosscheck', name: 'Compare' },
  { stage: 'master', name: 'Result' },
];

const progresses: ReadonlyMap<string, StageProgress> = new Map([
  ['', 'todo'],
  ['NOT_STARTED', 'todo'],
  ['PENDING', 'doing'],
  ['IN_PROGRESS', 'doing'],
  ['SUCCESS', 'done'],
  ['COMPLETED', 'done'],
  ['FAILED', 'failed'],
]);

/** Atlas's word for a stage as progress; a word we do not know counts as under way, never as done. */
export function stageProgress(word: string): StageProgress {
  return progresses.get(word.toUpperCase()) ?? 'doing';
}

export const progressWords: Readonly<Record<StageProgress, string>> = {
  todo: 'not started',
  doing: 'under way',
  done: 'done',
  failed: 'failed',
};
