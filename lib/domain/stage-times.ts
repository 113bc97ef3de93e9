import { z } from 'zod';
import { stageNames } from './stage';

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
