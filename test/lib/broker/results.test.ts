import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { AtlasGrant } from '@/lib/contract/broker';
import { narrowCallback } from '@/lib/contract/callback';
import { generateSealingKey } from '@/lib/broker/keyring';
import { Refused } from '@/lib/broker/refused';
import { maskAadhaar } from '@/lib/broker/aadhaar';
import type { Desk } from './desk';
import { asha, createDesk, loan, ravi, secrets } from './desk';

const flowUuid = 'LOS-17cab13b-f437-49bc-9c08-55319b88b0eb';
const payload = {
  flow_uuid: flowUuid,
  application_id: 'CDL-2026-004711',
  ocr_data: [
    {
      document_id: '9c0f6e0e-5a3a-4b8e-8a27-1f6d0f9b7c11',
      document_type: 'AADHAAR',
      name: { value: 'Meera Nair', confidence_score: 0.98 },
      aadhaar_number: {
        value: '5001 2003 4999',
        confidence_score: 0.97,
        redact_url: 'https://atlas.test/r.png',
      },
    },
  ],
  cross_checks: [{ similarity_score: 91 }],
};

const callback = (desk: Desk, body: unknown, as = asha) => desk.callBack(body, as);

const resultOf = (desk: Desk, id = flowUuid, as = asha, loanId = loan) =>
  desk.ask('GET', `/v1/flows/${id}/result?loanId=${loanId}`, { as });

