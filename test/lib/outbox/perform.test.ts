import { describe, expect, test } from 'vitest';
import { DocumentIds } from '@/lib/contract/broker';
import type { Flow } from '@/lib/domain/flow';
import { currentAttempt } from '@/lib/domain/flow';
import { atlas, broker, loses, says } from '@/test/lib/session/office';
import type { Answer } from '@/test/lib/session/office';
import { createMoments, uuidOf } from '@/test/support/builders';
import { bucket, createHands, flowUuid, html, idsOf, namesOnly, signs, statesOf, takes } from './hands';

describe('open', () => {
  test("tells Atlas the loan and the broker's two addresses", async () => {
    const { office, ready } = await createHands();
    const flow = await ready();
    expect(flow.atlas).toEqual({ state: 'open', flowUuid });
    const told = office.asked.find(({ path }) => path.endsWith('flow/init'));
    expect(JSON.parse(told?.body ?? '')).toEqual({
      product_type: 'POC_CDL',
      application_id: 'CDL-1',
      auth_url: `${broker}/v1/auth`,
      callback_url: `${broker}/v1/callback`,
      flow_params: {},
    });
  });

  test.each([
    ['no id in the answer', says(200, {}), 'unreadable'],
    ['an empty id', says(200, { flow_uuid: '' }), 'unreadable'],
    ['a page', html, 'unreadable'],
    ['lost', loses, 'timeout'],
    ['503', says(503), 'unavailable'],
  ] as const)('%s: the flow stays unopened and is tried again later', async (_, answer, code) => {
    const { office, run, fresh } = await createHands();
    office.route(`${atlas}/v3/verification/flow/init`, answer);
    const stored = (await run((await run(fresh, 'store')).flow, 'store')).flow;
    const { flow, result } = await run(stored, 'open');
    expect(result.outcome).toMatchObject({ ended: 'failed', failure: { code } });
    expect(flow.atlas.state).toBe('none');
    expect(statesOf(flow)).toEqual(['stored', 'stored']);
    expect(flow.opening.dueAt).toBeGreaterThan(createMoments().at().now);
  });
});

