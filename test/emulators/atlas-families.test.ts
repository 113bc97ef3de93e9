import { expect, test } from 'vitest';
import { z } from 'zod';
import { createAtlas } from './atlas';
import type { Normalisation } from './atlas-address';
import { stoppedWorld } from './stopped-world';

const STAGE = 1_000;
const at = 'https://atlas.example';
const files = 'https://files.example';
const credentials = { clientId: 'demo-client', clientSecret: 'canary-client-secret' };

function company(normalisation: Normalisation = 'per-target') {
  const pdf = () => new Response('%PDF-1.7');
  const world = stoppedWorld({
    [files]: async ({ url }) => (url.endsWith('gone') ? Response.error() : pdf()),
  });
  const read = async () => ({
    documentType: 'PAN',
    fields: { pan_number: { value: 'A', confidence_score: 1 } },
  });
  const options = { ...credentials, read, publicUrl: () => at, stageMs: STAGE, normalisation };
  const atlas = createAtlas(world, options);
  const send = (path: string, body?: unknown, headers: Record<string, string> = {}) =>
    atlas.fetch(
      new Request(`${at}${path}`, {
        method: body === undefined ? 'GET' : 'POST',
        headers,
        ...(body !== undefined && { body: JSON.stringify(body) }),
      }),
    );
  const authorize = async (family: string) => {
    const headers = { 'client-id': credentials.clientId, 'client-secret': credentials.clientSecret };
    const answer = await send(`/v1/${family}/authtoken`, {}, headers);
    return z.object({ access_token: z.string() }).parse(await answer.json()).access_token;
  };
  return { world, send, authorize };
}

const told = (...ids: string[]) => ({
  product_type: 'POC_CDL',
  file_urls: ids.map((id) => ({ document_id: id, file_url: `${files}/${id}` })),
});

test('docstream answers one batch, and a page of results without status or comparison', async () => {
  const { world, send, authorize } = company();
  const token = { token: await authorize('docstream') };
  const upload = await send('/v1/docstream/multiupload', told('a', 'b', 'gone'), token);
  const { batch_id } = z.strictObject({ batch_id: z.string() }).parse(await upload.json());
  const page = async (query = ''): Promise<unknown> =>
    (await send(`/v1/docstream/extracts?batch_id=${batch_id}${query}`, undefined, token)).json();
  expect(await page()).toMatchObject({ data: [], total_items: 0 });
  await world.pass(STAGE);
  expect(await page('&page=2&per_page=2')).toEqual({
    data: [
      {
        document_id: 'gone',
        file_data: {
          document_type: 'UNRECOGNISED',
          error_code: 'UNRECOGNISED',
          error_reason: 'The file could not be downloaded from its file_url',
        },
      },
    ],
    page: 2,
    per_page: 2,
    total_pages: 2,
    total_items: 3,
    has_next: false,
    has_prev: true,
  });
});

test('bulk answers an array with 201, and gives out fifty at most', async () => {
  const { world, send, authorize } = company();
  const token = { token: await authorize('bulk') };
  const ids = Array.from({ length: 51 }, (_, index) => `d${index}`);
  const upload = await send('/v1/bulk/multiupload', told(...ids), token);
  expect(upload.status).toBe(201);
  const entries = z
    .array(z.strictObject({ batch_id: z.string(), document_id: z.string(), file_uuid: z.string() }))
    .parse(await upload.json());
  expect([entries.length, new Set(entries.map(({ batch_id }) => batch_id)).size]).toEqual([51, 1]);
  await world.pass(STAGE);
  const query = `batch_id=${entries[0]?.batch_id}&per_page=100`;
  expect(await (await send(`/v1/bulk/extracts?${query}`, undefined, token)).json()).toMatchObject({
    per_page: 50,
    total_pages: 2,
    has_next: true,
    data: { length: 50 },
  });
});

test('a batch wants a token, its parameters and an id that exists', async () => {
  const { send, authorize } = company();
  expect((await send('/v1/docstream/multiupload', told('a'))).status).toBe(401);
  const token = { token: await authorize('docstream') };
  const missing = await send('/v1/docstream/multiupload', { file_urls: told('a').file_urls }, token);
  expect(await missing.json()).toEqual({ error: "Missing or empty required parameters: ['product_type']" });
  expect((await send('/v1/docstream/extracts?batch_id=BATCH-0', undefined, token)).status).toBe(400);
});

const keys = { client_id: credentials.clientId, client_secret: credentials.clientSecret };
const match = {
  application_id: 'CDL-1',
  source_address: '14 MG Road, Pune 411001',
  target_addresses: [
    { address: '14, M G Road, Pune - 411001', index: 7 },
    { address: '???', index: 3 },
  ],
};

test('addresses are matched one by one, and one that makes no sense fails alone', async () => {
  const { send } = company();
  const response = await send('/v1/address/match/batch', match, keys);
  const { match_data } = z
    .object({ match_data: z.array(z.record(z.string(), z.unknown())) })
    .parse(await response.json());
  expect(match_data).toMatchObject([
    { index: 7, source_address: match.source_address, error_code: null },
    { index: 3, similarity_score: null, same_person_score: null, error_code: 'NORMALIZATION_FAILED' },
  ]);
  expect(match_data[0]?.['similarity_score']).toBeGreaterThan(80);
});

test('address match refuses with the words of the error page', async () => {
  const { send } = company('whole-request');
  const ask = async (body: unknown, headers = keys): Promise<unknown[]> => {
    const response = await send('/v1/address/match/batch', body, headers);
    const answer: unknown = await response.json();
    return [response.status, answer];
  };
  expect(await ask({ ...match, source_address: '' })).toEqual([
    400,
    {
      error_code: '400',
      error_message: 'Bad Request: source_address or target_addresses is missing or invalid',
    },
  ]);
  expect(await ask(match, { ...keys, client_secret: 'wrong' })).toEqual([
    401,
    { error_code: '401', error_message: 'Authentication Error: Invalid client_id or client_secret' },
  ]);
  expect((await ask(match))[0]).toBe(422);
});