describe('a callback of Atlas', () => {
  test('is kept masked and sealed, and comes back to the agent whose flow it is', async () => {
    const desk = await createDesk();
    expect((await callback(desk, payload)).status).toBe(200);
    const stored = [...desk.store.kept].filter(([key]) => key.startsWith('results/'));
    expect(stored).toHaveLength(1);
    for (const [key, { bytes }] of stored) {
      const text = `${key} ${Buffer.from(bytes).toString('latin1')}`;
      for (const word of ['Meera', '5001', '4999', 'CDL-2026', flowUuid]) expect(text).not.toContain(word);
    }
    const answer = await resultOf(desk);
    expect(await answer.json()).toMatchObject({
      receivedAt: desk.clock.at,
      result: {
        ocr_data: [
          {
            name: { value: 'Meera Nair' },
            aadhaar_number: { value: 'XXXX XXXX 4999', redact_url: 'https://atlas.test/r.png' },
          },
        ],
      },
      earlier: [],
    });
  });

  test('is nobody else’s: not of another agent, not of another tenant, not of nobody', async () => {
    const desk = await createDesk();
    await callback(desk, payload);
    expect((await resultOf(desk, flowUuid, ravi)).status).toBe(404);
    expect((await resultOf(desk, flowUuid, { ...asha, tenantId: 'another' })).status).toBe(404);
    expect((await desk.ask('GET', `/v1/flows/${flowUuid}/result?loanId=${loan}`, { token: '' })).status).toBe(
      401,
    );
  });

  test('that another agent plants for the same flow does not show', async () => {
    const desk = await createDesk();
    await callback(desk, payload);
    await callback(desk, { ...payload, cross_checks: [] }, ravi);
    expect(await (await resultOf(desk)).json()).toMatchObject({
      result: { cross_checks: [{ similarity_score: 91 }] },
    });
  });

  test('delivered twice changes nothing; one that differs stands before the earlier', async () => {
    const desk = await createDesk();
    const first = desk.clock.at;
    const second = { ...payload, cross_checks: [] };
    await callback(desk, payload);
    desk.clock.at += 1_000;
    await callback(desk, second);
    desk.clock.at += 1_000;
    await callback(desk, payload);
    expect(await (await resultOf(desk)).json()).toMatchObject({
      receivedAt: first + 1_000,
      result: { cross_checks: [] },
      earlier: [{ receivedAt: first }],
    });
  });

  test('ten at the same moment lose nothing that is kept', async () => {
    const desk = await createDesk();
    const bodies = Array.from({ length: 10 }, (_, index) => ({ ...payload, cross_checks: [{ index }] }));
    await Promise.all(bodies.map((body) => callback(desk, body)));
    const { earlier } = z
      .object({ earlier: z.array(z.unknown()) })
      .parse(await (await resultOf(desk)).json());
    expect(earlier).toHaveLength(7);
  });

  test('that names only the loan, or nothing, is of the loan that its address is for', async () => {
    const desk = await createDesk();
    expect((await desk.callBack({ data: { application_id: 4711 }, ocr_data: [] }, asha, '4711')).status).toBe(
      200,
    );
    expect((await resultOf(desk)).status).toBe(404);
    expect((await resultOf(desk, flowUuid, asha, '4711')).status).toBe(200);
    expect((await callback(desk, { ocr_data: [] })).status).toBe(200);
    expect((await resultOf(desk)).status).toBe(200);
  });

  test.each([
    ['that is no JSON', '<html>', 400],
    ['that is a word', '"flow_uuid"', 400],
    ['that is nested without end', `${'['.repeat(50_000)}${']'.repeat(50_000)}`, 400],
    ['that is too large', JSON.stringify({ ...payload, more: 'x'.repeat(5 * 1_024 * 1_024) }), 413],
  ])('%s is refused', async (_what, body, status) => {
    const desk = await createDesk();
    expect((await callback(desk, body)).status).toBe(status);
    expect(desk.store.kept.size).toBe(0);
  });

  test('about another loan than its address is for is refused, wherever it says so', async () => {
    const desk = await createDesk();
    for (const body of [
      { ...payload, application_id: 'CDL-2' },
      { data: { application_id: 'CDL-2', flow_uuid: flowUuid } },
    ]) {
      const answer = await callback(desk, body);
      expect([answer.status, await answer.json()]).toMatchObject([422, { error: 'callback_of_another' }]);
    }
    expect(desk.store.kept.size).toBe(0);
  });

  test('about another flow shows at no flow, and is refused once the agent has said which is the loan’s', async () => {
    const desk = await createDesk();
    const other = { flow_uuid: 'LOS-another', ocr_data: [] };
    expect((await callback(desk, other)).status).toBe(200);
    expect((await resultOf(desk)).status).toBe(404);
    expect((await callback(desk, { ...other, again: true })).status).toBe(422);
    expect((await callback(desk, payload)).status).toBe(200);
    expect(await (await resultOf(desk)).json()).toMatchObject({
      result: { flow_uuid: flowUuid },
      earlier: [],
    });
    // Atlas may open a second flow for the loan; its agent says so by asking for it.
    expect((await resultOf(desk, 'LOS-another')).status).toBe(200);
    expect((await callback(desk, { ...other, again: true })).status).toBe(200);
  });

  test('needs an address of ours, narrowed to a loan: not the agent’s own, not one made of two, not a changed one', async () => {
    const desk = await createDesk();
    const wide = AtlasGrant.parse(await (await desk.ask('POST', '/v1/atlas-token')).json());
    const mine = await desk.callbackUrl();
    const [whose, loanPart, mac] = (mine.split('/').at(-1) ?? '').split('.');
    const [, otherLoan] = ((await desk.callbackUrl(asha, 'CDL-2')).split('/').at(-1) ?? '').split('.');
    const [otherWhose] = ((await desk.callbackUrl(ravi)).split('/').at(-1) ?? '').split('.');
    const tokens = [
      'x',
      wide.callbackUrl.split('/').at(-1),
      wide.authUrl.split('/').at(-1),
      `${whose}.${otherLoan}.${mac}`,
      `${otherWhose}.${loanPart}.${mac}`,
      `${whose}.${loanPart}.${'0'.repeat(64)}`,
      // Narrowed once more, by somebody who knows the narrow one.
      (await narrowCallback(`https://broker.test/${whose}.${mac}`, 'CDL-2')).split('/').at(-1),
    ];
    for (const token of tokens)
      expect(
        (await desk.ask('POST', `/v1/atlas/callback/${token}`, { token: '', body: payload })).status,
      ).toBe(404);
    expect((await desk.ask('POST', '/v1/atlas/auth/x')).status).toBe(404);
    expect((await desk.ask('POST', mine, { token: '', body: payload })).status).toBe(200);
  });

  test('asks for its token first, by any method', async () => {
    const desk = await createDesk();
    const grant = AtlasGrant.parse(await (await desk.ask('POST', '/v1/atlas-token')).json());
    for (const method of ['GET', 'POST', 'PUT']) {
      const response = await desk.ask(method, grant.authUrl, { token: '' });
      const token = z.object({ access_token: z.string().min(1), expires_in: z.literal(300) });
      expect(token.safeParse(await response.json()).success).toBe(true);
    }
  });
});

