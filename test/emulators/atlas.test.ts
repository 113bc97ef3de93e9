import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { AtlasOptions } from './atlas';
import { createAtlas } from './atlas';
import type { Reading } from './atlas-reading';
import { createScriptedReader } from './reader';
import { typicalReadings } from './reader-typical';
import { stoppedWorld } from './stopped-world';

const STAGE = 1_000;
const HOUR = 3_600_000;
const at = 'https://atlas.example';
const files = 'https://files.example';
const broker = 'https://broker.example';
const credentials = { clientId: 'demo-client', clientSecret: 'canary-client-secret' };

/** A picture by its first bytes, and different for each `mark`. */
const jpeg = (mark: string) => new Uint8Array([0xff, 0xd8, 0xff, 0xe0, ...new TextEncoder().encode(mark)]);
const reading = (type: string): Reading =>
  typicalReadings.find(({ documentType }) => documentType === type) ?? { documentType: type, fields: {} };

const Result = z.looseObject({
  ocr_data: z.array(z.looseObject({ document_id: z.string(), error_code: z.unknown().optional() })),
  cross_checks: z.array(z.looseObject({ similarity_score: z.int() })),
});
const Told = z.array(
  z.strictObject({ file_uuid: z.string(), batch_id: z.string(), document_id: z.string() }),
);

/** Atlas with a client that knows its shapes, files to pull, and a broker that counts who calls. */
function company(options: Partial<AtlasOptions> = {}) {
  const served = new Map<string, Uint8Array>();
  const calls: Array<{ path: string; body: string }> = [];
  const world = stoppedWorld({
    [files]: async (request) => {
      const bytes = served.get(new URL(request.url).pathname.slice(1));
      if (!bytes) return new Response('gone', { status: 410 });
      return new Response(new Uint8Array(bytes), { headers: { 'content-type': 'image/jpeg' } });
    },
    [broker]: async (request) => {
      calls.push({ path: new URL(request.url).pathname, body: await request.text() });
      return Response.json({});
    },
  });
  // A document is of the type that its name in `file_url` begins with.
  const { read } = createScriptedReader(({ documentId }) => reading(documentId.replace(/-.*/, '')));
  const base = { ...credentials, read, publicUrl: () => at, stageMs: STAGE };
  const atlas = createAtlas(world, { ...base, ...options });

  const send = (path: string, body?: unknown, headers: Record<string, string> = {}) =>
    atlas.fetch(
      new Request(`${at}${path}`, {
        method: body === undefined ? 'GET' : 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      }),
    );
  const authorize = async (path = '/v3/verification/authtoken') => {
    const headers = { 'client-id': credentials.clientId, 'client-secret': credentials.clientSecret };
    const response = await send(path, {}, headers);
    return z.object({ access_token: z.string() }).parse(await response.json()).access_token;
  };
  return { world, atlas, served, calls, send, authorize };
}

async function flow(options: Partial<AtlasOptions> = {}) {
  const parts = company(options);
  const token = { token: await parts.authorize() };
  const { served, send } = parts;
  const init = { product_type: 'POC_CDL', application_id: 'CDL-1', flow_params: { branch: 7 } };
  const urls = { auth_url: `${broker}/auth`, callback_url: `${broker}/callback` };
  const open = async () => {
    const response = await send('/v3/verification/flow/init', { ...init, ...urls }, token);
    return z.strictObject({ flow_uuid: z.string() }).parse(await response.json()).flow_uuid;
  };
  const flow_uuid = await open();
  const tell = (...ids: string[]) =>
    send(
      '/v3/verification/multiupload',
      { flow_uuid, file_urls: ids.map((id) => ({ document_id: id, file_url: `${files}/${id}` })) },
      token,
    );
  return {
    ...parts,
    token,
    flow_uuid,
    open,
    tell,
    upload: (...ids: string[]) => {
      for (const id of ids) served.set(id, jpeg(id));
      return tell(...ids);
    },
    status: async () => {
      const answer = await send(`/v3/verification/status?flow_uuid=${flow_uuid}`, undefined, token);
      return Object.values(z.record(z.string(), z.string()).parse(await answer.json()));
    },
    extracts: async () =>
      Result.parse(
        await (await send(`/v3/verification/extracts?flow_uuid=${flow_uuid}`, undefined, token)).json(),
      ),
  };
}

