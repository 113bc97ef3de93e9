import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Reading } from './atlas-reading';
import { createScriptedReader, createTesseractReader } from './reader';
import { formatAddress, judge } from './reader-judge';
import { fromText } from './reader-transcript';
import { typicalReadings } from './reader-typical';

const SECOND = 1_000;
const sample = (name: string) => new Uint8Array(readFileSync(new URL(`../samples/${name}`, import.meta.url)));
const typeOf = (name: string) => (name.endsWith('.pdf') ? 'application/pdf' : 'image/jpeg');
const valuesOf = ({ fields }: Reading) =>
  Object.fromEntries(Object.entries(fields).map(([key, { value }]) => [key, value]));

describe('the reader', () => {
  let reader: Awaited<ReturnType<typeof createTesseractReader>>;
  beforeAll(async () => {
    reader = await createTesseractReader();
  }, 30 * SECOND);
  afterAll(() => reader.close());
  const read = (name: string) => reader.read(sample(name), typeOf(name), name);

  test.for([
    ['AADHAAR', 'specimens/aadhaar.jpg'],
    ['PAN', 'specimens/pan.jpg'],
    ['INVOICE', 'specimens/invoice.jpg'],
    ['DELIVERY_ORDER', 'specimens/delivery-order.pdf'],
  ] as const)('reads every field of the specimen %s', { timeout: 30 * SECOND }, async ([type, name]) => {
    const expected = typicalReadings.find(({ documentType }) => documentType === type);
    const reading = await read(name);
    expect(reading.documentType).toBe(type);
    expect(reading.error_code).toBeUndefined();
    expect(valuesOf(reading)).toEqual(expected && valuesOf(expected));
    expect(reading.formatted_address).toEqual(expected?.formatted_address);
    for (const { confidence_score } of Object.values(reading.fields)) {
      expect(confidence_score).toBeGreaterThan(0.5);
      expect(confidence_score).toBeLessThanOrEqual(1);
    }
  });

  test.for([
    ['photo-receipt-2500px.jpg', '101.33'],
    ['invoice-003.jpg', '80.91'],
  ] as const)('takes the real paper %s for an invoice', { timeout: 30 * SECOND }, async ([name, total]) => {
    const reading = await read(name);
    expect(reading).toMatchObject({ documentType: 'INVOICE', fields: { total_amount: { value: total } } });
    expect(reading.error_code).toBeUndefined();
  });

  test('says which document is too blurred, and why', { timeout: 30 * SECOND }, async () => {
    const reading = await read('specimens/pan-blurred.jpg');
    expect(reading).toMatchObject({ documentType: 'PAN', fields: {}, error_code: 'INVALID_DOC' });
    expect(reading.error_reason).toContain('PAN number');
  });

  test('knows a carton, and knows nothing of a cup', { timeout: 30 * SECOND }, async () => {
    expect(await read('specimens/open-box.jpg')).toEqual({ documentType: 'OPEN_BOX_IMAGE', fields: {} });
    expect(await read('specimens/nothing.jpg')).toMatchObject({ error_code: 'UNRECOGNISED' });
  });

  test('goes on after a file that nothing can open', { timeout: 30 * SECOND }, async () => {
    const broken = new TextEncoder().encode('no picture');
    expect(await reader.read(broken, 'image/jpeg', 'a')).toMatchObject({ error_code: 'UNRECOGNISED' });
    expect(await reader.read(broken, 'application/pdf', 'b')).toMatchObject({ error_code: 'UNRECOGNISED' });
    expect(await read('specimens/pan.jpg')).toMatchObject({ documentType: 'PAN' });
  });
});

test('a confidence is that of the words that a field covers', () => {
  const text = 'Aadhaar\nName: Meena Iyer\n4953 8172 6045\n';
  const sure = fromText(text, 0.9);
  const words = sure.words.map((word) =>
    text.startsWith('8172', word.start) ? { ...word, confidence: 0.3 } : word,
  );
  const { fields } = judge({ text, words });
  expect(fields['name']?.confidence_score).toBe(0.9);
  expect(fields['aadhaar_number']).toEqual({ value: '495381726045', confidence_score: 0.7 });
});

test('an address that does not end in a place and its code is left whole', () => {
  expect(formatAddress('14 MG Road')).toBeUndefined();
});

test("the specimens' Aadhaar number fails the Verhoeff check, and a right one passes", () => {
  expect(checksOut('495381726045')).toBe(false);
  expect(checksOut('2363')).toBe(true);
});

describe('the scripted reader', () => {
  const bytes = (text: string) => new TextEncoder().encode(text);

  test('gives what the script says, and else the next type, the same for the same bytes', async () => {
    const bad: Reading = { documentType: 'PAN', fields: {}, error_code: 'INVALID_DOC' };
    const { read } = createScriptedReader(({ documentId }) => (documentId === 'bad' ? bad : undefined));
    expect(await read(bytes('one'), 'image/jpeg', '1')).toMatchObject({ documentType: 'AADHAAR' });
    expect(await read(bytes('one'), 'image/jpeg', 'bad')).toBe(bad);
    expect(await read(bytes('two'), 'image/jpeg', '2')).toMatchObject({ documentType: 'PAN' });
    expect(await read(bytes('one'), 'image/jpeg', '3')).toMatchObject({ documentType: 'AADHAAR' });
  });

  test('goes by the hash where the caller knows it', async () => {
    const hash = '7692c3ad3540bb803c020b3aee66cd8887123234ea0c6e7143c0add73ff431ed';
    const { read } = createScriptedReader(undefined, { [hash]: 'DELIVERY_ORDER' });
    expect(await read(bytes('one'), 'image/jpeg', '1')).toMatchObject({ documentType: 'DELIVERY_ORDER' });
  });
});

/** Verhoeff's check by the dihedral group itself, without its printed tables. */
function checksOut(digits: string): boolean {
  const turn = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4];
  const sum = Array.from(digits)
    .toReversed()
    .reduce((product, digit, place) => {
      let value = Number(digit);
      for (let times = 0; times < place % 8; times += 1) value = turn[value] ?? 0;
      return combine(product, value);
    }, 0);
  return sum === 0;
}

function combine(one: number, two: number): number {
  const [flips, turns] = [one >= 5, one % 5];
  const other = two % 5;
  const turned = (flips ? turns - other + 5 : turns + other) % 5;
  return turned + (flips === two >= 5 ? 0 : 5);
}
