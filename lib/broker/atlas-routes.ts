import type { Hono, MiddlewareHandler } from 'hono';
import type { Served } from './files';
import type { Env } from './frame';
import { limitBody, readText } from './frame';
import type { Parts } from './parts';
import { EntryTicket } from './path-tokens';
import { Refused } from './refused';
import { CALLBACK_BYTES } from './results';

const SECOND = 1_000;
/** How long the token of `auth_url` says it lives; it opens nothing by itself. */
const AUTH_SECONDS = 300;

/** What Atlas asks, with the token that stands in the address it was given. */
export function addAtlasRoutes(app: Hono<Env>, parts: Parts): void {
  const { callbacks, events, files, limiter, push, results, tokens, world } = parts;
  const spareAtlas: MiddlewareHandler<Env> = async (c, next) => {
    await next();
    if (c.res.ok) await limiter.giveBack(c.env.address);
  };
  app.use('/v1/files/*', spareAtlas);
  app.use('/v1/atlas/*', spareAtlas);

  app.get('/v1/files/:token/:name', async (c) => {
    const { token, name } = c.req.param();
    // Hono answers HEAD by the GET handler; a look at the headers is no fetch.
    const isHead = c.req.method === 'HEAD';
    const served = isHead
      ? await files.describe(token, name)
      : await files.serve(token, name, c.req.header('range'));
    const [status, headers] = [served.range ? 206 : 200, fileHeaders(served)] as const;
    return served.bytes ? c.body(served.bytes, status, headers) : c.body(null, status, headers);
  });

  // How Atlas calls `auth_url` is not documented, so every method is answered with a token in the shape
  // of its own tokens. The callback asks for none: the token in its path is what proves it.
  app.all('/v1/atlas/auth/:token', async (c) => {
    const ticket = await tokens.read('entry', EntryTicket, c.req.param('token'));
    if (!ticket) throw new Refused('not_found');
    const [tenantId, agentId] = ticket;
    c.set('tenant', tenantId);
    const expiresAt = world.now() + AUTH_SECONDS * SECOND;
    const accessToken = await tokens.sign('auth', [tenantId, agentId, expiresAt]);
    return c.json({ access_token: accessToken, expires_in: AUTH_SECONDS });
  });

  app.post('/v1/atlas/callback/:token', limitBody(CALLBACK_BYTES), async (c) => {
    const called = await callbacks.read(c.req.param('token'));
    if (!called) throw new Refused('not_found');
    c.set('tenant', called.owner.tenantId);
    if (await results.keep(called, await readText(c))) {
      await events.announce(called);
      // Not waited for: Atlas is answered fast, and whoever is not reached looks by himself.
      push.wake(called.owner);
    }
    return c.json({ ok: true });
  });
}

function fileHeaders({ contentType, size, sha256, range }: Served): Record<string, string> {
  const length = range ? range.last - range.first + 1 : size;
  return {
    'accept-ranges': 'bytes',
    'content-type': contentType,
    'content-length': String(length),
    'content-disposition': 'inline',
    etag: `"${sha256}"`,
    ...(range ? { 'content-range': `bytes ${range.first}-${range.last}/${size}` } : {}),
  };
}
