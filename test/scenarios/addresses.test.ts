import { beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { AtlasOptions } from '@/test/emulators/atlas';
import { freshDatabase } from '@/test/lib/outbox/fresh-database';
import { arrive, EXTRACTS } from './errand';
import type { Kind } from './errand';

/* Address Match on what Atlas read in one loan: through the broker, masked, by index, each failure for itself. */

beforeEach(freshDatabase);

const MATCH = '/v1/address-match';
const number = '492164578901';
const marine = {
  address_line_1: `12 Marine Drive, UID ${number}`,
  city: 'Mumbai',
  state: 'MH',
  postcode: '400002',
};
const marineLine = '12 Marine Drive, UID XXXX XXXX 8901, Mumbai, MH, 400002';
const Extracts = z.looseObject({ ocr_data: z.array(z.looseObject({ document_id: z.string() })) });

/** A loan whose documents have these fields besides what stands on them. */
async function loanWith(
  fields: Partial<Record<Kind, Record<string, unknown>>>,
  ways: Partial<AtlasOptions> = {},
) {
  const at = await arrive(ways);
  for (const kind of ['AADHAAR', 'PAN'] as const) await at.capture(kind);
  await at.send();
  const byId = new Map<string, Record<string, unknown>>();
  for (const kind of ['AADHAAR', 'PAN'] as const) {
    await at.is(kind, 'read');
    byId.set((await at.row(kind)).documentId, fields[kind] ?? {});
  }
  at.town.rewrite(EXTRACTS, (json) => {
    const answer = Extracts.parse(json);
    const ocr_data = answer.ocr_data.map((entry) => ({ ...entry, ...byId.get(entry.document_id) }));
    return { ...answer, ocr_data };
  });
  const { flowId } = await at.flow();
  const slotOf = async (kind: Kind) => (await at.row(kind)).slotId;
  const match = (source?: { slotId: string; key: string }) =>
    at.laptop.wait(at.laptop.popup.call('flow.addresses', { flowId, ...(source && { source }) }));
  return { ...at, match, slotOf };
}

test('the first address is the source; each document counts once, and no number leaves the device', async () => {
  const at = await loanWith({
    AADHAAR: { address: { value: '12 Marine Drive Mumbai' }, formatted_address: marine },
    PAN: { office_address: { value: `12 Marine Drive, UID ${number}, Mumbai, MH, 400002` } },
  });
  const [aadhaar, pan] = [await at.slotOf('AADHAAR'), await at.slotOf('PAN')];
  const { source, matches } = await at.match();
  expect(source).toEqual({ slotId: aadhaar, key: 'formatted_address', value: marineLine });
  expect(matches).toEqual([
    { slotId: pan, key: 'office_address', value: marineLine, similarity: 100, samePerson: 10 },
  ]);
  const asked = at.town.sent.filter(({ text }) => text.includes(MATCH));
  expect(asked).toHaveLength(1);
  expect(asked[0]?.text).toContain('XXXX XXXX 8901');
  expect(asked[0]?.text).not.toContain(number);
  const stored = JSON.stringify([...at.laptop.areas.session.kept, ...at.laptop.areas.local.kept]);
  expect([stored, at.laptop.lines, at.town.lines].join('\n')).not.toContain('Marine');
});

test('the agent may choose which one the others are compared with', async () => {
  const at = await loanWith({
    AADHAAR: { address: { value: 'Gandhi Road, Pune' } },
    PAN: { office_address: { value: '12 Marine Drive, Mumbai' } },
  });
  const chosen = { slotId: await at.slotOf('PAN'), key: 'office_address' };
  const { source, matches } = await at.match(chosen);
  expect(source).toMatchObject(chosen);
  expect(matches.map(({ key }) => key)).toEqual(['address']);
  const gone = await at.match({ ...chosen, key: 'no_longer_there_address' });
  expect(gone.source).toMatchObject({ key: 'address' });
});

test('a score of nothing is a score, and none at all is none', async () => {
  const at = await loanWith({
    AADHAAR: { address: { value: 'abcd' } },
    PAN: { home_address: { value: 'wxyz' }, office_address: { value: '9/4' } },
  });
  const { matches } = await at.match();
  expect(matches).toEqual([
    expect.objectContaining({ key: 'home_address', similarity: 0, samePerson: 0 }),
    { slotId: await at.slotOf('PAN'), key: 'office_address', value: '9/4', error: 'NORMALIZATION_FAILED' },
  ]);
});

describe('where one bad address fails the whole request', () => {
  const papers = {
    PAN: { home_address: { value: 'Gandhi Road, Pune' }, office_address: { value: '9/4' } },
  };

  test('the others have their scores all the same', async () => {
    const at = await loanWith(
      { AADHAAR: { address: { value: 'Gandhi Road, Pune' } }, ...papers },
      { normalisation: 'whole-request' },
    );
    const { matches } = await at.match();
    expect(matches.map(({ key, similarity, error }) => [key, similarity, error])).toEqual([
      ['home_address', 100, undefined],
      ['office_address', undefined, 'not_taken'],
    ]);
  });

  test('and it is the source: said of every pair', async () => {
    const at = await loanWith(
      { AADHAAR: { address: { value: '12/7' } }, ...papers },
      { normalisation: 'whole-request' },
    );
    const { source, matches } = await at.match();
    expect(source?.value).toBe('12/7');
    expect(matches.map(({ error }) => error)).toEqual(['not_taken', 'not_taken']);
  });
});

test('what is longer than any address is not asked, and says so', async () => {
  const long = 'Gandhi Road '.repeat(100);
  const at = await loanWith({
    AADHAAR: { address: { value: long } },
    PAN: { office_address: { value: 'Marine Drive' }, home_address: { value: long } },
  });
  const { source, matches } = await at.match();
  expect(source?.key).toBe('office_address');
  expect(matches.map(({ key, error }) => [key, error])).toEqual([
    ['address', 'too_long'],
    ['home_address', 'too_long'],
  ]);
  expect(at.town.sent.some(({ text }) => text.includes(MATCH))).toBe(false);
});

test('more addresses than one request takes are asked in several, each by its own', async () => {
  const many = Array.from(
    { length: 120 },
    (_, n) => [`n${n}_address`, { value: `Gandhi Road ${n}` }] as const,
  );
  const at = await loanWith({ PAN: Object.fromEntries(many) });
  const { matches } = await at.match();
  expect(at.town.sent.filter(({ text }) => text.includes(MATCH))).toHaveLength(3);
  expect(matches.map(({ key }) => key)).toEqual(many.slice(1).map(([key]) => key));
  expect(matches.every(({ similarity = 0 }) => similarity > 50)).toBe(true);
});

test('without an address there is nothing to compare, and nothing is asked', async () => {
  const at = await loanWith({});
  expect(await at.match()).toEqual({ matches: [] });
  expect(at.town.sent.some(({ text }) => text.includes(MATCH))).toBe(false);
});

test('what Atlas answers late or not at all is a failure, with nothing made up', async () => {
  const at = await loanWith({
    AADHAAR: { address: { value: 'Gandhi Road' } },
    PAN: { office_address: { value: 'Marine Drive' } },
  });
  at.town.atlas.faults.add({
    on: 'POST /v1/address/match',
    times: 1,
    fault: { kind: 'status', status: 503 },
  });
  await expect(at.match()).rejects.toMatchObject({ code: 'unavailable' });
  expect((await at.match()).matches).toHaveLength(1);
});
