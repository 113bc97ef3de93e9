import { Hono } from 'hono';
import { addAgentRoutes } from './agent-routes';
import { addAtlasRoutes } from './atlas-routes';
import type { Env } from './frame';
import { answer, answerError, createFrame } from './frame';
import type { BrokerDeps } from './parts';
import { createParts } from './parts';
import { publicConfig } from './public-config';
import { Refused } from './refused';

export interface Broker {
  /** Never rejects: what fails is answered as `{ error, message }`. */
  fetch(request: Request): Promise<Response>;
}

/** The backend as one function from request to response; `start.ts` puts it on a port. */
export function createBroker(deps: BrokerDeps): Broker {
  const { world, config, log } = deps;
  const parts = createParts(deps);
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
