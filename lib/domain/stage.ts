import { z } from 'zod';

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

/** When each stage was seen to be over (epoch ms), and when the flow was last looked at. */
export const StagesNoted = z.object({
  at: z.number(),
  /** Since when Atlas had what it was at: a verdict takes that out of the record. */
  sentAt: z.number().optional(),
  over: z.partialRecord(z.enum(stageNames), z.number()),
});
export type StagesNoted = z.infer<typeof StagesNoted>;

/** How long each stage took of late, in milliseconds, the newest last: numbers and nothing else. */
export const StageHistory = z.partialRecord(z.enum(stageNames), z.array(z.number()));
export type StageHistory = z.infer<typeof StageHistory>;
