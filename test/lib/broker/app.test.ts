import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { Refused } from '@/lib/broker/refused';
import { AtlasGrant, BrokerError, PublicConfig } from '@/lib/contract/broker';
import type { Desk } from './desk';
import { asha, createDesk, sealCapture, secrets } from './desk';

const personal = ['Meera Nair', '5001 2003 4999', '500120034999'];
const flowUuid = 'LOS-17cab13b-f437-49bc-9c08-55319b88b0eb';

describe('the broker as a whole', () => {
  test('tells everybody what is public, and nothing else', async () => {
    const desk = await createDesk();
    const response = await desk.ask('GET', '/v1/config', { token: '' });
    expect(response.headers.get('access-control-allow-origin')).toBe('*');
    expect(response.headers.get('access-control-allow-credentials')).toBeNull();
    const config: unknown = await response.json();
    expect(PublicConfig.parse(config)).toEqual(config);
    expect(config).toMatchObject({
      organisation: { name: 'Sunrise Finance' },
      addresses: {
        broker: 'https://broker.test',
        atrium: 'https://atrium.test',
        atlas: 'https://atlas.test',
        store: 'https://store.test',
      },
      sealingKey: desk.keyring.current,
    });
  });

  test('is alive', async () => {
    const desk = await createDesk();
    expect(await (await desk.ask('GET', '/healthz', { token: '' })).json()).toEqual({ ok: true });
  });

  test.each([
    ['GET', '/'],
    ['GET', '/v1/uploads'],
    ['POST', '/v1/config'],
    ['GET', '/v1/config/'],
    ['DELETE', '/v1/files/a/b'],
    ['OPTIONS', '/v1/uploads'],
  ])('%s %s is not there', async (method, path) => {
    const desk = await createDesk();
    const response = await desk.ask(method, path);
    expect(response.status).toBe(404);
    expect(BrokerError.parse(await response.json()).error).toBe('not_found');
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    expect(response.headers.get('access-control-allow-origin')).toBeNull();
  });

  test.each([
    ['POST', '/v1/atlas-token'],
    ['POST', '/v1/uploads'],
    ['POST', '/v1/evidence'],
    ['POST', '/v1/withdrawals'],
    ['GET', `/v1/flows/${flowUuid}/result`],
  ])('%s %s wants a person', async (method, path) => {
    const desk = await createDesk();
    const body = method === 'POST' ? { body: [] } : {};
    expect((await desk.ask(method, path, { token: '', ...body })).status).toBe(401);
    expect(desk.asked).toEqual([]);
    expect(desk.store.kept.size).toBe(0);
  });

  test('when the store is down, says so', async () => {
    const desk = await createDesk();
    const { request } = await sealCapture(desk);
    desk.store.onCall(() => {
      throw new Refused('store_unavailable');
    });
    const response = await desk.ask('POST', '/v1/uploads', { body: [request] });
    expect([response.status, await response.json()]).toMatchObject([503, { error: 'store_unavailable' }]);
  });

  test('calls what it did not foresee a bug, and says where but not what', async () => {
    const desk = await createDesk();
    const capture = await sealCapture(desk);
    const { fileUrl } = await desk.deliver(capture);
    desk.store.onCall(() => {
      throw new TypeError('Meera Nair is not a function');
    });
    const response = await desk.ask('GET', fileUrl);
    expect([response.status, await response.json()]).toMatchObject([500, { error: 'bug' }]);
    const bug = desk.lines.map(lineOf).find((one) => one['event'] === 'bug');
    expect(bug).toMatchObject({
      code: 'TypeError',
      route: '/v1/files/:token/:name',
      requestId: response.headers.get('x-request-id'),
    });
    expect(bug?.['where']).toMatch(/^[\w-]+\.ts:\d+$/);
    expect(desk.lines.join('\n')).not.toContain('Meera');
  });

  test('lets no secret, name, number or token into an answer or a log line', async () => {
    const desk = await createDesk();
    const tokens = await useEverything(desk);
    const said = [...desk.answers, ...desk.lines].join('\n');
    const kept = [...desk.store.kept].map(
      ([key, { bytes }]) => `${key} ${Buffer.from(bytes).toString('latin1')}`,
    );
    const scalar = secrets.sealingKey.split('.')[1] ?? '';
    for (const secret of [secrets.clientSecret, secrets.storeSecret, secrets.jwtSecret, scalar]) {
      expect(said).not.toContain(secret);
      expect(kept.join('\n')).not.toContain(secret);
    }
    const log = desk.lines.join('\n');
    for (const word of [...personal, ...tokens, asha.agentId, flowUuid]) expect(log).not.toContain(word);
    for (const word of personal) expect(kept.join('\n')).not.toContain(word);
    for (const number of personal.slice(1)) expect(said).not.toContain(number);
  });

  test('logs each request as one line of known words', async () => {
    const desk = await createDesk();
    await useEverything(desk);
    const lines = desk.lines.map(lineOf);
    expect(lines).toHaveLength(desk.answers.length);
    const known = ['at', 'level', 'event', 'code', 'method', 'ms', 'requestId', 'route', 'status', 'tenant'];
    for (const line of lines) expect(known).toEqual(expect.arrayContaining(Object.keys(line)));
    expect(new Set(lines.map(({ route }) => route))).toEqual(
      new Set([
        '/v1/config',
        '/healthz',
        '/v1/atlas-token',
        '/v1/uploads',
        '/v1/evidence',
        '/v1/withdrawals',
        '/v1/files/:token/:name',
        '/v1/flows/:flowUuid/result',
        '/v1/atlas/auth/:token',
        '/v1/atlas/callback/:token',
        'none',
      ]),
    );
  });
});

