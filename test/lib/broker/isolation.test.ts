import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { documented } from '@/lib/broker/documented';
import { createPushAccess } from '@/lib/broker/push-access';
import { Tenants } from '@/lib/broker/tenants';
import type { Desk } from './desk';
import { asha, createDesk, loan, sealCapture, sha256 } from './desk';

/** The same agent's id at another tenant: only the tenant tells them apart. */
const intruder = { ...asha, tenantId: 'tenant-two' };
const product = (productType: string) => ({
  productType,
  label: productType,
  documents: [{ kind: 'PAN', label: 'PAN card', required: true }],
});
const tenants = Tenants.parse({
  [asha.tenantId]: { prefix: 'one/', products: [product('CDL_ONE')] },
  [intruder.tenantId]: {
    prefix: 'two/',
    products: [product('CDL_TWO')],
    atlas: { clientId: 'two', clientSecret: 'canary-two' },
  },
});
const flowUuid = 'LOS-1';
const endpoint = 'https://push.test/asha';
const push = createPushAccess(
  Buffer.alloc(32, 7).toString('base64url'),
  'mailto:a@bank.example',
  'push.test',
);

/** What one tenant's agent has at the broker: a stored capture, one half sent in parts, a callback, a push. */
async function createHouse() {
  const desk = await createDesk({
    config: { tenants, push, organisation: { ...organisation, signIn: { password: true, pin: true } } },
  });
  desk.network.answer = (request) =>
    new URL(request.url).host === 'push.test'
      ? new Response(null, { status: 201 })
      : Response.json({ access_token: `for-${request.headers.get('client-id')}`, expires_in: 3_600 });
  const capture = await sealCapture(desk, { clear: new TextEncoder().encode('%PDF-1.7 canary-document') });
  const slot = await desk.deliver(capture);
  const half = await sealCapture(desk);
  await desk.ask('POST', '/v1/multipart/parts', { body: { upload: half.request } });
  await desk.callBack({ flow_uuid: flowUuid, name: 'canary-name' });
  await desk.ask('POST', '/v1/push/subscribe', { body: { endpoint } });
  await desk.ask('GET', slot.fileUrl);
  return { desk, capture, slot, half };
}
type House = Awaited<ReturnType<typeof createHouse>>;

const organisation = {
  organisation: { name: 'Sunrise Finance' },
  atlas: { api: 'flow' as const },
  products: [product('POC_CDL')],
  portals: [],
};

/** Every route an agent may ask, with the other tenant's ids. What each must say is beside it. */
const attempts: Record<string, (house: House) => Promise<{ answer: Response; holds: string }>> = {
  'post /v1/atlas-token': async ({ desk }) => said(await ask(desk, 'POST', '/v1/atlas-token'), 'for-two'),
  'get /v1/products': async ({ desk }) => said(await ask(desk, 'GET', '/v1/products'), 'CDL_TWO'),
  'post /v1/uploads': async ({ desk, capture }) =>
    said(await ask(desk, 'POST', '/v1/uploads', [capture.request]), '"stored":false'),
  'post /v1/multipart/parts': async ({ desk, half }) =>
    said(await ask(desk, 'POST', '/v1/multipart/parts', { upload: half.request }), '{"parts":[]}'),
  'post /v1/multipart/sign': async ({ desk, half }) => {
    const part = { number: 1, size: half.request.size, sha256: sha256(half.sealed) };
    return said(
      await ask(desk, 'POST', '/v1/multipart/sign', { upload: half.request, part }),
      'two/captures/',
    );
  },
  'post /v1/multipart/complete': async ({ desk, capture }) => {
    const parts = [{ number: 1, size: capture.request.size, sha256: capture.request.sha256 }];
    const body = { upload: capture.request, parts };
    return said(await ask(desk, 'POST', '/v1/multipart/complete', body), '{"stored":false}');
  },
  'post /v1/multipart/abort': async ({ desk, half }) =>
    said(await ask(desk, 'POST', '/v1/multipart/abort', { upload: half.request }), '{"parts":[]}'),
  'post /v1/evidence': async ({ desk, capture: { request } }) =>
    said(
      await ask(desk, 'POST', '/v1/evidence', { documentIds: [request.documentId] }),
      JSON.stringify([{ documentId: request.documentId }]),
    ),
  'post /v1/withdrawals': async ({ desk, capture: { request } }) =>
    said(await ask(desk, 'POST', '/v1/withdrawals', { documentIds: [request.documentId] }), 'withdrawnAt'),
  'post /v1/address-match': async ({ desk }) => {
    const body = { loanId: loan, source: 'a', targets: [{ index: 0, address: 'b' }] };
    return said(await ask(desk, 'POST', '/v1/address-match', body), 'atlas_unreadable');
  },
  'get /v1/flows/:flowUuid/result': async ({ desk }) =>
    said(await ask(desk, 'GET', `/v1/flows/${flowUuid}/result?loanId=${loan}`), 'no_result'),
  'get /v1/flows/:flowUuid/events': async ({ desk }) => {
    const answer = await ask(desk, 'GET', `/v1/flows/${flowUuid}/events?loanId=${loan}`);
    const first = await answer.body?.getReader().read();
    return said(new Response(first?.value), ': alive');
  },
  'post /v1/pins': async ({ desk }) =>
    said(await ask(desk, 'POST', '/v1/pins', { proof: sha256(new Uint8Array()) }), 'handle'),
  'post /v1/push/subscribe': async ({ desk }) =>
    said(await ask(desk, 'POST', '/v1/push/subscribe', { endpoint: 'https://push.test/two' }), '"ok":true'),
  'post /v1/push/forget': async ({ desk }) =>
    said(await ask(desk, 'POST', '/v1/push/forget', { endpoint }), '"ok":true'),
};

