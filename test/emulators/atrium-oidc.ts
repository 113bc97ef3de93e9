import { z } from 'zod';

/** How tokens reach the browser is not stated: JSON as the answer, behind a `#`, or at an address of the client's. */
export interface OidcOptions {
  /** The identity provider of a tenant that has one. */
  readonly issuer?: string;
  readonly oidcTokens?: 'body' | 'fragment' | 'redirect';
  /** Where `redirect` goes; `fragment` stays at Atrium. */
  readonly oidcReturn?: () => string;
}

export const authorizePath = '/api/v1/auth/oidc/authorize';
export const callbackPath = '/api/v1/auth/oidc/callback';
/** Where `fragment` ends. */
export const donePath = '/signed-in';

const Tokens = z.object({ accessToken: z.string(), refreshToken: z.string(), expiresIn: z.number() });

/** The redirect to the tenant's identity provider. Only `tenant` is documented. */
export function toProvider(issuer: string, tenant: string, here: string): Response {
  const target = new URL('authorize', `${issuer.replace(/\/$/, '')}/`);
  target.search = new URLSearchParams({
    response_type: 'code',
    client_id: 'atrium',
    scope: 'openid profile email',
    redirect_uri: new URL(callbackPath, here).href,
    state: `tenant:${tenant}`,
  }).toString();
  return Response.redirect(target, 302);
}

/** @param answer the tokens as the sign-in would answer them, or a refusal */
export async function handOver(answer: Response, options: OidcOptions, here: string): Promise<Response> {
  const { oidcTokens = 'body', oidcReturn } = options;
  const tokens = answer.ok ? Tokens.parse(await answer.clone().json()) : undefined;
  if (oidcTokens === 'body' || (!tokens && oidcTokens === 'fragment')) return answer;
  const back = new URL(oidcTokens === 'redirect' && oidcReturn ? oidcReturn() : donePath, here);
  const said = tokens
    ? {
        accessToken: tokens.accessToken,
        refreshToken: tokens.refreshToken,
        expiresIn: String(tokens.expiresIn),
      }
    : { error: 'server_error' };
  back.hash = new URLSearchParams(said).toString();
  return Response.redirect(back, 302);
}
