import type { Context, Hono } from 'hono';
import { streamSSE } from 'hono/streaming';
import type { Owner } from '@/lib/domain/agent';
import type { Env } from './frame';
import type { Parts } from './parts';

/** What became of a flow: the stored callback, and the news that there is one. */
export function addFlowRoutes(
  app: Hono<Env>,
  { events, results, stopping }: Parts,
  owner: (c: Context<Env>) => Promise<Owner>,
): void {
  app.get('/v1/flows/:flowUuid/result', async (c) => {
    const agent = await owner(c);
    const { flowUuid } = c.req.param();
    const version = await results.version(agent, flowUuid, c.req.query('loanId'));
    if (version) c.header('etag', `"${version}"`);
    if (version && c.req.header('if-none-match') === `"${version}"`) return c.body(null, 304);
    return c.json(await results.get(agent, flowUuid, c.req.query('loanId')));
  });

  app.get('/v1/flows/:flowUuid/events', async (c) => {
    const agent = await owner(c);
    // Nobody reads on after the headers.
    if (c.req.method === 'HEAD') return c.body(null, 200, { 'content-type': 'text/event-stream' });
    const run = events.admit(agent);
    const followed = {
      flowUuid: c.req.param('flowUuid'),
      loanId: c.req.query('loanId'),
      seen: c.req.header('last-event-id'),
    };
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
