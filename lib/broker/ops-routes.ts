import type { Hono } from 'hono';
import type { Env } from './frame';
import type { Metrics } from './metrics';
import { showsToken } from './metrics';
import { describeApi } from './openapi';
import type { Parts } from './parts';
import { Refused } from './refused';

/** What those who run the broker ask: is it there, can it work, how is it doing. */
export function addOpsRoutes(app: Hono<Env>, { config, ready }: Parts, metrics: Metrics): void {
  app.get('/healthz', (c) => c.json({ ok: true }));

  app.get('/openapi.json', (c) => c.json(describeApi(config.publicUrl)));

  app.get('/readyz', async (c) => {
    const state = await ready();
    return c.json(state, state.ok ? 200 : 503);
  });

  app.get('/metrics', async (c) => {
    // Without the token it is as if there were no such page.
    if (!showsToken(c.req.header('authorization'), config.metricsToken)) throw new Refused('not_found');
    return c.body(await metrics.text(), 200, { 'content-type': metrics.contentType });
  });
}
