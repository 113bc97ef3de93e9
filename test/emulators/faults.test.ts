import { expect, test } from 'vitest';
import type { Fault } from './faults';
import { createFaults, createRequestLog } from './faults';
import { serve } from './serve';
import { stoppedWorld } from './stopped-world';

const url = 'http://service.example/thing';
const ask = () => new Request(url, { method: 'POST' });

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function service() {
  const world = stoppedWorld();
  let acted = 0;
  const faults = createFaults(
    world,
    async () => {
      acted += 1;
      return Response.json({ answer: 'whole' });
    },
    () => Response.json({ error: 'Invalid token' }, { status: 401 }),
  );
  const meet = (fault: Fault, times = 1) => faults.add({ on: 'POST /thing', times, fault });
  return { world, faults, meet, acted: () => acted };
}

test.for([
  [{ kind: 'status', status: 503, retryAfter: 7 }, 0, 503],
  [{ kind: 'status', status: 503, acts: true }, 1, 503],
  [{ kind: 'expired-token' }, 0, 401],
  [{ kind: 'html' }, 0, 200],
  [{ kind: 'garbage' }, 1, 200],
  [{ kind: 'empty' }, 1, 200],
] as const)('%o answers without the truth', async ([fault, acts, status]) => {
  const { faults, meet, acted } = service();
  meet(fault);
  const response = await faults.fetch(ask());
  expect([response.status, acted()]).toEqual([status, acts]);
  expect(response.headers.get('retry-after')).toBe('retryAfter' in fault ? '7' : null);
  const text = await response.text();
  expect(isJson(text)).toBe(status !== 200);
  expect(await (await faults.fetch(ask())).json()).toEqual({ answer: 'whole' });
});

test.for([
  ['lost-request', 0],
  ['lost-answer', 1],
] as const)('%s breaks the connection', async ([kind, acts]) => {
  const { faults, meet, acted } = service();
  meet({ kind });
  await expect(faults.fetch(ask())).rejects.toThrow(new TypeError('fetch failed'));
  expect(acted()).toBe(acts);
});

test('reset breaks the answer off in the middle', async () => {
  const { faults, meet, acted } = service();
  meet({ kind: 'reset' });
  const response = await faults.fetch(ask());
  expect([response.status, acted()]).toEqual([200, 1]);
  await expect(response.text()).rejects.toThrow('terminated');
});

test('late acts at once and answers later', async () => {
  const { world, faults, meet, acted } = service();
  meet({ kind: 'late', ms: 5_000 });
  let answered = false;
  const answer = faults.fetch(ask()).then((response) => {
    answered = true;
    return response;
  });
  await world.pass(4_999);
  expect([acted(), answered]).toEqual([1, false]);
  await world.pass(1);
  expect((await answer).status).toBe(200);
});

test('late-request acts although the caller has long given up', async () => {
  const { world, faults, meet, acted } = service();
  meet({ kind: 'late-request', ms: 5_000 });
  const patience = new AbortController();
  const answer = faults.fetch(new Request(url, { method: 'POST', signal: patience.signal }));
  patience.abort(new Error('gave up'));
  await expect(answer).rejects.toThrow('gave up');
  expect(acted()).toBe(0);
  await world.pass(5_000);
  expect(acted()).toBe(1);
});

test('hang ends when the caller gives up, and not before', async () => {
  const { world, faults, meet, acted } = service();
  meet({ kind: 'hang' });
  const patience = new AbortController();
  let ended = false;
  const answer = faults
    .fetch(new Request(url, { method: 'POST', signal: patience.signal }))
    .finally(() => (ended = true));
  await world.pass(3_600_000);
  expect(ended).toBe(false);
  patience.abort(new Error('gave up'));
  await expect(answer).rejects.toThrow('gave up');
  expect(acted()).toBe(0);
});

test('a rule meets what it names, as often as it says, first rule first', async () => {
  const { faults } = service();
  const down = { kind: 'status', status: 503 } as const;
  faults.add({ on: 'POST /thing', times: 2, fault: down, when: ({ headers }) => headers.has('token') });
  faults.add({ on: 'POST /thing', times: Infinity, fault: { kind: 'status', status: 500 } });
  const status = async (init: RequestInit) => (await faults.fetch(new Request(url, init))).status;
  const marked = { method: 'POST', headers: { token: 'a' } };
  expect(await status({ method: 'GET' })).toBe(200);
  expect(await status({ method: 'POST' })).toBe(500);
  expect([await status(marked), await status(marked), await status(marked)]).toEqual([503, 503, 500]);
  faults.clear();
  expect(await status(marked)).toBe(200);
  expect(faults.left()).toBe(0);
});

test('the log keeps what arrived and what it was answered, and a lost request never arrived', async () => {
  const log = createRequestLog(async () => new Response(null, { status: 204 }));
  const faults = createFaults(stoppedWorld(), log.fetch);
  faults.add({ on: 'POST /lost', times: 1, fault: { kind: 'lost-request' } });
  const headers = { 'content-type': 'application/json', token: 'secret' };
  const send = (path: string) =>
    faults.fetch(new Request(`http://a.example${path}`, { method: 'POST', headers, body: '{"a":1}' }));
  await expect(send('/lost')).rejects.toThrow('fetch failed');
  await send('/kept?b=2');
  expect(log.requests).toEqual([
    { method: 'POST', path: '/kept?b=2', headers, body: '{"a":1}', status: 204 },
  ]);
});

test('over a socket a lost answer is a broken connection, and closing ends what hangs', async () => {
  const { faults, meet, acted } = service();
  meet({ kind: 'lost-answer' });
  meet({ kind: 'reset' });
  meet({ kind: 'hang' });
  const served = await serve(faults.fetch);
  const send = () => fetch(`${served.url}/thing`, { method: 'POST' });
  await expect(send()).rejects.toThrow('fetch failed');
  await expect(send().then((response) => response.text())).rejects.toThrow('terminated');
  const hanging = send().catch((reason: unknown) => reason);
  while (faults.left() > 0) await new Promise(setImmediate);
  await served.close();
  expect(await hanging).toEqual(new TypeError('fetch failed'));
  expect(acted()).toBe(2);
});
