import { z } from 'zod';

/**
 * The person in the field, as far as the device may remember him. Kept on disk so that a restarted browser
 * can say who is locked out; nothing in it opens anything.
 */
export const Agent = z.object({
  /** The slug typed at sign-in. */
  tenant: z.string(),
  /** `tenant_id` of the access token; what captures and the broker's objects are bound to. */
  tenantId: z.string(),
  /** `sub` of the access token. */
  agentId: z.string(),
  email: z.string(),
  displayName: z.string(),
  /** `user.role` and `user.siteIds` of the last sign-in or renewal: rights as of then. */
  role: z.string().optional(),
  siteIds: z.array(z.string()).optional(),
});
export type Agent = z.infer<typeof Agent>;

/** Whose a flow is: nobody else sees or sends it. */
export type Owner = Pick<Agent, 'tenantId' | 'agentId'>;

export function isOwner(flow: Owner, agent: Owner): boolean {
  return flow.tenantId === agent.tenantId && flow.agentId === agent.agentId;
}
