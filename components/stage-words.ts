import type { StagesView } from '@/lib/contract/views';

export type StageProgress = 'todo' | 'doing' | 'done' | 'failed';

/** In the order in which Atlas goes through them. */
export const stages: ReadonlyArray<keyof StagesView> = ['upload', 'processing', 'crosscheck', 'master'];

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
