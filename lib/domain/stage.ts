/** Atlas's own progress, in the order in which it happens; `master` is the result of all. */
export const stageNames = ['upload', 'processing', 'crosscheck', 'master'] as const;
export type StageName = (typeof stageNames)[number];

export type StageProgress = 'todo' | 'doing' | 'done' | 'failed';

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

/** Nothing more comes of it. */
export function isOver(progress: StageProgress): boolean {
  return progress === 'done' || progress === 'failed';
}
