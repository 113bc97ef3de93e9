import { z } from 'zod';
import { browser } from 'wxt/browser';

/** What was typed and not yet used. No password. */
const Draft = z.object({ address: z.string(), tenant: z.string(), email: z.string() });
export type Draft = z.infer<typeof Draft>;

const key = 'popup-draft';
export const emptyDraft: Draft = { address: '', tenant: '', email: '' };

/** A popup closes when it loses focus; what was typed lives in memory until the browser closes, never on disk. */
export async function readDraft(): Promise<Draft> {
  const stored = await browser.storage.session.get(key);
  return Draft.safeParse(stored[key]).data ?? emptyDraft;
}

export async function keepDraft(draft: Draft): Promise<void> {
  await browser.storage.session.set({ [key]: draft });
}
