import { Hono } from 'hono';
import { addAgentRoutes } from './agent-routes';
import { addAtlasRoutes } from './atlas-routes';
import type { Env } from './frame';
import { answer, answerError, answerSized, createFrame, packed } from './frame';
import type { Metrics } from './metrics';
import { createMetrics } from './metrics';
import { addOpsRoutes } from './ops-routes';
import type { BrokerDeps, Parts } from './parts';
import { createParts } from './parts';
import { publicConfig } from './public-config';
import { Refused } from './refused';

export interface Broker {
  /**
   * Never rejects: what fails is answered as `{ error, message }`.
   *
   * @param address of whoever is at the other end, for the limit on addresses
   */
  fetch(request: Request, address?: string): Promise<Response>;
  /** When what goes on after an answer has ended. */
  idle(): Promise<void>;
}

/** The backend as one function from request to response; `start.ts` puts it on a port. */
export function createBroker(deps: BrokerDeps, metrics: Metrics = createMetrics()): Broker {
  const parts = createParts(deps);
  const app = createApp(deps, parts, metrics);
  return { fetch: async (request, address) => app.fetch(request, { address }), idle: parts.push.idle };
}

/** All routes; `documented.ts` lists them. */
export function createApp({ world, config, log }: BrokerDeps, parts: Parts, metrics: Metrics): Hono<Env> {
  const app = new Hono<Env>({ strict: true });
  app.use(createFrame(world, log, metrics));
  app.onError(answerError(log));
  app.notFound((c) => answer(c, new Refused('not_found')));
  app.use('/v1/*', async (c, next) => {
    await parts.limiter.address(c.env.address);
    await next();
  });
  addOpsRoutes(app, parts, metrics);
  app.get('/v1/config', packed, (c) => {
    // Public by design, and asked for before any permission is granted: the one answer for every origin.
    c.header('access-control-allow-origin', '*');
    return answerSized(c, publicConfig(config));
  });
  addAgentRoutes(app, parts);
  addAtlasRoutes(app, parts);
  return app;
}
