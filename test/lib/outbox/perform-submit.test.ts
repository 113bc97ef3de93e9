import { describe, expect, test } from 'vitest';
import type { Result } from '@/lib/outbox/steps';
import { atlas, broker, loses, says } from '@/test/lib/session/office';
import type { Answer } from '@/test/lib/session/office';
import { createMoments } from '@/test/support/builders';
import { createHands, flowUuid, html, idsOf, MINUTE, statesOf, takes } from './hands';

const SECOND = 1_000;

describe('submit', () => {
  const ends: ReadonlyArray<{
    says: string;
    answer: Answer;
    ended: Result['outcome']['ended'];
    code?: string;
    states: readonly string[];
  }> = [
    { says: 'an array that names both', answer: takes([0, 1]), ended: 'done', states: ['sent', 'sent'] },
    { says: '201 with an array', answer: takes([0, 1], 201), ended: 'done', states: ['sent', 'sent'] },
    { says: 'an array that names one', answer: takes([1]), ended: 'done', states: ['submitted', 'sent'] },
    {
      says: 'an object that names one',
      answer: async (request) => {
        const entries: unknown = await (await takes([0])(request)).json();
        return Response.json(Array.isArray(entries) ? entries[0] : entries);
      },
      ended: 'done',
      states: ['sent', 'submitted'],
    },
    { says: 'an empty array', answer: says(200, []), ended: 'done', states: ['submitted', 'submitted'] },
    {
      says: 'an array that names a stranger',
      answer: says(200, [{ document_id: 'somebody else' }]),
      ended: 'done',
      states: ['submitted', 'submitted'],
    },
    {
      says: 'an object without ids',
      answer: says(200, { batch_id: 'BATCH-1' }),
      ended: 'unclear',
      code: 'unreadable',
      states: ['submitted', 'submitted'],
    },
    {
      says: '200 with success:false',
      answer: says(200, { success: false }),
      ended: 'unclear',
      code: 'unreadable',
      states: ['submitted', 'submitted'],
    },
    {
      says: 'an empty 200',
      answer: () => new Response(null),
      ended: 'unclear',
      code: 'unreadable',
      states: ['submitted', 'submitted'],
    },
    {
      says: '204',
      answer: () => new Response(null, { status: 204 }),
      ended: 'unclear',
      code: 'unreadable',
      states: ['submitted', 'submitted'],
    },
    {
      says: "a captive portal's page",
      answer: html,
      ended: 'unclear',
      code: 'unreadable',
      states: ['submitted', 'submitted'],
    },
    {
      says: 'half of its JSON',
      answer: () => new Response('[{"document_id":"'),
      ended: 'unclear',
      code: 'unreadable',
      states: ['submitted', 'submitted'],
    },
    ...[400, 404, 405, 409, 410, 413, 415].map((status) => ({
      says: String(status),
      answer: says(status, { error: "Missing or empty required parameters: ['flow_uuid']" }),
      ended: 'failed' as const,
      code: 'rejected',
      states: ['stored', 'stored'],
    })),
    {
      says: '401 again and again',
      answer: says(401),
      ended: 'failed',
      code: 'unauthorized',
      states: ['stored', 'stored'],
    },
    { says: '403', answer: says(403), ended: 'failed', code: 'forbidden', states: ['stored', 'stored'] },
    {
      says: '429',
      answer: says(429, {}, { 'retry-after': '30' }),
      ended: 'failed',
      code: 'throttled',
      states: ['stored', 'stored'],
    },
    // Atlas could not reach our auth_url, or something behind it failed: nobody says before or after taking it.
    {
      says: '422',
      answer: says(422),
      ended: 'unclear',
      code: 'rejected',
      states: ['submitted', 'submitted'],
    },
    ...[500, 502, 503, 504].map((status) => ({
      says: String(status),
      answer: says(status),
      ended: 'unclear' as const,
      code: 'unavailable',
      states: ['submitted', 'submitted'],
    })),
    {
      says: 'nothing: the answer was lost',
      answer: loses,
      ended: 'unclear',
      code: 'timeout',
      states: ['submitted', 'submitted'],
    },
    {
      says: 'nothing: it hangs',
      answer: () => new Promise<Response>(() => undefined),
      ended: 'unclear',
      code: 'timeout',
      states: ['submitted', 'submitted'],
    },
  ];
  test.each(ends)('Atlas says $says: $ended', async ({ answer, ended, code, states }) => {
    const { submit } = await createHands();
    const { flow, result } = await submit(answer);
    expect(result.outcome.ended).toBe(ended);
    expect(result.outcome.ended === 'done' ? undefined : result.outcome.failure.code).toBe(code);
    expect(statesOf(flow)).toEqual(states);
  });

  test('tells Atlas flow, ids and addresses, with the grant and nothing else of ours', async () => {
    const { office, submit } = await createHands();
    const { flow } = await submit(takes([0, 1]));
    const told = office.asked.findLast(({ path }) => path.endsWith('multiupload'));
    expect(JSON.parse(told?.body ?? '')).toEqual({
      flow_uuid: flowUuid,
      file_urls: idsOf(flow).map((id) => ({
        file_url: `${broker}/v1/files/token/${id}`,
        document_id: id,
      })),
    });
    expect(told?.headers.get('token')).toBe('grant-1');
    expect(told?.headers.get('authorization')).toBeNull();
  });

  test('the wait Atlas asks for is kept', async () => {
    const { submit } = await createHands();
    const { flow } = await submit(says(429, {}, { 'retry-after': '600' }));
    expect(flow.submitting.dueAt).toBeGreaterThanOrEqual(createMoments().at().now + 600 * SECOND);
  });

  test('one 401 renews the grant once and tries once more', async () => {
    const { office, submit } = await createHands();
    const { flow } = await submit((request) =>
      request.headers.get('token') === 'grant-1' ? says(401)(request) : takes([0, 1])(request),
    );
    expect(statesOf(flow)).toEqual(['sent', 'sent']);
    expect(office.count('atlas-token')).toBe(2);
    expect(office.count('multiupload')).toBe(2);
  });

  test('401 and no answer about a new grant: surely not taken, so not unclear', async () => {
    const { office, submit } = await createHands();
    const { flow, result } = await submit((request) => {
      office.route(`${broker}/v1/atlas-token`, loses);
      return says(401)(request);
    });
    expect(result.outcome.ended).toBe('failed');
    expect(statesOf(flow)).toEqual(['stored', 'stored']);
  });

  test('offline: nothing was told, nothing is spent', async () => {
    const { world, ready, run, office } = await createHands();
    const before = await ready();
    office.route(`${atlas}/v3/verification/multiupload`, takes([0, 1]));
    world.setOnline(false);
    const { flow, result } = await run(before, 'submit');
    expect(result.outcome).toMatchObject({ ended: 'failed', failure: { code: 'offline' } });
    expect(statesOf(flow)).toEqual(['stored', 'stored']);
    expect(flow.submitting.tries).toBe(0);
    expect(office.count('multiupload')).toBe(0);
  });

  test('a line that drops on the way is unclear, however offline it is afterwards', async () => {
    const { world, submit } = await createHands();
    const { flow } = await submit(() => {
      world.setOnline(false);
      return Promise.reject(new TypeError('Failed to fetch'));
    });
    expect(statesOf(flow)).toEqual(['submitted', 'submitted']);
  });

  test('no grant to be had: Atlas was told nothing', async () => {
    const { office, ready, run, world } = await createHands();
    const flow = await ready();
    office.route(`${broker}/v1/atlas-token`, loses);
    await world.advance(60 * MINUTE);
    const ended = await run(flow, 'submit');
    expect(ended.result.outcome.ended).toBe('failed');
    expect(statesOf(ended.flow)).toEqual(['stored', 'stored']);
    expect(office.count('multiupload')).toBe(0);
  });
});
