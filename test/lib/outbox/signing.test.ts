import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { Flow } from '@/lib/domain/flow';
import { currentAttempt } from '@/lib/domain/flow';
import { toFailed } from '@/lib/domain/failed';
import type { Parcel } from '@/lib/outbox/deliver';
import { createStorage } from '@/lib/outbox/storage';
import { broker, createOffice, credentials, loses, says } from '@/test/lib/session/office';
import type { Answer } from '@/test/lib/session/office';
import { buildFlow, createMoments, uuidOf } from '@/test/support/builders';
import { createFakeWorld } from '@/test/support/fake-world';
import { bucket, signs } from './hands';

const SECOND = 1_000;
const MIB = 1_024 * 1_024;
const uploads = `${broker}/v1/uploads`;
const Asked = z.array(z.object({ documentId: z.string(), loanId: z.string() }));

/** `count` captures of one loan, each of `size` sealed bytes. */
function parcelsOf(count: number, size = 20_000, over: Partial<Flow> = {}): Parcel[] {
  const flow = {
    ...buildFlow(
      createMoments().at(),
      Array.from({ length: count }, () => 'PAN'),
    ),
    ...over,
  };
  return flow.documents.map((document) => {
    const attempt = currentAttempt(document);
    const sealed = { ...attempt.capture.sealed, size };
    return {
      flow,
      slotId: document.slotId,
      attempt: { ...attempt, capture: { ...attempt.capture, sealed } },
    };
  });
}
const idOf = ({ attempt }: Parcel) => attempt.documentId;
const named = (slot: unknown) => z.object({ documentId: z.string() }).parse(slot).documentId;

/** A signed-in agent, a broker that signs, and nothing else of a client. */
async function setUp() {
  const world = createFakeWorld();
  const office = createOffice(world);
  await office.session.signIn(credentials);
  const { http, session } = office;
  const storage = createStorage({ world, http, session, broker: async () => broker });
  office.route(uploads, signs());
  office.route(`${broker}/v1/withdrawals`, says(200, []));

  /** The ids that each request has asked for. */
  const lists = () =>
    office.asked
      .filter(({ path }) => path === '/v1/uploads')
      .map(({ body }) => Asked.parse(JSON.parse(body)).map(({ documentId }) => documentId));

  /** As it ends without any time passing; `waits` if it does not. */
  async function atOnce(work: Promise<unknown>): Promise<string> {
    let ended = 'waits';
    work.then(
      () => (ended = 'signed'),
      (thrown: unknown) => (ended = toFailed(thrown).detail ?? toFailed(thrown).code),
    );
    await world.advance(0);
    return ended;
  }
  const sign = (parcel: Parcel, soon: readonly Parcel[] = []) => storage.sign(parcel, () => soon);
  const signAll = (parcels: readonly Parcel[], soon: readonly Parcel[] = []) =>
    Promise.all(parcels.map((parcel) => atOnce(sign(parcel, soon))));
  return { world, office, session, storage, lists, atOnce, sign, signAll };
}

/** An answer that `change` makes of the broker's. */
const changed =
  (change: (slots: readonly unknown[]) => unknown): Answer =>
  async (request) => {
    const slots = z.array(z.unknown()).parse(await (await signs()(request)).json());
    return Response.json(slots.length === 1 ? slots : change(slots));
  };

