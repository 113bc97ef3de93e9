import { z } from 'zod';
import type { Reason } from '@/lib/domain/failed';
import type { SignIn } from '@/lib/domain/organisation';

export const AUTHORIZE_PATH = '/api/v1/auth/oidc/authorize';
const CALLBACK_PATH = '/api/v1/auth/oidc/callback';

/** What the sign-in's tab says: nothing yet, a refresh token, why there is none, or that its text is worth reading. */
export type OidcAnswer =
  | { readonly is: 'nothing yet' }
  | { readonly is: 'worth reading' }
  | { readonly is: 'token'; readonly refreshToken: string }
  | { readonly is: 'refusal'; readonly reason: Reason }
  /** A page that is only passed through: a refusal, if it stays. */
  | { readonly is: 'passing'; readonly reason: Reason };

export interface SeenTab {
  /** Empty where we may not see it. */
  readonly url: string;
  readonly isLoaded: boolean;
}

/** Both spellings: Atrium's own answers are in camel case, OAuth's in snake case. */
const Token = z.union([
  z.object({ refreshToken: z.string().min(1) }),
  z
    .object({ refresh_token: z.string().min(1) })
    .transform((found) => ({ refreshToken: found.refresh_token })),
]);
const nothing: OidcAnswer = { is: 'nothing yet' };

/**
 * What the address of the tab says by itself. Of any address but Atrium's own nothing is taken, and no text but that
 * of the configured callback is worth reading.
 * @param base Atrium's origin
 */
export function answerOfAddress(
  { url: address, isLoaded }: SeenTab,
  base: string,
  { tokens, callbackPath }: NonNullable<SignIn['oidc']>,
): OidcAnswer {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url?.origin !== new URL(base).origin) return nothing;
  if (url.pathname === callbackPath) {
    const refused = refusalOf(url.searchParams);
    if (refused) return refused;
    if (tokens === 'fragment' && url.hash.length > 1) return answerOfFragment(url);
    if (tokens === 'body') return isLoaded ? { is: 'worth reading' } : nothing;
  }
  const reason = passed.get(url.pathname);
  return refusalOf(url.searchParams) ?? (reason && isLoaded ? { is: 'passing', reason } : nothing);
}

/** Atrium redirects from here at once, unless something is wrong. */
const passed: ReadonlyMap<string, Reason> = new Map([
  [AUTHORIZE_PATH, 'oidc-tenant'],
  [CALLBACK_PATH, 'oidc-refused'],
]);

/** What stands on the callback page. */
export function answerOfPage(text: string): OidcAnswer {
  const found = Token.safeParse(json(text)).data;
  return found
    ? { is: 'token', refreshToken: found.refreshToken }
    : { is: 'refusal', reason: 'oidc-refused' };
}

/** What the address says that `launchWebAuthFlow` waited for; the browser has checked whose it is. */
export function answerOfRedirect(address: string): OidcAnswer {
  const url = new URL(address);
  const refused = refusalOf(url.searchParams);
  return refused ?? answerOfFragment(url);
}

function answerOfFragment({ hash }: URL): OidcAnswer {
  const said = new URLSearchParams(hash.slice(1));
  const found = Token.safeParse(Object.fromEntries(said)).data;
  if (found) return { is: 'token', refreshToken: found.refreshToken };
  return refusalOf(said) ?? { is: 'refusal', reason: 'oidc-refused' };
}

/** RFC 6749 section 4.1.2.1 */
function refusalOf(said: URLSearchParams): OidcAnswer | undefined {
  const error = said.get('error');
  if (error === null) return undefined;
  return { is: 'refusal', reason: error === 'access_denied' ? 'oidc-cancelled' : 'oidc-refused' };
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
