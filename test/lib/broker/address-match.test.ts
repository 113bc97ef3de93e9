import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { AddressMatches, AtlasGrant } from '@/lib/contract/broker';
import { createAtlas } from '@/test/emulators/atlas';
import { realWorld } from '@/test/emulators/world';
import { Tenants } from '@/lib/broker/tenants';
import { asha, createDesk, ravi, secrets } from './desk';

const source = '12 Marine Drive, Mumbai 400002';
const asked = {
  loanId: 'CDL-2026-004711',
  source,
  targets: [
    { index: 7, address: '12, Marine Drive, Mumbai 400002' },
    { index: -3, address: '9/4' },
    { index: 0, address: 'Gandhi Road, Pune' },
  ],
};
const AtlasAsks = z.object({
  target_addresses: z.array(z.object({ index: z.number(), address: z.string() })),
});
const match = async (answer: unknown, status = 200) => {
  const desk = await createDesk();
  desk.network.answer = () => Response.json(answer, { status });
  const response = await desk.ask('POST', '/v1/address-match', { body: asked });
  return { desk, response };
};

describe('address match', () => {
  test('by Atlas as its pages describe it: by index, one failure for itself', async () => {
    const desk = await createDesk();
    const world = realWorld();
    const atlas = createAtlas(world, {
      clientId: 'satchel',
      clientSecret: secrets.clientSecret,
      read: () => Promise.reject(new Error('reads nothing')),
      publicUrl: () => 'https://atlas.test',
    });
    desk.network.answer = (request) => atlas.fetch(request);
    const response = await desk.ask('POST', '/v1/address-match', { body: asked });
    const matches = AddressMatches.parse(await response.json());
    expect(matches.map(({ index }) => index)).toEqual([7, -3, 0]);
    expect(matches[0]?.similarityScore).toBeGreaterThan(80);
    expect(matches[1]).toEqual({
      index: -3,
      similarityScore: null,
      samePersonScore: null,
      error: 'NORMALIZATION_FAILED',
    });
    expect(matches[2]?.error).toBeUndefined();
    expect([desk.answers, desk.lines].join('\n')).not.toMatch(/Marine|Gandhi|canary/);
    world.close();
  });

  test('no score is not a score of nothing, whatever the order', async () => {
    const { response } = await match({
      match_data: [
        { index: 0, similarity_score: 0, same_person_score: 0, error_code: '' },
        { index: 99, similarity_score: 50 },
        { index: 7, similarity_score: null, error_code: 'could not normalise 12 Marine Drive' },
      ],
    });
    expect(await response.json()).toEqual([
      { index: 7, similarityScore: null, samePersonScore: null, error: 'unreadable' },
      { index: -3, similarityScore: null, samePersonScore: null, error: 'no_answer' },
      { index: 0, similarityScore: 0, samePersonScore: 0 },
    ]);
  });

  test('one address that fails the whole request fails alone; the others are asked one by one', async () => {
    const desk = await createDesk();
    desk.network.answer = async (request) => {
      const body = AtlasAsks.parse(await request.json());
      const isBad = body.target_addresses.some(({ address }) => address === '9/4');
      const match_data = body.target_addresses.map(({ index }) => ({ index, similarity_score: 50 }));
      return Response.json(isBad ? { error_message: '9/4' } : { match_data }, { status: isBad ? 422 : 200 });
    };
    const response = await desk.ask('POST', '/v1/address-match', { body: asked });
    expect(await response.json()).toEqual([
      { index: 7, similarityScore: 50, samePersonScore: null },
      { index: -3, similarityScore: null, samePersonScore: null, error: 'not_taken' },
      { index: 0, similarityScore: 50, samePersonScore: null },
    ]);
    expect(desk.asked).toHaveLength(4);
  });

  test('an Atlas that goes away in the middle is no word about an address', async () => {
    const desk = await createDesk();
    desk.network.answer = () =>
      Response.json({ error_message: 'x' }, { status: desk.asked.length < 3 ? 422 : 503 });
    const response = await desk.ask('POST', '/v1/address-match', { body: asked });
    expect([response.status, await response.json()]).toMatchObject([503, { error: 'atlas_unavailable' }]);
  });

  test.each([
    [400, 422, 'addresses_not_taken'],
    [401, 502, 'atlas_credentials_refused'],
    [422, 422, 'addresses_not_taken'],
    [503, 503, 'atlas_unavailable'],
    [302, 502, 'atlas_unreadable'],
  ])('Atlas answers %i', async (status, ours, error) => {
    const { response } = await match({ error_message: source }, status);
    const text = await response.text();
    expect([response.status, JSON.parse(text)]).toMatchObject([ours, { error }]);
    expect(text).not.toContain('Marine');
  });

  test.each([
    ['two targets with one index', { ...asked, targets: [asked.targets[0], asked.targets[0]] }],
    ['no target', { ...asked, targets: [] }],
    ['an empty source', { ...asked, source: '  ' }],
    ['too many', { ...asked, targets: Array.from({ length: 51 }, (_, index) => ({ index, address: 'a' })) }],
  ])('%s is not asked', async (_what, body) => {
    const desk = await createDesk();
    expect((await desk.ask('POST', '/v1/address-match', { body })).status).toBe(400);
    expect(desk.asked).toEqual([]);
  });
});

describe('tenants', () => {
  const meera = { tenantId: 'tenant-two', agentId: asha.agentId };
  const tenants = Tenants.parse({
    [asha.tenantId]: {},
    [meera.tenantId]: {
      atlas: { clientId: 'two', clientSecret: 'canary-two', docstreamBaseUrl: 'https://docstream.test' },
    },
  });

  test('each goes to Atlas with credentials of its own, and is given a token of its own', async () => {
    const desk = await createDesk({ config: { tenants } });
    desk.network.answer = (request) =>
      Response.json({ access_token: `for-${request.headers.get('client-id')}`, expires_in: 3_600 });
    const grantOf = async (as: typeof asha, family = 'flow') =>
      AtlasGrant.parse(await (await desk.ask('POST', `/v1/atlas-token?family=${family}`, { as })).json());
    const grants = await Promise.all([grantOf(asha), grantOf(meera), grantOf(ravi), grantOf(meera, 'bulk')]);
    expect(grants.map(({ accessToken }) => accessToken)).toEqual([
      'for-satchel',
      'for-two',
      'for-satchel',
      'for-two',
    ]);
    expect(await grantOf(meera, 'docstream')).toMatchObject({ baseUrl: 'https://docstream.test' });
    expect(desk.asked.map(({ url }) => url).toSorted()).toEqual([
      'https://atlas.test/v1/bulk/authtoken',
      'https://atlas.test/v3/verification/authtoken',
      'https://atlas.test/v3/verification/authtoken',
      'https://docstream.test/v1/docstream/authtoken',
    ]);
    for (const request of desk.asked) {
      const isTwo = request.headers.get('client-id') === 'two';
      expect(request.headers.get('client-secret')).toBe(isTwo ? 'canary-two' : secrets.clientSecret);
    }
    expect([desk.answers, desk.lines].join('\n')).not.toContain('canary');
  });

  test.each([
    ['docstream', 404],
    ['v2', 400],
  ])('a family that is not there: %s', async (family, status) => {
    const desk = await createDesk();
    expect((await desk.ask('POST', `/v1/atlas-token?family=${family}`)).status).toBe(status);
    expect(desk.asked).toEqual([]);
  });
});
