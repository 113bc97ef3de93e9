import { beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { AtlasOptions } from '@/test/emulators/atlas';
import type { Fault } from '@/test/emulators/faults';
import { freshDatabase } from '@/test/lib/outbox/fresh-database';
import type { Kind } from './errand';
import { arrive } from './errand';

/*
 * Documents that go by batches: Atlas's Sandbox (docstream) and Bulk. Nothing is opened, there is no status, and what
 * is finished is known by what has come back. The promises are the same: nothing lost, nothing twice, no false "read".
 */

beforeEach(freshDatabase);

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const both = ['docstream', 'bulk'] as const;
type BatchApi = (typeof both)[number];
const uploadOf = (api: BatchApi) => `/v1/${api}/multiupload`;
const extractsOf = (api: BatchApi) => `/v1/${api}/extracts`;
const kinds: readonly Kind[] = ['AADHAAR', 'PAN'];
const Page = z.looseObject({ data: z.array(z.looseObject({ document_id: z.string() })) });

async function by(api: BatchApi, ways: Partial<AtlasOptions> = {}) {
  const at = await arrive(ways, {}, {}, { atlas: { api } });
  return {
    ...at,
    async sendBoth() {
      for (const kind of kinds) await at.capture(kind);
      await at.send();
    },
    async areRead() {
      for (const kind of kinds) await at.is(kind, 'read');
    },
    fails: (fault: Fault, times = 1) =>
      at.town.atlas.faults.add({ on: `POST ${uploadOf(api)}`, times, fault }),
    async rerunLate(kind: Kind) {
      const { slotId } = await at.row(kind);
      const { flowId } = await at.flow();
      return at.laptop.wait(at.laptop.popup.call('flow.rerunLate', { flowId, slotId }));
    },
  };
}

describe.each(both)('%s', (api) => {
  test('the whole way: one upload, no flow, no status, and what is not there is not shown', async () => {
    const at = await by(api);
    await at.sendBoth();
    await at.areRead();
    expect(at.town.atlas.flows()).toEqual([]);
    const [batch, ...more] = at.town.atlas.batches();
    expect([batch?.documents.length, more]).toEqual([2, []]);
    const asked = at.town.sent.filter(({ text }) => /^https:\/\/(atlas|docstream)\.test/.test(text));
    expect(asked.some(({ text }) => text.includes('/v3/'))).toBe(false);
    expect(new Set(asked.map(({ origin }) => origin))).toEqual(
      new Set([api === 'docstream' ? 'https://docstream.test' : 'https://atlas.test']),
    );
    expect(asked.find(({ text }) => text.includes(uploadOf(api)))?.text).toContain(
      '"product_type":"POC_CDL"',
    );
    const flow = await at.flow();
    expect(flow).toMatchObject({ api, state: 'verified', counted: { told: 2, back: 2 } });
    expect(flow.stages).toBeUndefined();
    const results = await at.laptop.wait(at.laptop.popup.call('flow.results', { flowId: flow.flowId }));
    expect(results.documents).toHaveLength(2);
    expect(JSON.stringify(results)).toContain('XXXX XXXX 8901');
    expect(JSON.stringify(results)).not.toContain('492164578901');
  });

  test.each(['lost-answer', 'reset', 'garbage', 'empty'] as const)(
    'an answer that is lost (%s): fetched, so never told again by itself; the agent may, and it is said',
    async (kind) => {
      const at = await by(api);
      at.fails({ kind });
      await at.sendBoth();
      for (const one of kinds) await at.is(one, 'sent');
      await at.town.world.advance(2 * HOUR);
      expect(at.told()).toHaveLength(2);
      expect(await at.row('PAN')).toMatchObject({ state: 'sent', isLate: true, isUnnumbered: true });
      expect(await at.flow()).toMatchObject({ state: 'verifying', counted: { told: 2, back: 0 } });
      await at.rerunLate('PAN');
      await at.is('PAN', 'read');
      expect(await at.row('PAN')).toMatchObject({ attempts: 2, possibleDouble: true, isUnnumbered: false });
      expect((await at.row('AADHAAR')).state).toBe('sent');
      expect(at.told()).toHaveLength(3);
    },
  );

  test('a submission that never arrives: fenced after ten minutes, then told once more under a new id', async () => {
    const at = await by(api);
    at.fails({ kind: 'lost-request' });
    await at.sendBoth();
    await at.areRead();
    expect(at.told()).toHaveLength(4);
    expect(at.pulls()).toHaveLength(2);
    expect((await at.row('PAN')).possibleDouble).toBe(false);
  });

  test.each([
    ['beside', 'absent'],
    ['file_data', 'empty'],
  ] as const)('a batch in which one is refused, said in %s, unread ones %s', async (batchErrors, unread) => {
    const at = await by(api, { batchErrors, unread, stageMs: MINUTE });
    const bad = { documentType: 'PAN', fields: {}, error_code: 'INVALID_DOC', error_reason: 'Blurred' };
    at.town.atlas.misread(1, { ...bad, error_code: 'INVALID_DOC' }, ({ bytes }) =>
      new TextDecoder().decode(bytes).includes('ABCDE1234F'),
    );
    await at.sendBoth();
    await at.is('AADHAAR', 'read');
    await at.is('PAN', 'refused');
    expect((await at.row('PAN')).verdictCode).toBe('INVALID_DOC');
    const { flowId } = await at.flow();
    await at.laptop.wait(
      at.laptop.popup.call('flow.rerun', { flowId, slotIds: [(await at.row('PAN')).slotId] }),
    );
    await at.is('PAN', 'read');
    // Another batch, and the results of both.
    expect(at.town.atlas.batches()).toHaveLength(2);
    const results = await at.laptop.wait(at.laptop.popup.call('flow.results', { flowId }));
    expect(results.documents.every(({ fields }) => fields.length > 0)).toBe(true);
    expect(results.documents).toHaveLength(2);
  });

  test.each(['absent', 'empty'] as const)('results that come late, %s until then', async (unread) => {
    const at = await by(api, { extractsLateMs: 25 * MINUTE, unread });
    await at.sendBoth();
    await at.is('PAN', 'sent');
    await at.town.world.advance(20 * MINUTE);
    expect(await at.row('PAN')).toMatchObject({ state: 'sent', isLate: true, isUnnumbered: false });
    expect(await at.flow()).toMatchObject({ state: 'verifying', counted: { told: 2, back: 0 } });
    await at.areRead();
    expect(at.told()).toHaveLength(2);
  });

  test('one id in two entries of one answer is flagged', async () => {
    const at = await by(api);
    at.town.rewrite(extractsOf(api), (json) => {
      const page = Page.parse(json);
      return { ...page, data: page.data.flatMap((entry) => [entry, { ...entry, error_code: '' }]) };
    });
    await at.sendBoth();
    await at.areRead();
    expect(await at.row('PAN')).toMatchObject({ isListedTwice: true, possibleDouble: true });
  });

  test('two batches of one loan: what comes later is asked for in its own', async () => {
    const at = await by(api);
    await at.capture('AADHAAR');
    await at.send();
    await at.is('AADHAAR', 'read');
    await at.capture('PAN');
    await at.send();
    const before = at.town.sent.length;
    await at.is('PAN', 'read');
    const [first = '', second = ''] = at.town.atlas.batches().map(({ batchId }) => batchId);
    const asked = at.town.sent.slice(before).filter(({ text }) => text.includes(extractsOf(api)));
    expect(asked.some(({ text }) => text.includes(second))).toBe(true);
    expect(asked.some(({ text }) => text.includes(first))).toBe(false);
  });

  test('a token that is refused is renewed for this API, and no other’s is touched', async () => {
    const at = await by(api);
    await at.capture('AADHAAR');
    await at.send();
    await at.is('AADHAAR', 'read');
    const item = api === 'bulk' ? 'bulkGrant' : 'docstreamGrant';
    const before = JSON.stringify(at.laptop.areas.session.kept.get(item));
    await at.town.world.advance(MINUTE);
    at.town.atlas.expireTokens();
    await at.capture('PAN');
    await at.send();
    await at.is('PAN', 'read');
    expect(JSON.stringify(at.laptop.areas.session.kept.get(item))).not.toBe(before);
    expect(at.laptop.areas.session.kept.has('grant')).toBe(false);
    await at.laptop.wait(at.laptop.popup.call('session.signOut', { deleteUnsent: false }));
    expect(at.laptop.areas.session.kept.has(item)).toBe(false);
  });

  /** Both are signed in one, two stored, one token, one upload, one question. */
  const requests = [1, 2, 3, 4, 5, 6] as const;
  test.each(requests.flatMap((n) => [[n, 'leaves'] as const, [n, 'has left'] as const]))(
    'a worker that dies at its request %i, which %s: all is read, or with Atlas and said to be',
    async (n, when) => {
      const at = await by(api);
      at.town.world.setOnline(false);
      for (const kind of kinds) await at.capture(kind);
      const before = at.town.sent.length;
      let deaths = 0;
      at.town.whenRequested((count, moment) => {
        if (count !== before + n || moment !== when) return;
        deaths += 1;
        at.laptop.killWorker();
      });
      at.town.world.setOnline(true);
      await at.send().catch(() => undefined);
      await at.town.world.until(
        async () =>
          (await at.flow()).documents.every(({ state, isUnnumbered }) => state === 'read' || isUnnumbered),
        HOUR,
      );
      expect(deaths).toBe(1);
      expect(new Set(at.pulls()).size).toBe(2);
      const byPaper = at.town.atlas.pulls().map(({ sha256 }) => sha256);
      expect(new Set(byPaper).size).toBe(byPaper.length);
    },
  );
});

test('Bulk that names only some of what it took: the others are found in the same batch', async () => {
  const at = await by('bulk');
  at.town.rewrite(uploadOf('bulk'), (json) => z.array(z.unknown()).parse(json).slice(0, 1));
  await at.sendBoth();
  await at.areRead();
  expect(at.told()).toHaveLength(2);
  expect(at.pulls()).toHaveLength(2);
});

test('Bulk that names no batch has said nothing: unclear, and fetched all the same', async () => {
  const at = await by('bulk');
  at.town.rewrite(uploadOf('bulk'), (json) =>
    z
      .array(z.looseObject({}))
      .parse(json)
      .map((entry) => ({ ...entry, batch_id: undefined })),
  );
  await at.sendBoth();
  await at.is('PAN', 'sent');
  expect((await at.row('PAN')).isUnnumbered).toBe(true);
  expect(at.told()).toHaveLength(2);
});

describe('a loan for which the agent may choose', () => {
  const open = async () => {
    const at = await arrive({}, {}, {}, { atlas: { api: 'flow', also: ['bulk'] } });
    const goBy = async (api: 'flow' | 'bulk' | 'docstream') => {
      const { flowId } = await at.flow();
      return at.laptop.wait(at.laptop.popup.call('flow.goBy', { flowId, api }));
    };
    return { ...at, goBy };
  };

  test('goes by what was chosen, and there is no choice once Atlas was told', async () => {
    const at = await open();
    await at.capture('PAN');
    expect(await at.flow()).toMatchObject({ api: 'flow', apis: ['flow', 'bulk'] });
    expect(await at.goBy('bulk')).toMatchObject({ api: 'bulk', apis: ['flow', 'bulk'] });
    await at.send();
    await at.is('PAN', 'read');
    expect([at.town.atlas.flows().length, at.town.atlas.batches().length]).toEqual([0, 1]);
    expect((await at.flow()).apis).toBeUndefined();
    await expect(at.goBy('flow')).rejects.toMatchObject({ reason: 'in-the-way' });
  });

  test('may go back, and never by what the organisation does not have', async () => {
    const at = await open();
    await at.capture('PAN');
    await at.goBy('bulk');
    await expect(at.goBy('docstream')).rejects.toMatchObject({ code: 'forbidden' });
    await at.goBy('flow');
    await at.send();
    await at.is('PAN', 'read');
    expect([at.town.atlas.flows().length, at.town.atlas.batches().length]).toEqual([1, 0]);
  });

  test('a flow that is being opened just then is not its own', async () => {
    const at = await open();
    await at.capture('PAN');
    const held = Promise.withResolvers<void>();
    const fault = { kind: 'late', ms: 20 * SECOND } as const;
    at.town.atlas.faults.add({ on: 'POST /v3/verification/flow/init', times: 1, fault });
    at.town.whenRequested((_, when) => {
      if (when === 'has left' && at.town.sent.at(-1)?.text.includes('flow/init')) held.resolve();
    });
    await at.send();
    await at.laptop.wait(held.promise);
    await at.goBy('bulk');
    await at.is('PAN', 'read');
    expect(at.town.atlas.flows().map(({ documents }) => documents.length)).toEqual([0]);
    expect(at.town.atlas.batches()).toHaveLength(1);
  });
});

test('an organisation that turns to another API: loans that were begun stay with theirs', async () => {
  const at = await arrive({}, {}, {}, { atlas: { api: 'flow' } });
  await at.capture('AADHAAR');
  const organisation = z
    .looseObject({ config: z.looseObject({}) })
    .parse(at.laptop.areas.local.kept.get('organisation'));
  const config = { ...organisation.config, atlas: { api: 'docstream' } };
  at.laptop.areas.local.kept.set('organisation', { ...organisation, config });
  await at.capture('PAN');
  await at.send();
  await at.is('PAN', 'read');
  expect(await at.flow()).toMatchObject({ api: 'flow' });
  expect(at.town.atlas.batches()).toEqual([]);
});
