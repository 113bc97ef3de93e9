import type { Context, Hono } from 'hono';
import { streamSSE } from 'hono/streaming';
import { z } from 'zod';
import type { Owner } from '@/lib/domain/agent';
import type { Called } from './callback-tokens';
import type { Env } from './frame';
import type { Parts } from './parts';
import { Refused } from './refused';

const Id = z.string().min(1).max(200);
const Named = z.object({ flowUuid: Id, loanId: Id });

/** What became of a flow: the stored callback, and the news that there is one. */
export function addFlowRoutes(
  app: Hono<Env>,
  { events, pairs, results, stopping }: Parts,
  owner: (c: Context<Env>) => Promise<Owner>,
): void {
  async function asked(c: Context<Env>): Promise<{ called: Called; flowUuid: string }> {
    const agent = await owner(c);
    const named = Named.safeParse({ flowUuid: c.req.param('flowUuid'), loanId: c.req.query('loanId') });
    if (!named.success) throw new Refused('bad_request');
    const { flowUuid, loanId } = named.data;
    await pairs.know(agent, loanId, flowUuid);
    return { called: { owner: agent, loanId }, flowUuid };
  }

  app.get('/v1/flows/:flowUuid/result', async (c) => {
    const { called, flowUuid } = await asked(c);
    const version = await results.version(called);
    if (version) c.header('etag', `"${version}"`);
    if (version && c.req.header('if-none-match') === `"${version}"`) return c.body(null, 304);
    return c.json(await results.get(called, flowUuid));
  });

  app.get('/v1/flows/:flowUuid/events', async (c) => {
    const { called } = await asked(c);
    // Nobody reads on after the headers.
    if (c.req.method === 'HEAD') return c.body(null, 200, { 'content-type': 'text/event-stream' });
    const run = events.admit(called.owner);
    const followed = { loanId: called.loanId, seen: c.req.header('last-event-id') };
    // Proxies that gather an answer before they pass it on would defeat it.
    c.header('x-accel-buffering', 'no');
    const answer = streamSSE(c, async (stream) => {
      const gone = new AbortController();
      stream.onAbort(() => gone.abort());
      const ended = AbortSignal.any([gone.signal, stopping]);
      await run(followed, {
        ended,
        tell: (version) => stream.writeSSE({ event: 'result', id: version, data: '{}' }),
        beat: async () => {
          await stream.write(': alive\n\n');
        },
      });
    });
    // Hono lets it be kept and asked for again.
    answer.headers.set('cache-control', 'no-store');
    return answer;
  });
}
