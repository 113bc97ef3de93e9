import { Hono } from 'hono';
import type { Context } from 'hono';
import { DocumentIds, UploadRequests } from '@/lib/contract/broker';
import type { Log } from '@/lib/log';
import type { World } from '@/lib/world';
import { createAccess } from './access';
import { createAtlasGrant } from './atlas-grant';
import type { BrokerConfig } from './environment';
import { createFence } from './fence';
import type { Served } from './files';
import { createFiles } from './files';
import type { Env } from './frame';
import { answer, answerError, createFrame, limitBody, readJson, readText } from './frame';
import { createNotes } from './notes';
import type { Objects } from './objects';
import { CallbackTicket, createPathTokens } from './path-tokens';
import { publicConfig } from './public-config';
import { Refused } from './refused';
import { CALLBACK_BYTES, createResults } from './results';
import { createUploads } from './uploads';

const KIB = 1_024;
/** A hundred uploads of the longest ids fit in well. */
const REQUEST_BYTES = 256 * KIB;
const AUTH_SECONDS = 300;
const SECOND = 1_000;

export interface BrokerDeps {
  readonly world: Pick<World, 'now' | 'monotonic' | 'id' | 'fetch' | 'deadline'>;
  readonly config: BrokerConfig;
  readonly log: Log;
  readonly objects: Objects;
}

export interface Broker {
  /** Never rejects: what fails is answered as `{ error, message }`. */
  fetch(request: Request): Promise<Response>;
}

/** The backend as one function from request to response; `start.ts` puts it on a port. */
export function createBroker({ world, config, log, objects }: BrokerDeps): Broker {
  const parts = createParts({ world, config, log, objects });
  const app = new Hono<Env>({ strict: true });
  app.use(createFrame(world, log));
  app.onError(answerError(log));
  app.notFound((c) => answer(c, new Refused('not_found')));
  app.get('/healthz', (c) => c.json({ ok: true }));
  app.get('/v1/config', (c) => {
    // Public by design, and asked for before any permission is granted: the one answer for every origin.
    c.header('access-control-allow-origin', '*');
    return c.json(publicConfig(config));
  });
  addAgentRoutes(app, parts);
  addAtlasRoutes(app, parts);
  return { fetch: async (request) => app.fetch(request) };
}

type Parts = ReturnType<typeof createParts>;

function createParts({ world, config, objects }: BrokerDeps) {
  const tokens = createPathTokens(config.keyring);
  const notes = createNotes(world, objects);
  return {
    world,
    config,
    tokens,
    access: createAccess(world, config.atrium),
    grants: createAtlasGrant(world, config.atlas),
    fence: createFence(notes),
    uploads: createUploads({ world, config, objects, notes, tokens }),
    files: createFiles({ keyring: config.keyring, objects, notes, tokens }),
    results: createResults(world, config.keyring, objects),
  };
}

/** What an agent's extension asks, with its access token. */
function addAgentRoutes(app: Hono<Env>, parts: Parts): void {
  const { access, config, fence, grants, results, tokens, uploads } = parts;
  const owner = async (c: Context<Env>) => {
    const agent = await access.agentOf(c.req.header('authorization'));
    c.set('tenant', agent.tenantId);
    return agent;
  };

  app.post('/v1/atlas-token', async (c) => {
    const agent = await owner(c);
    const grant = await grants.get(agent);
    const token = await tokens.sign('callback', [agent.tenantId, agent.agentId]);
    return c.json({
      ...grant,
      baseUrl: config.atlas.baseUrl,
      authUrl: `${config.publicUrl}/v1/atlas/auth/${token}`,
      callbackUrl: `${config.publicUrl}/v1/atlas/callback/${token}`,
    });
  });

  app.post('/v1/uploads', limitBody(REQUEST_BYTES), async (c) => {
    const agent = await owner(c);
    const asked = await readJson(c, UploadRequests);
    return c.json(await Promise.all(asked.map((one) => uploads.slot(agent, one))));
  });

  app.post('/v1/evidence', limitBody(REQUEST_BYTES), async (c) => {
    const agent = await owner(c);
    const { documentIds } = await readJson(c, DocumentIds);
    return c.json(await Promise.all(documentIds.map((id) => fence.evidence(agent, id))));
  });

  app.post('/v1/withdrawals', limitBody(REQUEST_BYTES), async (c) => {
    const agent = await owner(c);
    const { documentIds } = await readJson(c, DocumentIds);
    return c.json(await Promise.all(documentIds.map((id) => fence.withdraw(agent, id))));
  });

  app.get('/v1/flows/:flowUuid/result', async (c) => {
    const agent = await owner(c);
    return c.json(await results.get(agent, c.req.param('flowUuid'), c.req.query('loanId')));
  });
}

/** What Atlas asks, with the token that stands in the address it was given. */
function addAtlasRoutes(app: Hono<Env>, { files, results, tokens, world }: Parts): void {
  app.get('/v1/files/:token/:name', async (c) => {
    const { token, name } = c.req.param();
    // Hono answers HEAD by the GET handler; a look at the headers is no fetch.
    const isHead = c.req.method === 'HEAD';
    const served = isHead ? await files.describe(token, name) : await files.serve(token, name);
    return new Response(served.bytes ?? null, { headers: fileHeaders(served) });
  });

  const callbackOwner = async (c: Context<Env>) => {
    const ticket = await tokens.read('callback', CallbackTicket, c.req.param('token') ?? '');
    if (!ticket) throw new Refused('not_found');
    const [tenantId, agentId] = ticket;
    c.set('tenant', tenantId);
    return { tenantId, agentId };
  };

  // How Atlas calls `auth_url` is not documented, so every method is answered with a token in the shape
  // of its own tokens. The callback asks for none: the token in its path is what proves it.
  app.all('/v1/atlas/auth/:token', async (c) => {
    const { tenantId, agentId } = await callbackOwner(c);
    const expiresAt = world.now() + AUTH_SECONDS * SECOND;
    const accessToken = await tokens.sign('auth', [tenantId, agentId, expiresAt]);
    return c.json({ access_token: accessToken, expires_in: AUTH_SECONDS });
  });

  app.post('/v1/atlas/callback/:token', limitBody(CALLBACK_BYTES), async (c) => {
    const agent = await callbackOwner(c);
    await results.keep(agent, await readText(c));
    return c.json({ ok: true });
  });
}

function fileHeaders({ contentType, size }: Served): Record<string, string> {
  return {
    'content-type': contentType,
    'content-length': String(size),
    'content-disposition': 'inline',
  };
}