const lineOf = (line: string) => z.record(z.string(), z.unknown()).parse(JSON.parse(line));

/** Every route, well and badly. Returns what only the one who asked may know. */
async function useEverything(desk: Desk): Promise<string[]> {
  const capture = await sealCapture(desk);
  const { documentId } = capture.request;
  const documentIds = [documentId];
  const { fileUrl, putUrl } = await desk.deliver(capture);
  const grant = AtlasGrant.parse(await (await desk.ask('POST', '/v1/atlas-token')).json());
  const result = {
    flow_uuid: flowUuid,
    name: personal[0],
    aadhaar_number: { value: personal[1] },
    note: personal[2],
  };
  const bad = { headers: { 'x-name': 'Meera Nair' }, body: { name: 'Meera Nair' } };
  await desk.ask('GET', '/v1/config');
  await desk.ask('GET', '/healthz?name=Meera%20Nair');
  await desk.ask('GET', '/v1/Meera%20Nair');
  await desk.ask('GET', fileUrl);
  await desk.ask('GET', `${fileUrl}?name=Meera%20Nair`);
  await desk.ask('GET', '/v1/files/Meera%20Nair/x.jpg');
  await desk.ask('POST', grant.authUrl, bad);
  await desk.ask('POST', await desk.callbackUrl(), { body: result });
  await desk.ask('POST', await desk.callbackUrl(), bad);
  await desk.ask('GET', `/v1/flows/${flowUuid}/result?loanId=Meera%20Nair`);
  await desk.ask('GET', '/v1/flows/Meera%20Nair/result');
  await desk.ask('POST', '/v1/evidence', { body: { documentIds } });
  await desk.ask('POST', '/v1/withdrawals', { body: { documentIds } });
  for (const path of ['uploads', 'evidence', 'withdrawals', 'atlas-token']) {
    await desk.ask('POST', `/v1/${path}`, bad);
    await desk.ask('POST', `/v1/${path}`, { ...bad, token: 'Meera.Nair.5001' });
  }
  await desk.ask('POST', '/v1/uploads', { body: [capture.request] });
  await desk.ask('GET', fileUrl);
  // What follows the route of an address; the words of the route itself may be logged.
  const parts = [fileUrl, putUrl, grant.authUrl, grant.callbackUrl].flatMap((one) => one.split('/').slice(4));
  return [
    documentId,
    grant.accessToken,
    ...parts.filter((part) => part.length > 20 && part !== asha.tenantId),
  ];
}
