import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { createRedisBus } from '@/lib/broker/redis-bus';
import { startRedis } from '@/test/emulators/redis';
import type { Desk, DeskOptions } from './desk';
import { asha, createDesk, loan as loanId, ravi } from './desk';

const flowUuid = 'LOS-17cab13b';
const path = `/v1/flows/${flowUuid}/events?loanId=${loanId}`;

/** Follows a flow as a client does; `next` is the next event, or `end`. */
async function follow(desk: Desk, headers: Record<string, string> = {}, as = asha) {
  const response = await desk.ask('GET', path, { headers, as });
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  return {
    response,
    async next(): Promise<string> {
      for (;;) {
        const [event, ...rest] = text.split('\n\n');
        if (rest.length > 0) {
          text = rest.join('\n\n');
          if (!event?.startsWith(':')) return event ?? '';
          continue;
        }
        const read = await reader?.read();
        if (!read || read.done) return 'end';
        text += read.value;
      }
    },
    leave: () => reader?.cancel(),
  };
}

async function callback(desk: Desk, body: unknown, as = asha): Promise<void> {
  expect((await desk.callBack(body, as)).status).toBe(200);
}

const versionOf = async (desk: Desk) =>
  (await desk.ask('GET', `/v1/flows/${flowUuid}/result?loanId=${loanId}`)).headers.get('etag')?.slice(1, -1);

describe('the events of a flow', () => {
  test('tell of a callback that comes, and of one that was there; what was seen is not told again', async () => {
    const desk = await createDesk();
    const early = await follow(desk);
    expect(early.response.headers.get('content-type')).toBe('text/event-stream');
    expect(early.response.headers.get('cache-control')).toBe('no-store');
    await callback(desk, { flow_uuid: flowUuid, name: 'Meera Nair' });
    const event = await early.next();
    const version = await versionOf(desk);
    expect(event).toBe(`event: result\ndata: {}\nid: ${version}`);
    const late = await follow(desk);
    expect(await late.next()).toBe(event);
    const seen = await follow(desk, { 'last-event-id': version ?? '' });
    await callback(desk, { application_id: loanId, note: 2 });
    expect(await seen.next()).not.toBe(event);
    for (const one of [early, late, seen]) await one.leave();
  });

  test('tell nobody else', async () => {
    const desk = await createDesk();
    const other = await follow(desk, {}, ravi);
    await callback(desk, { flow_uuid: flowUuid });
    await callback(desk, { flow_uuid: flowUuid, mine: true }, ravi);
    expect(await other.next()).toContain('event: result');
    const none = await desk.ask('GET', path, { token: '' });
    expect(none.status).toBe(401);
    await other.leave();
  });

  test('end when the broker stops', async () => {
    const desk = await createDesk();
    const one = await follow(desk);
    desk.stopping.abort();
    expect(await one.next()).toBe('end');
  });

  test('are so many for one agent and no more; whoever leaves makes room, and HEAD takes none', async () => {
    const desk = await createDesk();
    for (let turn = 0; turn < 20; turn += 1) expect((await desk.ask('HEAD', path)).status).toBe(200);
    const all = await Promise.all(Array.from({ length: 8 }, () => follow(desk)));
    const ninth = await desk.ask('GET', path);
    expect([ninth.status, ninth.headers.get('retry-after')]).toEqual([429, '30']);
    expect((await follow(desk, {}, ravi)).response.status).toBe(200);
    await all[0]?.leave();
    await vi.waitFor(async () => expect((await follow(desk)).response.status).toBe(200));
  });

  test('a result that is the one already seen is not sent again', async () => {
    const desk = await createDesk();
    await callback(desk, { flow_uuid: flowUuid });
    const headers = { 'if-none-match': `"${await versionOf(desk)}"` };
    const resultPath = `/v1/flows/${flowUuid}/result?loanId=${loanId}`;
    expect((await desk.ask('GET', resultPath, { headers })).status).toBe(304);
    await callback(desk, { flow_uuid: flowUuid, more: true });
    expect((await desk.ask('GET', resultPath, { headers })).status).toBe(200);
  });
});

describe('two brokers at one store', () => {
  let redis: Awaited<ReturnType<typeof startRedis>>;
  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(() => redis.close());
  const said: string[] = [];
  const desks: (DeskOptions['bus'] & object)[] = [];
  const deskAt = async (url: string, options: DeskOptions = {}) => {
    const bus = createRedisBus(url, (event) => said.push(event));
    desks.push(bus);
    return createDesk({ ...options, bus });
  };
  afterAll(() => desks.forEach((bus) => bus.close()));

  test('a callback at one is told to the client that waits at the other', async () => {
    const one = await deskAt(redis.url);
    const other = await deskAt(redis.url, { store: one.store });
    await vi.waitFor(() => expect(redis.listeners()).toBe(2));
    const waiting = await follow(other);
    await callback(one, { flow_uuid: flowUuid, name: 'Meera Nair' });
    expect(await waiting.next()).toContain('event: result');
    expect(redis.published.join(' ')).toMatch(/^[\w-]{43}$/);
    await waiting.leave();
  });

  test('without its Redis each still tells its own, and answers Atlas', async () => {
    const gone = await startRedis();
    await gone.close();
    const desk = await deskAt(gone.url);
    const waiting = await follow(desk);
    await callback(desk, { flow_uuid: flowUuid });
    expect(await waiting.next()).toContain('event: result');
    expect(said).toContain('bus-down');
    await waiting.leave();
  });
});