describe('together', () => {
  test('whoever’s turn comes first has those whose turn is next signed as well', async () => {
    const { lists, sign, signAll } = await setUp();
    const all = parcelsOf(6);
    expect(await signAll(all.slice(0, 1), all)).toEqual(['signed']);
    expect(lists()).toEqual([all.map(idOf)]);
    const slots = await Promise.all(all.slice(1).map((one) => sign(one)));
    expect(slots.map(({ fileUrl }) => fileUrl)).toEqual(
      all.slice(1).map((one) => `${broker}/v1/files/token/${idOf(one)}`),
    );
    expect(lists()).toHaveLength(1);
  });

  test('whose turn comes while they are being signed wait for that answer', async () => {
    const { lists, signAll } = await setUp();
    const all = parcelsOf(6);
    expect(await signAll(all, all)).toEqual(all.map(() => 'signed'));
    expect(lists()).toEqual([all.map(idOf)]);
  });

  test('one capture is not kept waiting; what follows within a second goes by one request', async () => {
    const { world, lists, atOnce, sign } = await setUp();
    const [first, ...others] = parcelsOf(6);
    if (!first) throw new Error('no parcel');
    expect(await atOnce(sign(first))).toBe('signed');
    const following = Promise.all(others.map((one) => sign(one)));
    expect(await atOnce(following)).toBe('waits');
    await world.advance(SECOND);
    expect(await following).toHaveLength(5);
    expect(lists()).toEqual([[idOf(first)], others.map(idOf)]);
    await world.advance(SECOND);
    expect(await atOnce(sign(first))).toBe('signed');
  });

  test('a long line goes in lists that grow while they come quickly, and none of them waits', async () => {
    const { lists, signAll } = await setUp();
    const all = parcelsOf(120);
    for (const [at, one] of all.entries()) expect(await signAll([one], all.slice(at))).toEqual(['signed']);
    expect(lists().map(({ length }) => length)).toEqual([8, 16, 32, 50, 14]);
  });

  test('lists that come slowly, or not at all, get shorter', async () => {
    const { world, office, lists, atOnce, sign } = await setUp();
    const all = parcelsOf(120);
    const takes = (ms: number) =>
      office.route(uploads, async (request) => {
        await world.sleep(ms);
        return signs()(request);
      });
    const signNext = async () => {
      const from = lists().flat().length;
      const [next] = all.slice(from);
      if (!next) throw new Error('no parcel');
      const work = sign(next, all.slice(from));
      await atOnce(work);
      await world.advance(20 * SECOND);
      return atOnce(work);
    };
    takes(6 * SECOND);
    expect(await signNext()).toBe('signed');
    expect(await signNext()).toBe('signed');
    takes(30 * SECOND);
    expect(await signNext()).toBe('TimeoutError');
    office.route(uploads, signs());
    expect(await signNext()).toBe('signed');
    expect(await signNext()).toBe('signed');
    expect(lists().map(({ length }) => length)).toEqual([8, 4, 2, 1, 2]);
  });

  test('who was signed ahead and is under way is not signed again with those after him', async () => {
    const { lists, signAll } = await setUp();
    const all = parcelsOf(12);
    for (const one of all.slice(0, 8)) await signAll([one], all);
    expect(await signAll(all.slice(8, 9), all)).toEqual(['signed']);
    expect(lists()).toEqual([all.slice(0, 8).map(idOf), all.slice(8).map(idOf)]);
  });

  test('no more are signed ahead than the line will carry soon', async () => {
    const { lists, signAll } = await setUp();
    const all = parcelsOf(9, 5 * MIB);
    expect(await signAll(all.slice(0, 1), all)).toEqual(['signed']);
    expect(lists()).toEqual([all.slice(0, 5).map(idOf)]);
    const large = parcelsOf(2, 50 * MIB);
    expect(await signAll(large.slice(0, 1), large)).toEqual(['signed']);
    expect(lists().at(-1)).toEqual(large.slice(0, 1).map(idOf));
  });
});

