import { z } from 'zod';

const LONGEST = 2_000;
const typed = z.string().max(LONGEST);

/** What was typed into the popup and not yet used. No password. */
export const Draft = z.object({ address: typed, tenant: typed, email: typed });
export type Draft = z.infer<typeof Draft>;