describe('store', () => {
  test('signs late, PUTs the sealed bytes with the signed headers, and writes down no address for Atlas', async () => {
    const { office, run, fresh } = await createHands();
    const { flow } = await run(fresh, 'store');
    const [id = ''] = idsOf(flow);
    expect(flow.documents[0]?.attempts[0]?.state).toBe('stored');
    expect(JSON.stringify(flow)).not.toContain('/v1/files/');
    const put = office.asked.find(({ path }) => path === `/t/a/${id}`);
    expect(put?.body).toBe('sealed');
    expect(put?.headers.get('content-type')).toBe('application/octet-stream');
    for (const secret of ['authorization', 'token', 'cookie']) expect(put?.headers.get(secret)).toBeNull();
  });

  test('asks the broker with what the seal is bound to, and never with a name', async () => {
    const { office, run, fresh } = await createHands();
    await run(fresh, 'store');
    const signing = office.asked.find(({ path }) => path === '/v1/uploads');
    const [document] = fresh.documents;
    const capture = document && currentAttempt(document).capture;
    expect(JSON.parse(signing?.body ?? '')).toEqual([
      {
        documentId: idsOf(fresh)[0],
        sha256: capture?.sealed.sha256,
        size: capture?.sealed.size,
        contentType: 'application/octet-stream',
        keyId: 'k1',
        loanId: 'CDL-1',
        slotId: document?.slotId,
        captureId: capture?.captureId,
        opened: capture?.opened,
      },
    ]);
  });

  test('bytes that the store holds already are not sent again', async () => {
    const { office, run, fresh } = await createHands();
    office.route(`${broker}/v1/uploads`, signs({ stored: true }));
    const { flow } = await run(fresh, 'store');
    expect(statesOf(flow)).toEqual(['stored', 'captured']);
    expect(office.asked.some(({ path }) => path.startsWith('/t/a/'))).toBe(false);
  });

  const puts: ReadonlyArray<readonly [string, Answer, string]> = [
    ['200 without an ETag: a captive portal', html, 'unreadable'],
    ['an expired signature', says(403), 'unavailable'],
    ['401', says(401), 'unavailable'],
    // A store says 400 to a slow line (RequestTimeout) and to a body broken on the way (BadDigest).
    ['400', says(400), 'unavailable'],
    ['404', says(404), 'unavailable'],
    ['413 of a proxy', says(413), 'unavailable'],
    ['503', says(503), 'unavailable'],
    ['a lost answer', loses, 'timeout'],
    ['a hang', () => new Promise<Response>(() => undefined), 'timeout'],
  ];
  test.each(puts)('%s: kept, and tried again later', async (_, answer, code) => {
    const { office, run, fresh } = await createHands();
    office.route(`${bucket}/`, answer);
    const { flow, result } = await run(fresh, 'store');
    expect(result.outcome).toMatchObject({ ended: 'failed', failure: { code } });
    expect(statesOf(flow)).toEqual(['captured', 'captured']);
    expect(flow.documents[0]?.attempts[0]?.line.dueAt).toBeGreaterThan(createMoments().at().now);
  });

  test('a signature that expired while it waited is asked for anew at once, and only once a try', async () => {
    const { office, run, fresh } = await createHands();
    let puts = 0;
    const refuses: Answer = (request) => {
      puts += 1;
      return puts < 4 ? says(403)(request) : says(200, undefined, { etag: '"e"' })(request);
    };
    office.route(`${bucket}/`, refuses);
    const failed = await run(fresh, 'store');
    expect(failed.result.outcome).toMatchObject({ ended: 'failed', failure: { code: 'unavailable' } });
    expect([puts, office.count('/v1/uploads')]).toEqual([2, 2]);
    const again = { ...failed.flow, documents: fresh.documents };
    expect(statesOf((await run(again, 'store')).flow)).toEqual(['stored', 'captured']);
    expect([puts, office.count('/v1/uploads')]).toEqual([4, 4]);
  });

  test("bytes that are gone from the disk park their document and nobody else's", async () => {
    const { run, fresh, bytes } = await createHands();
    bytes.delete(fresh.documents[0]?.attempts[0]?.capture.captureId ?? '');
    const { flow } = await run(fresh, 'store');
    expect(flow.documents[0]?.attempts[0]).toMatchObject({ state: 'parked', failure: { reason: 'gone' } });
    expect(statesOf((await run(flow, 'store')).flow)).toEqual(['parked', 'stored']);
  });

  test('a broker that signs another document is not believed', async () => {
    const { office, run, fresh } = await createHands();
    office.route(`${broker}/v1/uploads`, signs({ documentId: '00000000-0000-4000-8000-000000000999' }));
    const { flow, result } = await run(fresh, 'store');
    expect(result.outcome).toMatchObject({ ended: 'failed', failure: { code: 'unreadable' } });
    expect(statesOf(flow)).toEqual(['captured', 'captured']);
    expect(office.asked.some(({ path }) => path.startsWith('/t/a/'))).toBe(false);
  });
});