describe('tokens and errors', () => {
  test('a token for the right credentials, an hour long, in a header of its own name', async () => {
    const { world, send, authorize, atlas } = company();
    const token = await authorize();
    const ask = (headers: Record<string, string>) => send('/v3/verification/status', undefined, headers);
    expect((await ask({ token })).status).toBe(400);
    expect((await ask({ authorization: `Bearer ${token}` })).status).toBe(401);
    await world.pass(HOUR);
    const ended = await ask({ token });
    expect([ended.status, await ended.json()]).toEqual([
      401,
      { error: 'Invalid token', reason: 'Signature verification failed' },
    ]);
    const fresh = await authorize();
    atlas.expireTokens();
    expect((await ask({ token: fresh })).status).toBe(401);
    expect(atlas.tokens()).toEqual([token, fresh]);
  });

  test('wrong and missing credentials', async () => {
    const { send } = company();
    const ask = async (headers: Record<string, string>): Promise<unknown[]> => {
      const response = await send('/v3/verification/authtoken', {}, headers);
      const answer: unknown = await response.json();
      return [response.status, answer];
    };
    expect(await ask({ 'client-id': 'a' })).toEqual([400, { error: 'Missing Client-Id or Client-Secret' }]);
    expect(await ask({ 'client-id': 'a', 'client-secret': 'b' })).toEqual([
      401,
      { error_code: '401', error_message: 'Authentication Error: Invalid Client-Id or Client-Secret' },
    ]);
  });

  test.for([
    ['mixed', { error: 'Flow not found' }],
    ['error', { error: 'Flow not found' }],
    ['error_code', { error_code: '409', error_message: 'Conflict: Flow not found' }],
  ] as const)('an unknown flow is 409, in the shape %s', async ([errorShape, body]) => {
    const { send, authorize } = company({ errorShape });
    const token = { token: await authorize() };
    for (const what of ['status', 'extracts']) {
      const response = await send(`/v3/verification/${what}?flow_uuid=LOS-none`, undefined, token);
      expect([response.status, await response.json()]).toEqual([409, body]);
    }
  });

  test.for([
    [
      'flow/init',
      { product_type: 'POC_CDL', application_id: '' },
      "['application_id', 'auth_url', 'callback_url']",
    ],
    ['multiupload', { file_urls: [{ document_id: '1', file_url: `${files}/1` }] }, "['flow_uuid']"],
    ['multiupload', { flow_uuid: 'a', file_urls: [{ document_id: '1' }, { file_url: '' }] }, "['file_urls']"],
  ] as const)('%s names what is missing as Python does', async ([path, body, names]) => {
    const { send, authorize } = company();
    const response = await send(`/v3/verification/${path}`, body, { token: await authorize() });
    expect([response.status, await response.json()]).toEqual([
      400,
      { error: `Missing or empty required parameters: ${names}` },
    ]);
  });

  test('status without a flow', async () => {
    const { send, authorize } = company();
    const response = await send('/v3/verification/status', undefined, { token: await authorize() });
    expect(await response.json()).toEqual({ error: "Missing required ['flow_uuid'] parameters" });
  });
});

