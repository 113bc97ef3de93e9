import type { Context, Next } from 'hono';
import type { Refuse } from './atlas-errors';
import type { EmulatorWorld } from './world';

const HOUR = 3_600 * 1_000;

export interface Credentials {
  readonly clientId: string;
  readonly clientSecret: string;
}

/** Atlas's own tokens: an hour, in a header named `Token`. Earlier ones live on when a new one is given out. */
export function createTokens(world: EmulatorWorld, { clientId, clientSecret }: Credentials, refuse: Refuse) {
  const ends = new Map<string, number>();
  const invalid = () =>
    refuse({ status: 401, text: 'Invalid token', reason: 'Signature verification failed' });
  return {
    invalid,
    /** `authtoken` of every API family (TOK, AUTH). */
    issue(context: Context): Response {
      const [id, secret] = [context.req.header('client-id'), context.req.header('client-secret')];
      if (!id || !secret) return refuse({ status: 400, text: 'Missing Client-Id or Client-Secret' });
      if (id !== clientId || secret !== clientSecret)
        return refuse({ status: 401, text: 'Invalid Client-Id or Client-Secret', coded: true });
      const token = `eyJ-atlas-${world.id()}`;
      ends.set(token, world.now() + HOUR);
      return Response.json({ access_token: token, expires_in: HOUR / 1_000 }, { status: 201 });
    },
    async guard(context: Context, next: Next): Promise<Response | void> {
      const end = ends.get(context.req.header('token') ?? '');
      if (end === undefined || end <= world.now()) return invalid();
      return next();
    },
    issued: () => [...ends.keys()],
    expireAll(): void {
      for (const token of ends.keys()) ends.set(token, 0);
    },
  };
}
export type Tokens = ReturnType<typeof createTokens>;