describe('submit', () => {
  const submissions = (flow: Flow) =>
    idsOf(flow).map((id) => ({ file_url: `${broker}/v1/files/token/${id}`, document_id: id }));
  const told = ({ asked }: { asked: ReadonlyArray<{ path: string; body: string }> }) =>
    asked.filter(({ path }) => path.endsWith('multiupload')).map(({ body }): unknown => JSON.parse(body));

  test('tells Atlas the addresses that came while the bytes were signed for, and asks for none again', async () => {
    const { office, submit } = await createHands();
    const { flow } = await submit(takes([0, 1]));
    expect(statesOf(flow)).toEqual(['sent', 'sent']);
    expect(told(office)).toEqual([{ flow_uuid: flowUuid, file_urls: submissions(flow) }]);
    expect(office.count('/v1/uploads')).toBe(2);
  });

  test('a worker that did not sign asks for all of them by one request', async () => {
    const { office, run, ready, restart } = await createHands();
    office.route(`${atlas}/v3/verification/multiupload`, takes([0, 1]));
    const stored = await ready();
    restart();
    const { flow } = await run(stored, 'submit');
    expect(told(office)).toEqual([{ flow_uuid: flowUuid, file_urls: submissions(flow) }]);
    expect(office.count('/v1/uploads')).toBe(3);
  });

  const refusals: Array<[string, Answer, string]> = [
    ['a broker that is down', says(503), 'unavailable'],
    ['no answer', loses, 'timeout'],
    ['an answer about another one', signs({ documentId: uuidOf(999) }), 'unreadable'],
    ['a withdrawn attempt', says(409, { error: 'withdrawn_attempt', message: '' }), 'rejected'],
  ];
  test.each(refusals)('%s: Atlas is told nothing, and nothing is in doubt', async (_, answer, code) => {
    const { office, run, ready, restart } = await createHands();
    const stored = await ready();
    restart();
    office.route(`${broker}/v1/uploads`, answer);
    const { flow, result } = await run(stored, 'submit');
    expect(result.outcome).toMatchObject({ ended: 'failed', failure: { code } });
    expect(statesOf(flow)).toEqual(['stored', 'stored']);
    expect(told(office)).toEqual([]);
  });
});

test('one whose address the broker refuses is parked with its reason, and holds up no other', async () => {
  const { office, run, ready, restart } = await createHands();
  office.route(`${atlas}/v3/verification/multiupload`, takes([0]));
  const stored = await ready();
  restart();
  const [bad = ''] = idsOf(stored);
  office.route(`${broker}/v1/uploads`, async (request) => {
    const asked = await request.clone().text();
    if (!asked.includes(bad)) return signs()(request);
    const isAlone = asked.split('"documentId"').length === 2;
    return (isAlone ? says(409, { error: 'unknown_key', message: '' }) : namesOnly(1))(request);
  });
  const now = (flow: Flow) => ({ ...flow, submitting: { ...flow.submitting, dueAt: 0 } });
  const asSet = await run(stored, 'submit');
  expect(asSet.result.outcome).toMatchObject({ ended: 'failed', failure: { code: 'rejected' } });
  expect(statesOf(asSet.flow)).toEqual(['stored', 'stored']);
  const first = await run(now(asSet.flow), 'submit');
  expect(statesOf(first.flow)).toEqual(['parked', 'stored']);
  const second = await run(now(first.flow), 'submit');
  expect(statesOf(second.flow)).toEqual(['parked', 'sent']);
});

