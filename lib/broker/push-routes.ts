import type { Context, Hono } from 'hono';
import { PushEndpoint } from '@/lib/contract/push';
import type { Owner } from '@/lib/domain/agent';
import type { Env } from './frame';
import { limitBody, readJson } from './frame';
import type { Parts } from './parts';

const REQUEST_BYTES = 4_096;

/** Which browsers are woken when a callback comes. */
export function addPushRoutes(
  app: Hono<Env>,
  { push }: Pick<Parts, 'push'>,
  agentOf: (c: Context<Env>) => Promise<Owner>,
): void {
  const limit = limitBody(REQUEST_BYTES);

  app.post('/v1/push/subscribe', limit, async (c) => {
    const agent = await agentOf(c);
    await push.subscribe(agent, (await readJson(c, PushEndpoint)).endpoint);
    return c.json({ ok: true });
  });

  app.post('/v1/push/forget', limit, async (c) => {
    const agent = await agentOf(c);
    await push.forget(agent, (await readJson(c, PushEndpoint)).endpoint);
    return c.json({ ok: true });
  });
}
