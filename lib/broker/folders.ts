import type { Owner } from '@/lib/domain/agent';
import { segment } from './objects';
import type { Tenants } from './tenants';
import { ownOf } from './tenants';

/** What lies in the store under an agent, by the first word of its folder. */
type Shelf = 'captures' | 'notes' | 'results' | 'pairs' | 'push';

/** The folder of one agent, with a slash at its end: no other agent's begins like it. */
export type FolderOf = (shelf: Shelf, owner: Owner) => Promise<string>;

/** A tenant's own prefix stands before everything of it, so that the bucket can have rules for this tenant alone. */
export function createFolders(tenants: Tenants | undefined): FolderOf {
  return async (shelf, { tenantId, agentId }) => {
    const prefix = ownOf(tenants, tenantId)?.prefix ?? '';
    return `${prefix}${shelf}/${await segment(tenantId)}/${await segment(agentId)}/`;
  };
}