describe('a flow', () => {
  test('passes its stages, and extracts fill as documents are read', async () => {
    const { world, flow_uuid, upload, status, extracts } = await flow();
    expect(flow_uuid).toMatch(/^LOS-/);
    expect(await status()).toEqual(['NOT_STARTED', 'NOT_STARTED', 'NOT_STARTED', 'NOT_STARTED']);
    const told = Told.parse(await (await upload('DELIVERY_ORDER-1', 'INVOICE-1')).json());
    expect(told.map(({ document_id }) => document_id)).toEqual(['DELIVERY_ORDER-1', 'INVOICE-1']);
    expect(new Set(told.map(({ batch_id }) => batch_id)).size).toBe(1);
    expect(told[0]?.batch_id).toMatch(/^BATCH-\d{5}-[A-Z]{5}-\d{14}$/);
    const seen = [await status()];
    for (let stage = 0; stage < 3; stage += 1) {
      expect((await extracts()).cross_checks).toEqual([]);
      await world.pass(STAGE);
      seen.push(await status());
    }
    expect(seen).toEqual([
      ['IN_PROGRESS', 'NOT_STARTED', 'NOT_STARTED', 'IN_PROGRESS'],
      ['SUCCESS', 'PENDING', 'NOT_STARTED', 'IN_PROGRESS'],
      ['SUCCESS', 'SUCCESS', 'PENDING', 'IN_PROGRESS'],
      ['SUCCESS', 'SUCCESS', 'COMPLETED', 'SUCCESS'],
    ]);
    const result = await extracts();
    expect(result).toMatchObject({ application_id: 'CDL-1', flow_params: { branch: 7 } });
    expect(result.ocr_data).toMatchObject([
      { document_id: 'DELIVERY_ORDER-1', document_type: 'DELIVERY_ORDER', error_code: '' },
      { document_id: 'INVOICE-1', customer_name: { value: 'Meena Iyer', confidence_score: 0.96 } },
    ]);
    expect(result.cross_checks.map(({ similarity_score }) => similarity_score)).toEqual([100, 100]);
  });

  test('fetches the very bytes, once', async () => {
    const { world, atlas, upload, flow_uuid } = await flow();
    await upload('PAN-1');
    await world.pass(3 * STAGE);
    const bytes = jpeg('PAN-1');
    expect(atlas.pulls()).toMatchObject([
      {
        flowUuid: flow_uuid,
        documentId: 'PAN-1',
        sha256: createHash('sha256').update(bytes).digest('hex'),
        size: bytes.length,
        contentType: 'image/jpeg',
        bytes,
      },
    ]);
  });

  test('asks auth_url at the upload and before the callback, which says what extracts say', async () => {
    const { world, atlas, upload, extracts, calls } = await flow();
    await upload('PAN-1');
    expect(calls.map(({ path }) => path)).toEqual(['/auth']);
    await world.pass(3 * STAGE);
    expect(calls.map(({ path }) => path)).toEqual(['/auth', '/auth', '/callback']);
    expect(JSON.parse(calls[2]?.body ?? '')).toEqual(await extracts());
    expect(atlas.callbacks).toMatchObject([{ url: `${broker}/callback`, status: 200 }]);
  });

  test('an auth_url that is out of reach refuses the upload, and nothing was taken', async () => {
    const { world, atlas, upload, status } = await flow();
    delete world.hosts[broker];
    const response = await upload('PAN-1');
    expect([response.status, await response.json()]).toMatchObject([422, { error_code: '422' }]);
    await world.pass(3 * STAGE);
    expect(atlas.pulls()).toEqual([]);
    expect(await status()).toEqual(['NOT_STARTED', 'NOT_STARTED', 'NOT_STARTED', 'NOT_STARTED']);
  });

  test('refuses in its result what is no image or PDF, and what it cannot fetch, without reading either', async () => {
    const read: string[] = [];
    const { world, served, tell, extracts, status } = await flow({
      read: async (_bytes, _type, id) => {
        read.push(id);
        return reading('PAN');
      },
    });
    served.set('page', new TextEncoder().encode('<!doctype html><title>Sign in</title>'));
    served.set('pdf', new TextEncoder().encode('%PDF-1.7'));
    await tell('page', 'withdrawn', 'pdf');
    await world.pass(3 * STAGE);
    expect(read).toEqual(['pdf']);
    expect((await extracts()).ocr_data).toMatchObject([
      {
        document_id: 'page',
        error_code: 'UNRECOGNISED',
        error_reason: 'The file is neither an image nor a PDF',
      },
      {
        document_id: 'withdrawn',
        error_code: 'UNRECOGNISED',
        error_reason: 'The file could not be downloaded from its file_url',
      },
      { document_id: 'pdf', error_code: '' },
    ]);
    expect((await status()).at(-1)).toBe('SUCCESS');
  });

  test('with nothing to be had it fails as a whole, and is called back all the same', async () => {
    const { world, tell, status, atlas, extracts } = await flow({ failedPull: 'absent' });
    await tell('withdrawn');
    await world.pass(3 * STAGE);
    expect(await status()).toEqual(['FAILED', 'FAILED', 'COMPLETED', 'FAILED']);
    expect((await extracts()).ocr_data).toEqual([]);
    expect(atlas.callbacks).toHaveLength(1);
  });

  test('goes on when more files come after its end, and compares the newest', async () => {
    const { world, atlas, upload, status, extracts } = await flow();
    await upload('DELIVERY_ORDER-1', 'INVOICE-1');
    await world.pass(3 * STAGE);
    const other = {
      ...reading('INVOICE').fields,
      customer_name: { value: 'Ravi Kumar', confidence_score: 1 },
    };
    atlas.misread(1, { documentType: 'INVOICE', fields: other });
    await upload('INVOICE-2');
    expect(await status()).toEqual(['IN_PROGRESS', 'NOT_STARTED', 'NOT_STARTED', 'IN_PROGRESS']);
    await world.pass(3 * STAGE);
    const { ocr_data, cross_checks } = await extracts();
    expect(ocr_data.map(({ document_id }) => document_id)).toHaveLength(3);
    expect(cross_checks.map(({ similarity_score }) => similarity_score)).toEqual([expect.any(Number), 100]);
    expect(cross_checks[0]?.similarity_score).toBeLessThan(40);
    expect(atlas.callbacks).toHaveLength(2);
  });

  test('misreads as often as told, and reads well the next time', async () => {
    const { world, atlas, upload, extracts } = await flow();
    const refusal = {
      documentType: 'PAN',
      fields: {},
      error_code: 'INVALID_DOC',
      error_reason: 'blurred',
    } as const;
    atlas.misread(1, refusal, ({ documentId }) => documentId.startsWith('PAN'));
    await upload('INVOICE-1', 'PAN-1', 'PAN-2');
    await world.pass(3 * STAGE);
    expect((await extracts()).ocr_data.map(({ error_code }) => error_code)).toEqual(['', 'INVALID_DOC', '']);
  });

  test('an Aadhaar number comes whole, with the address of a picture that covers it', async () => {
    const maskedPicture = new Uint8Array([0x89, 0x50, 0x4e, 0x47]);
    const { world, atlas, upload, extracts } = await flow({ maskedPicture });
    await upload('AADHAAR-1');
    await world.pass(3 * STAGE);
    const [entry] = (await extracts()).ocr_data;
    const number = z.object({ value: z.string(), redact_url: z.url() }).parse(entry?.['aadhaar_number']);
    expect(number.value).toMatch(/^\d{12}$/);
    const picture = await atlas.fetch(new Request(number.redact_url));
    expect(picture.headers.get('content-type')).toBe('image/png');
    expect(new Uint8Array(await picture.arrayBuffer())).toEqual(maskedPicture);
  });
});

