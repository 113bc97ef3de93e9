import { z } from 'zod';

/** `POST /api/v1/auth/login` and `/refresh` (vendor page "API Authentication"). `expiresIn` in seconds. */
export const Tokens = z.object({
  accessToken: z.string().min(1),
  refreshToken: z.string().min(1),
  expiresIn: z.number().positive(),
  user: z.object({
    id: z.string(),
    email: z.string(),
    displayName: z.string(),
    role: z.string(),
    // A tenant_admin's list may be empty or absent; the documentation leaves it open.
    siteIds: z.array(z.string()).catch([]),
  }),
});
export type Tokens = z.infer<typeof Tokens>;

/** Claims of the access token, read as hints: only the broker can verify them. */
export const Claims = z.object({
  sub: z.string().min(1),
  tenant_id: z.string().min(1),
  token_type: z.string(),
});