describe('fresh', () => {
  test.each([
    ['after half a minute', (world: { advance(ms: number): Promise<void> }) => world.advance(31 * SECOND)],
    ['after a night', async (world: { jump(ms: number): void }) => world.jump(8 * 3_600 * SECOND)],
    ['when the clock was set back', async (world: { jump(ms: number): void }) => world.jump(-60 * SECOND)],
    [
      'when the clock was set back by just the time that has passed',
      async (world: { advance(ms: number): Promise<void>; jump(ms: number): void }) => {
        await world.advance(31 * SECOND);
        world.jump(-32 * SECOND);
      },
    ],
  ])('%s an address is signed anew', async (_, pass) => {
    const { world, lists, signAll } = await setUp();
    const all = parcelsOf(3);
    await signAll(all.slice(0, 1), all);
    await pass(world);
    await world.advance(SECOND);
    expect(await signAll(all.slice(1, 2), all.slice(2))).toEqual(['signed']);
    expect(lists()).toEqual([all.map(idOf), all.slice(1).map(idOf)]);
  });

  test('an address is given out once', async () => {
    const { world, lists, signAll } = await setUp();
    const [first, second] = parcelsOf(2);
    if (!first || !second) throw new Error('no parcels');
    await signAll([first], [second]);
    await signAll([second]);
    await world.advance(SECOND);
    expect(await signAll([second])).toEqual(['signed']);
    expect(lists()).toHaveLength(2);
  });

  test('one that the store refuses is signed anew at once, and those signed with it when their turn comes', async () => {
    const { world, office, storage, lists, signAll } = await setUp();
    const all = parcelsOf(3);
    const [first, ...others] = all;
    if (!first) throw new Error('no parcel');
    const slot = storage.sign(first, () => all);
    await world.advance(0);
    let refused = 0;
    office.route(`${bucket}/`, (request) =>
      (refused += 1) === 1 ? says(403)(request) : says(200, undefined, { etag: '"e"' })(request),
    );
    await storage.deliver(first, await slot, new Blob(['sealed']), async () => true);
    expect(lists()).toEqual([all.map(idOf), [idOf(first)]]);
    await world.advance(SECOND);
    expect(await signAll(others)).toEqual(['signed', 'signed']);
    expect(lists().slice(2)).toEqual([others.map(idOf)]);
  });

  test('an attempt that is withdrawn loses the address it was signed ahead', async () => {
    const { world, storage, lists, signAll } = await setUp();
    const all = parcelsOf(3);
    const [first, second, third] = all;
    if (!first || !second || !third) throw new Error('no parcels');
    await signAll([first], all);
    await storage.withdraw(first.flow, [idOf(second)]);
    await world.advance(SECOND);
    await signAll([third, second]);
    expect(lists()).toEqual([all.map(idOf), [idOf(second)]]);
  });

  test('another capture under the same id is not sent to the first one’s address', async () => {
    const { world, lists, signAll } = await setUp();
    const [first, second] = parcelsOf(2);
    if (!first || !second) throw new Error('no parcels');
    await signAll([first], [second]);
    const { attempt } = second;
    const capture = { ...attempt.capture, captureId: uuidOf(777) };
    await world.advance(SECOND);
    await signAll([{ ...second, attempt: { ...attempt, capture } }]);
    expect(lists()).toEqual([[idOf(first), idOf(second)], [idOf(second)]]);
  });
});

