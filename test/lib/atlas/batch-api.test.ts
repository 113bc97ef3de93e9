import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { createAtlas } from '@/lib/atlas/client';
import type { AtlasGrant } from '@/lib/contract/broker';
import { createHttp } from '@/lib/http/http';
import type { AtlasOptions } from '@/test/emulators/atlas';
import { createAtlas as createEmulator } from '@/test/emulators/atlas';
import { stoppedWorld } from '@/test/emulators/stopped-world';

const at = 'https://atlas.example';
const files = 'https://files.example';
const keys = { clientId: 'demo', clientSecret: 'canary-client-secret' };
const place = { productType: 'POC_CDL', batchIds: [] };
const STAGE = 1_000;

/** The adapters over Atlas as its pages describe it. `change`: what becomes of an answer on its way. */
async function createDesk(ways: Partial<AtlasOptions> = {}) {
  const world = stoppedWorld({ [files]: async () => new Response('%PDF-1.7') });
  const emulator = createEmulator(world, {
    ...keys,
    read: async () => ({ documentType: 'PAN', fields: { pan: { value: 'A', confidence_score: 1 } } }),
    publicUrl: () => at,
    stageMs: STAGE,
    ...ways,
  });
  const asked: string[] = [];
  const on = { change: (response: Response): Response | Promise<Response> => response };
  const http = createHttp({
    online: () => true,
    deadline: () => new AbortController().signal,
    fetch: async (request) => {
      asked.push(request.url);
      return on.change(await emulator.fetch(request));
    },
  });
  const login = await emulator.fetch(
    new Request(`${at}/v1/bulk/authtoken`, {
      method: 'POST',
      headers: { 'client-id': keys.clientId, 'client-secret': keys.clientSecret },
    }),
  );
  const { access_token: accessToken } = z.object({ access_token: z.string() }).parse(await login.json());
  const grant: AtlasGrant = { accessToken, expiresIn: 3_600, baseUrl: at, authUrl: at, callbackUrl: at };
  return { atlas: createAtlas(http), grant, world, asked, on };
}

const told = (count: number) =>
  Array.from({ length: count }, (_, n) => ({ documentId: `d${n}`, fileUrl: `${files}/${n}` }));
const idsOf = (documents: ReadonlyArray<{ documentId: string }>) =>
  documents.map(({ documentId }) => documentId).toSorted();

describe.each(['docstream', 'bulk'] as const)('%s', (api) => {
  test.each([
    ['which say whether there is another', {}],
    ['which do not', { pagesSayNext: false }],
    ['newest first', { batchOrder: 'newest-first' as const }],
  ])('reads all pages, %s', async (_, ways) => {
    const { atlas, grant, world, asked } = await createDesk(ways);
    const [first] = await atlas[api].submit(grant, place, told(120));
    await world.pass(STAGE);
    const batchIds = [first?.batchId ?? ''];
    const { stages, extracts } = await atlas[api].ask(grant, { ...place, batchIds });
    expect(stages).toBeUndefined();
    expect(idsOf(extracts.documents)).toEqual(idsOf(told(120)));
    expect(asked.filter((url) => url.includes('/extracts?'))).toHaveLength(3);
  });

  test('every document told has the number of the batch', async () => {
    const { atlas, grant } = await createDesk();
    const accepted = await atlas[api].submit(grant, place, told(3));
    expect(idsOf(accepted)).toEqual(['d0', 'd1', 'd2']);
    expect(new Set(accepted.map(({ batchId }) => batchId)).size).toBe(1);
  });

  test('an unfinished batch gives what there is', async () => {
    const { atlas, grant, world } = await createDesk({ unread: 'empty' });
    const [first] = await atlas[api].submit(grant, place, told(2));
    const batchIds = [first?.batchId ?? ''];
    const before = await atlas[api].extracts(grant, { ...place, batchIds });
    expect(before.documents.map(({ fields, errorCode }) => [fields, errorCode])).toEqual([
      [[], ''],
      [[], ''],
    ]);
    await world.pass(STAGE);
    const after = await atlas[api].extracts(grant, { ...place, batchIds });
    expect(after.documents.every(({ fields }) => fields.length === 1)).toBe(true);
  });

  test('has no flow to open', async () => {
    const { atlas, grant } = await createDesk();
    await expect(atlas[api].open(grant, { loanId: 'L', productType: 'P' })).rejects.toMatchObject({
      code: 'bug',
    });
  });
});

describe('pages as they should not be', () => {
  const entry = (n: number, more: object = {}) => ({ document_id: `d${n}`, file_data: {}, ...more });
  const page = (data: unknown, more: object = {}) => Response.json({ data, ...more });

  /** The pages, one after the other; the last one again and again. */
  async function through(...pages: ReadonlyArray<() => Response>) {
    const desk = await createDesk();
    let n = 0;
    desk.on.change = () => (pages[(n += 1) - 1] ?? pages.at(-1) ?? Response.error)();
    const { documents } = await desk.atlas.bulk.extracts(desk.grant, { ...place, batchIds: ['B'] });
    return { ids: documents.map(({ documentId }) => documentId), asked: desk.asked.length };
  }

  test('an entry that a growing batch shows on two pages is one; two on one page are two', async () => {
    const one = () => page([entry(1), entry(2), entry(2)], { has_next: true });
    const two = () => page([entry(2), entry(3)], { has_next: false });
    expect((await through(one, two)).ids).toEqual(['d1', 'd2', 'd2', 'd3']);
  });

  test('an entry that says something else on the next page is another', async () => {
    const one = () => page([entry(1)], { has_next: true });
    const two = () => page([entry(1, { error_code: 'INVALID_DOC' })], { has_next: false });
    expect((await through(one, two)).ids).toEqual(['d1', 'd1']);
  });

  test('a next page for ever is left when it brings nothing new, and in the end all the same', async () => {
    const same = () => page([entry(1)], { has_next: true });
    expect(await through(same)).toEqual({ ids: ['d1'], asked: 2 });
    let n = 0;
    const always = () => page([entry((n += 1))], { has_next: true });
    expect((await through(always)).asked).toBe(40);
  });

  test.each([
    ['null', { data: null }],
    ['nothing', {}],
  ])('a page with %s for its entries is empty', async (_, answer) => {
    expect((await through(() => Response.json(answer))).ids).toEqual([]);
  });

  test('an answer without a number for its batch is none', async () => {
    const desk = await createDesk();
    desk.on.change = () => Response.json([{ document_id: 'd0' }], { status: 201 });
    await expect(desk.atlas.bulk.submit(desk.grant, place, told(1))).rejects.toMatchObject({
      code: 'unreadable',
    });
    desk.on.change = () => Response.json({ batch_id: '' });
    await expect(desk.atlas.docstream.submit(desk.grant, place, told(1))).rejects.toMatchObject({
      code: 'unreadable',
    });
  });
});
