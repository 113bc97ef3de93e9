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

/**
 * Atlas has come to its end. What it says of all stands last; a comparison that still goes on then is its word too, and
 * one that was never begun is none (of one document there is nothing to compare).
 */
export function isEnded({ crosscheck, master }: Readonly<Record<StageName, string>>): boolean {
  const end = stageProgress(master);
  return end === 'failed' || (end === 'done' && stageProgress(crosscheck) !== 'doing');
}

/** What has become of the comparison of a loan's documents. */
export type Comparison = 'open' | 'done' | 'failed';

/** By Atlas's stages; without any, nothing is known of it. */
export function comparisonOf(stages: Readonly<Record<StageName, string>> | undefined): Comparison {
  const progress = stageProgress(stages?.crosscheck ?? '');
  if (isOver(progress)) return progress === 'failed' ? 'failed' : 'done';
  if (!stages || !isEnded(stages)) return 'open';
  // It was not begun, or not gone on with, and will not be.
  return stageProgress(stages.master) === 'failed' ? 'failed' : 'done';
}

/** Nothing more comes of it. */
export function isOver(progress: StageProgress): progress is 'done' | 'failed' {
  return progress === 'done' || progress === 'failed';
}
