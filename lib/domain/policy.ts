import { z } from 'zod';

/** What an organisation may switch off on its machines. */
export const features = ['portal-capture', 'file-capture', 'results', 'password-sign-in', 'pin'] as const;
export type Feature = (typeof features)[number];

/**
 * What an administrator sets for all agents of a machine (`storage.managed`, `public/policy.schema.json`). A key that
 * is not known is as wrong as a value: a rule that was misspelt must not be a rule that does not hold.
 */
export const Policy = z.strictObject({
  /** Address of the organisation's Satchel service; the agent cannot choose another. */
  organisationAddress: z.string().refine(isSecure, 'https, or http on this machine alone').optional(),
  /** The tenant that agents of this machine sign in to. */
  tenant: z.string().trim().min(1).optional(),
  /** Host names, `portal.bank.example`, with all below them: the script runs on no other portal. */
  allowedPortals: z.array(z.string().regex(/^[a-z0-9-]+(\.[a-z0-9-]+)*$/)).optional(),
  featuresOff: z.array(z.enum(features)).optional(),
  /** How long bytes stay after a good verdict or a discard, in the place of what the organisation says. */
  graceHours: z.number().int().min(1).max(720).optional(),
});
export type Policy = z.infer<typeof Policy>;

function isSecure(address: string): boolean {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  const isHere = url?.hostname === '127.0.0.1' || url?.hostname === 'localhost';
  return url?.protocol === 'https:' || (url?.protocol === 'http:' && isHere);
}

/** A match pattern is allowed if every host it matches is. */
export function isAllowedPortal(pattern: string, { allowedPortals }: Policy): boolean {
  if (!allowedPortals) return true;
  const host = /^[^:]+:\/\/(?:\*\.)?([^/*]+)\//.exec(pattern)?.[1]?.toLowerCase();
  return host !== undefined && allowedPortals.some((one) => host === one || host.endsWith(`.${one}`));
}