describe('ask and fence', () => {
  const status = {
    upload_status: 'SUCCESS',
    processing_status: 'IN_PROGRESS',
    crossheck_status: 'NOT_STARTED',
    master_status: 'IN_PROGRESS',
  };

  async function unclear() {
    const setting = await createHands();
    const { flow } = await setting.submit(loses);
    const asking = { ...flow, asking: { ...flow.asking, dueAt: 0 } };
    setting.office.route(`${atlas}/v3/verification/status`, says(200, status));
    setting.office.route(`${atlas}/v3/verification/extracts`, says(200, {}));
    return { ...setting, flow: asking };
  }

  test('of a loan that was never opened Atlas is not asked, and the fence is all it needs', async () => {
    const { office, run, flow } = await unclear();
    const unopened = { ...flow, atlas: { state: 'none' as const } };
    const before = office.asked.length;
    const asked = await run(unopened, 'ask');
    expect(asked.result.outcome).toMatchObject({ ended: 'done', value: { verdicts: [] } });
    expect(office.asked.slice(before).map(({ path }) => path)).toEqual(['/v1/evidence']);
  });

  test('an attempt named in extracts was taken', async () => {
    const { office, run, flow } = await unclear();
    const [a] = idsOf(flow);
    const entry = { document_id: a, document_type: 'PAN', pan_number: { value: 'ABCDE1234F' } };
    office.route(`${atlas}/v3/verification/extracts`, says(200, { ocr_data: [entry] }));
    const asked = await run(flow, 'ask');
    expect(statesOf(asked.flow)).toEqual(['read', 'submitted']);
    expect(asked.flow.stages).toEqual({
      upload: 'SUCCESS',
      processing: 'IN_PROGRESS',
      crosscheck: 'NOT_STARTED',
      master: 'IN_PROGRESS',
    });
  });

  test('an entry whose fields are empty shows that Atlas has it, and is no result', async () => {
    const { office, run, flow } = await unclear();
    const [a] = idsOf(flow);
    const entry = { document_id: a, document_type: 'PAN', pan_number: { value: '' }, dob: { value: null } };
    office.route(`${atlas}/v3/verification/extracts`, says(200, { ocr_data: [entry] }));
    expect(statesOf((await run(flow, 'ask')).flow)).toEqual(['sent', 'submitted']);
  });

  test('a fetch that the broker saw is evidence; only attempts in doubt are asked about', async () => {
    const { office, run, flow } = await unclear();
    const [a, b] = idsOf(flow);
    office.route(`${broker}/v1/evidence`, says(200, [{ documentId: b, fetchedAt: 5 }]));
    const asked = await run(flow, 'ask');
    expect(statesOf(asked.flow)).toEqual(['submitted', 'sent']);
    const question = office.asked.findLast(({ path }) => path === '/v1/evidence');
    expect(JSON.parse(question?.body ?? '')).toEqual({ documentIds: [a, b] });
  });

  test.each([
    ['status 409', 'status', says(409)],
    ['a page for a status', 'status', html],
    ['no extracts', 'extracts', says(500)],
    ['extracts that are a list', 'extracts', says(200, [])],
  ] as const)('%s: nothing is concluded', async (_, path, answer) => {
    const { office, run, flow } = await unclear();
    office.route(`${atlas}/v3/verification/${path}`, answer);
    const asked = await run(flow, 'ask');
    expect(asked.result.outcome.ended).toBe('failed');
    expect(statesOf(asked.flow)).toEqual(['submitted', 'submitted']);
    expect(asked.flow.asking.dueAt).toBeGreaterThan(createMoments().at().now);
  });

  test('no evidence to be had: nothing is concluded either', async () => {
    const { office, run, flow } = await unclear();
    office.route(`${broker}/v1/evidence`, says(503));
    const asked = await run(flow, 'ask');
    expect(asked.result.outcome.ended).toBe('failed');
    expect(statesOf(asked.flow)).toEqual(['submitted', 'submitted']);
  });
});

describe('many documents', () => {
  test('are withdrawn in lots that the broker takes, and answered as a whole or not at all', async () => {
    const { office, perform, fresh } = await createHands();
    const lots: number[] = [];
    office.route(`${broker}/v1/withdrawals`, async (request) => {
      const { documentIds } = DocumentIds.parse(await request.json());
      lots.push(documentIds.length);
      return Response.json(documentIds.map((documentId) => ({ documentId, withdrawnAt: 1 })));
    });
    const documentIds = Array.from({ length: 250 }, (_, n) => uuidOf(10_000 + n));
    const { outcome } = await perform(fresh, { do: 'fence', documentIds });
    expect(lots).toEqual([100, 100, 50]);
    expect(outcome).toMatchObject({ ended: 'done', value: { length: 250 } });
    let asked = 0;
    office.route(`${broker}/v1/withdrawals`, () =>
      (asked += 1) === 2 ? new Response(null, { status: 503 }) : Response.json([]),
    );
    expect((await perform(fresh, { do: 'fence', documentIds })).outcome.ended).toBe('failed');
  });
});
