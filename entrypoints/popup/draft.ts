import type { Draft } from '@/lib/session/vault';
import { browserAreas, createVault } from '@/lib/session/vault';

export type { Draft };
export const emptyDraft: Draft = { address: '', tenant: '', email: '' };

export async function readDraft(): Promise<Draft> {
  return (await createVault(browserAreas()).get('draft')) ?? emptyDraft;
}

export async function keepDraft(draft: Draft): Promise<void> {
  await createVault(browserAreas()).set('draft', draft);
}