describe('no Aadhaar number stays in clear', () => {
  test.each([
    ['as text', '500120034999', 'XXXX XXXX 4999'],
    ['with spaces', 'no. 5001 2003 4999 of', 'no. XXXX XXXX 4999 of'],
    ['with hyphens', '5001-2003-4999', 'XXXX XXXX 4999'],
    ['as a number', 500120034999, 'XXXX XXXX 4999'],
    ['in the path of an address', 'https://x.test/5001-2003-4999.jpg', 'https://x.test/XXXX XXXX 4999.jpg'],
    ['in a query', 'https://x.test/a?n=500120034999', 'https://x.test/a?n=XXXX XXXX 4999'],
    ['as a key', { '500120034999': 1 }, { 'XXXX XXXX 4999': 1 }],
    ['at its own key, oddly written', { aadhaar_no: '5001/2003/4999' }, { aadhaar_no: 'XXXX XXXX 4999' }],
    [
      'at its own key, in a field',
      { AadhaarId: { value: 5001200349991 } },
      { AadhaarId: { value: 'XXXX XXXX 9991' } },
    ],
    [
      'in an object of its own',
      { aadhar: { number: '5001/2003/4999' } },
      { aadhar: { number: 'XXXX XXXX 4999' } },
    ],
    ['spelled otherwise', { adhaar: ['5001/2003/4999'] }, { adhaar: ['XXXX XXXX 4999'] }],
  ])('%s', (_how, given, masked) => {
    expect(maskAadhaar(given)).toEqual(masked);
  });

  test.each([
    ['ids', flowUuid],
    ['an id of digits alone', '00000000-0000-4000-8000-000000000001'],
    ['batches', 'BATCH-30732-SIYKJ-20251121113228'],
    ['an address that is signed', 'https://x.test/a.png?X-Amz-Signature=ab500120034999cd&X-Amz-Expires=600'],
    ['an address of a person', { aadhaar_address: { value: '12, MG Road, Pune 411001' } }],
    ['a date', { aadhaar_dob: '16/07/1986' }],
    ['a score', { aadhaar_number: { confidence_score: 0.97 } }],
    ['nothing', [null, true, 0.5, '']],
  ])('and %s stays as it is', (_what, given) => {
    expect(maskAadhaar(given)).toEqual(given);
  });
});

describe('two processes at one store', () => {
  const newest = z.object({ result: z.looseObject({}), earlier: z.array(z.unknown()) });

  test('the same payload at both at once is kept once; two that differ are both kept', async () => {
    const one = await createDesk();
    const other = await createDesk({ store: one.store });
    await Promise.all([one, other, one, other].map((desk) => callback(desk, payload)));
    expect([...one.store.kept.keys()].filter((key) => key.startsWith('results/'))).toHaveLength(1);
    const differing = [
      { ...payload, cross_checks: [] },
      { ...payload, note: 'x' },
    ];
    await Promise.all([callback(one, differing[0]), callback(other, differing[1])]);
    for (const desk of [one, other])
      expect(newest.parse(await (await resultOf(desk)).json()).earlier).toHaveLength(2);
  });

  test('one that dies between looking and writing costs nothing: Atlas’s next delivery is kept', async () => {
    const desk = await createDesk();
    desk.store.onCall((act, key) => {
      if (act === 'put' && key.startsWith('results/')) throw new Refused('store_unavailable');
    });
    expect((await callback(desk, payload)).status).toBe(503);
    desk.store.onCall(() => {});
    expect((await callback(desk, payload)).status).toBe(200);
    expect(newest.parse(await (await resultOf(desk)).json()).earlier).toEqual([]);
  });

  test('a new sealing key at the front opens what came under the old one, and counts it once', async () => {
    const before = await createDesk();
    await callback(before, payload);
    const rotated = `${generateSealingKey()},${secrets.sealingKey}`;
    const after = await createDesk({ store: before.store, sealingKey: rotated });
    await callback(after, payload);
    expect(newest.parse(await (await resultOf(after)).json()).earlier).toEqual([]);
    const without = await createDesk({ store: before.store, sealingKey: generateSealingKey() });
    expect((await resultOf(without)).status).toBe(404);
  });
});