describe('one answer is nobody else’s', () => {
  const stranger = { documentId: uuidOf(31_337), putUrl: `${bucket}/x`, putHeaders: {}, stored: false };
  const refused = (slots: readonly unknown[]) =>
    slots.with(1, { documentId: named(slots[1]), error: 'withdrawn', message: 'no' });
  test.each([
    ['names only some', (slots: readonly unknown[]) => slots.filter((_, at) => at !== 1)],
    ['has nothing for one', (slots: readonly unknown[]) => slots.with(1, null)],
    ['has rubbish for one', (slots: readonly unknown[]) => slots.with(1, { documentId: 7, putUrl: 'x' })],
    [
      'has an address that is none for one',
      (slots: readonly unknown[]) => slots.with(1, { ...stranger, putUrl: 'javascript:x' }),
    ],
    ['is about somebody else’s document as well', (slots: readonly unknown[]) => slots.with(1, stranger)],
    ['refuses one', refused],
    ['names one twice and another not at all', (slots: readonly unknown[]) => slots.with(1, slots[0])],
  ])('an answer that %s: the others are signed, and that one is asked for by itself', async (_, change) => {
    const { office, lists, signAll } = await setUp();
    office.route(uploads, changed(change));
    const all = parcelsOf(4);
    expect(await signAll(all, all)).toEqual(all.map(() => 'signed'));
    expect(lists()).toEqual([all.map(idOf), all.slice(1, 2).map(idOf)]);
  });

  test('an answer with two for one attempt: the first counts', async () => {
    const { office, sign } = await setUp();
    const other = (slots: readonly unknown[]) => [
      ...slots,
      ...slots.map((slot) => ({ ...z.object({}).loose().parse(slot), putUrl: `${bucket}/other` })),
    ];
    office.route(uploads, changed(other));
    const [first, second] = parcelsOf(2);
    if (!first || !second) throw new Error('no parcels');
    expect((await sign(first, [second])).putUrl).toContain(idOf(first));
  });

  test.each([
    [400, 'bad_request'],
    [413, 'too_large'],
    [422, 'unfit'],
  ])(
    'a list refused with %i for one: that one is found, and the others are signed',
    async (status, error) => {
      const { office, lists, signAll } = await setUp();
      const all = parcelsOf(5);
      const [, bad] = all.map(idOf);
      office.route(uploads, async (request) => {
        const isIn = (await request.clone().text()).includes(bad ?? '');
        return (isIn ? says(status, { error, message: 'no' }) : signs())(request);
      });
      expect(await signAll(all, all)).toEqual(['signed', error, 'signed', 'signed', 'signed']);
      expect(lists()).toEqual([all.map(idOf), ...all.map((one) => [idOf(one)])]);
    },
  );

  test.each([
    ['a lost answer', loses, 'NetworkError'],
    ['503', says(503, { error: 'store_unavailable', message: 'no' }), 'store_unavailable'],
    ['429', says(429, { error: 'throttled', message: 'no' }), 'throttled'],
    ['rubbish', says(200, { slots: [] }), "answer does not fit at ''"],
    ['nothing', says(200, []), 'no slot for what was asked'],
  ])(
    '%s: all of a list fail for now, nothing of it is kept, and nobody is asked for again at once',
    async (_, answer, why) => {
      const { office, lists, signAll } = await setUp();
      const all = parcelsOf(4);
      office.route(uploads, answer);
      expect(await signAll(all.slice(0, 3), all)).toEqual([why, why, why]);
      expect(lists()).toHaveLength(1);
      office.route(uploads, signs());
      expect(await signAll(all, all)).toEqual(all.map(() => 'signed'));
      expect(lists()).toEqual([all.map(idOf), all.map(idOf)]);
    },
  );
});

describe('each agent for himself', () => {
  test.each([
    ['another agent', { agentId: 'agent-2' }],
    ['the same name at another tenant', { tenantId: 'tenant-2' }],
  ])(
    '%s: his documents are in no list of this one, and not signed with this one’s token',
    async (_, over) => {
      const { lists, signAll } = await setUp();
      const mine = parcelsOf(2);
      const his = parcelsOf(5, 20_000, over).slice(2);
      const ended = await signAll(
        [...mine.slice(0, 1), ...his.slice(0, 2), ...mine.slice(1)],
        [...his, ...mine],
      );
      expect(ended).toEqual(['signed', 'unauthorized', 'unauthorized', 'signed']);
      expect(lists()).toEqual([mine.map(idOf)]);
    },
  );

  test('signed out in the middle: what was signed ahead is not used, and what gathers is not asked for', async () => {
    const { world, session, lists, atOnce, sign, signAll } = await setUp();
    const all = parcelsOf(3);
    const [first, second, third] = all;
    if (!first || !second || !third) throw new Error('no parcels');
    await signAll([first], [first, second]);
    const gathers = sign(third);
    expect(await atOnce(gathers)).toBe('waits');
    await session.signOut();
    expect(await atOnce(sign(second))).toBe('unauthorized');
    const ended = atOnce(gathers);
    await world.advance(SECOND);
    await ended;
    expect(toFailed(await gathers.catch((thrown: unknown) => thrown)).code).toBe('unauthorized');
    expect(lists()).toEqual([[idOf(first), idOf(second)]]);
  });
});