const ask = (desk: Desk, method: string, path: string, body?: unknown) =>
  desk.ask(method, path, { as: intruder, ...(body === undefined ? {} : { body }) });
const said = (answer: Response, holds: string) => ({ answer, holds });

test('every route that an agent may ask is tried', () => {
  const agents = documented
    .filter(({ who }) => who === 'agent')
    .map(({ method, path }) => `${method} ${path}`);
  expect(Object.keys(attempts).toSorted()).toEqual(agents.toSorted());
});

test.each(Object.keys(attempts))('with the other tenant’s ids, %s reaches nothing of it', async (route) => {
  const house = await createHouse();
  const { desk, capture, slot } = house;
  const before = new Map([...desk.store.kept].filter(([key]) => key.startsWith('one/')));
  const open = desk.store.openParts();
  expect(before.size).toBe(4);
  const { answer, holds } = (await attempts[route]?.(house)) ?? said(new Response(), 'nothing');
  const text = await answer.text();
  expect(text).toContain(holds);
  expect(text).not.toMatch(/canary|for-satchel|CDL_ONE|one\/captures/);
  // Everything of the first is as it was, and it lies where only the first is looked for.
  expect(new Map([...desk.store.kept].filter(([key]) => key.startsWith('one/')))).toEqual(before);
  expect(desk.store.openParts()).toEqual(expect.arrayContaining(open));
  for (const key of desk.store.kept.keys())
    expect(key).toMatch(new RegExp(`^(one/\\w+/${asha.tenantId}|two/\\w+/${intruder.tenantId}|pins)/`));
  const served = await desk.ask('GET', slot.fileUrl, { token: '' });
  expect(Buffer.from(await served.arrayBuffer()).equals(Buffer.from(capture.clear))).toBe(true);
  const result = await desk.ask('GET', `/v1/flows/${flowUuid}/result?loanId=${loan}`);
  expect(await result.text()).toContain('canary-name');
  desk.asked.length = 0;
  await desk.callBack({ flow_uuid: flowUuid, more: randomUUID() });
  await desk.broker.idle();
  expect(desk.asked.map(({ url }) => url).filter((url) => url.includes('push'))).toEqual([endpoint]);
});

test('nor does its callback address, its file address or its seal', async () => {
  const { desk, capture } = await createHouse();
  const theirs = await desk.callBack({ flow_uuid: flowUuid, name: 'planted' }, intruder);
  expect(theirs.status).toBe(200);
  const result = await desk.ask('GET', `/v1/flows/${flowUuid}/result?loanId=${loan}`);
  expect(await result.text()).not.toContain('planted');
  // The first one's sealed bytes, announced as the second's own: the seal names the first.
  const answer = await ask(desk, 'POST', '/v1/uploads', [capture.request]);
  const [slot] = z.array(z.object({ putUrl: z.string(), fileUrl: z.string() })).parse(await answer.json());
  desk.store.upload(slot?.putUrl ?? '', capture.sealed, { 'content-type': 'application/octet-stream' });
  expect((await desk.ask('GET', slot?.fileUrl ?? '', { token: '' })).status).toBe(502);
});