describe('where the contract is silent', () => {
  test.for([
    ['second-entry', 2, ['PAN-1', 'PAN-1']],
    ['overwrite', 2, ['PAN-1']],
    ['reject', 1, ['PAN-1']],
  ] as const)('a repeated document_id: %s', async ([onDuplicate, pulls, ids]) => {
    const { world, atlas, upload, extracts } = await flow({ onDuplicate });
    await upload('PAN-1');
    const again = Told.parse(await (await upload('PAN-1')).json());
    expect(again).toHaveLength(onDuplicate === 'reject' ? 0 : 1);
    await world.pass(3 * STAGE);
    expect(atlas.pulls()).toHaveLength(pulls);
    expect((await extracts()).ocr_data.map(({ document_id }) => document_id)).toEqual(ids);
  });

  test.for([
    ['new', 'another'],
    ['same', 'the same'],
  ] as const)('a second init, %s: %s flow', async ([onSecondInit]) => {
    const { flow_uuid, open } = await flow({ onSecondInit });
    expect((await open()) === flow_uuid).toBe(onSecondInit === 'same');
  });

  test('a finished status may stand for a while after an upload', async () => {
    const { world, upload, status } = await flow({ staleTerminalMs: STAGE / 2 });
    await upload('PAN-1');
    await world.pass(3 * STAGE);
    await upload('PAN-2');
    expect((await status()).at(-1)).toBe('SUCCESS');
    await world.pass(STAGE / 2);
    expect((await status()).at(-1)).toBe('IN_PROGRESS');
    await world.pass(3 * STAGE);
    expect((await status()).at(-1)).toBe('SUCCESS');
  });

  test('extracts may lag behind the status, and a finished flow may be closed', async () => {
    const { world, upload, status, extracts } = await flow({
      extractsLateMs: HOUR / 2,
      afterTerminal: 'refuse',
    });
    await upload('PAN-1');
    await world.pass(3 * STAGE);
    expect((await status()).at(-1)).toBe('SUCCESS');
    expect((await extracts()).ocr_data).toEqual([]);
    expect((await upload('PAN-2')).status).toBe(409);
    await world.pass(HOUR / 2);
    expect((await extracts()).ocr_data).toHaveLength(1);
  });

  test.for([
    [
      { fieldsIn: 'file_data', noError: 'null' },
      { error_code: null, file_data: { pan_number: {} } },
    ],
    [{ noError: 'absent' }, { pan_number: {} }],
  ] as const)('results may look like %o', async ([shape, expected]) => {
    const { world, upload, extracts } = await flow(shape);
    await upload('PAN-1');
    await world.pass(3 * STAGE);
    const [entry] = (await extracts()).ocr_data;
    expect(entry).toMatchObject(expected);
    expect(entry && 'pan_number' in entry).toBe(!('fieldsIn' in shape));
    expect(entry && 'error_code' in entry).toBe(shape.noError === 'null');
  });

  test('one bad document may fail the flow, and a result may be delivered twice', async () => {
    const { world, atlas, tell, status } = await flow({
      masterFails: 'when-any-document-fails',
      callbackTimes: 2,
    });
    await tell('withdrawn');
    await world.pass(3 * STAGE);
    expect((await status()).at(-1)).toBe('FAILED');
    expect(atlas.callbacks).toHaveLength(2);
  });

  test('a lost answer to an upload was an upload', async () => {
    const { world, atlas, upload, extracts } = await flow();
    atlas.faults.add({ on: 'POST /v3/verification/multiupload', times: 1, fault: { kind: 'lost-answer' } });
    await expect(upload('PAN-1')).rejects.toThrow('fetch failed');
    await world.pass(3 * STAGE);
    expect((await extracts()).ocr_data).toHaveLength(1);
  });
});
