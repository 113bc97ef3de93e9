import {
  anything,
  array,
  assert,
  constantFrom,
  dictionary,
  integer,
  oneof,
  property,
  record,
  string,
} from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readExtracts } from '@/lib/atlas/extracts';
import type { Extract } from '@/lib/atlas/extracts';
import { ExtractsAnswer } from '@/lib/atlas/wire';

const id = '00000000-0000-4000-8000-000000000001';
const number = '492164578901';
const redactUrl = 'https://atlas-redacted.s3.ap-south-1.amazonaws.com/a.jpg?X-Amz-Date=20251121T113228Z';

const read = (answer: unknown) => readExtracts(ExtractsAnswer.parse(answer));

function only(entry: Record<string, unknown>): Extract {
  const [extract] = read({ ocr_data: [{ document_id: id, ...entry }] }).documents;
  if (!extract) throw new Error('the entry was not read');
  return extract;
}
const pan = { pan_number: { value: 'ABCDE1234F', confidence_score: 0.95 } };
const panField = { key: 'pan_number', value: 'ABCDE1234F', confidence: 0.95 };

describe('where fields may stand', () => {
  const shapes: ReadonlyArray<readonly [string, Record<string, unknown>]> = [
    ['on the entry', { document_type: 'PAN', ...pan }],
    ['in file_data, as docstream has it', { file_data: { document_type: 'PAN', ...pan } }],
    ['in file_data, the type beside it', { document_type: 'PAN', file_data: pan }],
    ['in an object of another name', { document_type: 'PAN', pan_details: pan }],
    ['with the type wrapped', { document_type: { value: 'PAN', confidence_score: 0.9 }, ...pan }],
    ['among what we do not know', { document_type: 'PAN', ...pan, page_count: 2, tags: ['a'], raw: null }],
  ];
  test.each(shapes)('%s', (_, entry) => {
    const { documentType, fields, errorCode } = only(entry);
    expect({ documentType, errorCode }).toEqual({ documentType: 'PAN', errorCode: '' });
    expect(fields.filter(({ key }) => key === 'pan_number')).toEqual([panField]);
  });

  test.each([
    ['a number', { value: 7, confidence_score: 1 }, '7', 1],
    ['a truth', { value: true, confidence_score: 0.5 }, 'true', 0.5],
    ['nothing', { value: null, confidence_score: null }, '', undefined],
    ['a certainty in words', { value: 'x', confidence_score: 'high' }, 'x', undefined],
    ['no certainty', { value: 'x' }, 'x', undefined],
    ['a list', { value: ['NIC 1', 'NIC 2'] }, '["NIC 1","NIC 2"]', undefined],
  ])('%s for a value', (_, raw, value, confidence) => {
    expect(only({ document_type: 'X', f: raw }).fields).toEqual([{ key: 'f', value, confidence }]);
  });

  test('the quality flag, bare or wrapped, is no field', () => {
    for (const flag of ['xerox_copy', { value: 'xerox_copy', confidence_score: 1 }]) {
      const { quality, fields } = only({ ...pan, document_quality_flag: flag });
      expect(quality).toBe('xerox_copy');
      expect(fields).toEqual([panField]);
    }
  });
});

describe('the address', () => {
  const parts = {
    state: 'MH',
    postcode: '411001',
    address_line_1: '12 MG Road',
    address_line_2: '',
    city: 'Pune',
  };
  const line = { key: 'formatted_address', value: '12 MG Road, Pune, MH, 411001' };
  test.each([
    ['bare', { formatted_address: parts }],
    ['wrapped', { formatted_address: { value: parts, confidence_score: 0.9 } }],
    ['below file_data', { file_data: { formatted_address: parts } }],
    ['with wrapped parts', { formatted_address: { ...parts, city: { value: 'Pune' } } }],
    ['as text', { formatted_address: '12 MG Road, Pune, MH, 411001' }],
  ])('%s', (_, entry) => {
    expect(only(entry).fields).toEqual([line]);
  });
});

describe('refused or not', () => {
  test.each([
    ['""', { error_code: '', error_reason: '' }],
    ['null', { error_code: null, error_reason: null }],
    ['missing', {}],
    ['zero', { error_code: 0 }],
    ['false', { error_code: false }],
  ])('%s: not', (_, errors) => {
    expect(only({ ...pan, ...errors }).errorCode).toBe('');
  });

  test.each([
    ['a code', { error_code: 'INVALID_DOC', error_reason: 'Several faces' }, 'INVALID_DOC', 'Several faces'],
    ['a code alone', { error_code: 'UNRECOGNISED' }, 'UNRECOGNISED', ''],
    ['a code we do not know', { error_code: 'PAGE_LIMIT' }, 'PAGE_LIMIT', ''],
    ['a reason alone', { error_reason: 'Could not be fetched' }, 'NO_CODE', 'Could not be fetched'],
    ['inside file_data', { file_data: { error_code: 'INVALID_DOC' } }, 'INVALID_DOC', ''],
    ['beside fields', { ...pan, error_code: 'INVALID_DOC' }, 'INVALID_DOC', ''],
    ['a numeric code', { error_code: 422 }, '422', ''],
    [
      'outside "", inside a code',
      { error_code: '', file_data: { error_code: 'INVALID_DOC' } },
      'INVALID_DOC',
      '',
    ],
  ])('%s: refused', (_, entry, errorCode, errorReason) => {
    expect(only(entry)).toMatchObject({ errorCode, errorReason });
  });
});

describe('lists', () => {
  test.each([
    {},
    { ocr_data: null, cross_checks: null },
    { ocr_data: [], cross_checks: [] },
    { application_id: '1' },
  ])('%j: nothing yet', (answer) => {
    expect(read(answer)).toEqual({ documents: [], crossChecks: [] });
  });

  test('an entry without its id says nothing of any document of ours', () => {
    expect(
      read({ ocr_data: [pan, { document_id: null, ...pan }, { document_id: '', ...pan }] }).documents,
    ).toEqual([]);
  });

  test('an id that came back as a number is the same id', () => {
    expect(read({ ocr_data: [{ document_id: 7, ...pan }] }).documents[0]?.documentId).toBe('7');
  });

  test.each([[], 'text', null, { ocr_data: {} }, { ocr_data: ['x'] }])(
    '%j is no answer of Atlas',
    (answer) => {
      expect(ExtractsAnswer.safeParse(answer).success).toBe(false);
    },
  );
});

describe('what we do not know', () => {
  const others = (entry: Record<string, unknown>) => only({ document_type: 'X', ...entry }).others;

  test('is kept beside the fields, and is no proof that something was read', () => {
    expect(others({ ...pan, page_count: 2, tags: ['a', 'b'], note: 'torn' })).toEqual([
      { key: 'page_count', value: '2' },
      { key: 'tags', value: '["a","b"]' },
      { key: 'note', value: 'torn' },
    ]);
    expect(only({ document_type: 'X', page_count: 2 }).fields).toEqual([]);
  });

  test('in an object of its own too, and whole when it lies deeper', () => {
    expect(others({ file_data: { lines: 3, table: { rows: [1] } } })).toEqual([
      { key: 'lines', value: '3' },
      { key: 'table', value: '{"rows":[1]}' },
    ]);
  });

  test('says nothing where nothing stands', () => {
    expect(others({ a: null, b: '', c: [], d: { e: {} }, f: ' ' })).toEqual([]);
  });

  test('is not said twice: fields, the address, the flag and what refuses', () => {
    const entry = { ...pan, formatted_address: { city: 'Pune' }, document_quality_flag: 'original' };
    expect(others({ ...entry, error_code: 'X', error_reason: 'y', file_uuid: 'f', batch_id: 'b' })).toEqual(
      [],
    );
  });

  test('is covered like every other number', () => {
    expect(others({ raw_text: `No ${number}`, uid: 4921645789012 })).toEqual([
      { key: 'raw_text', value: 'No XXXX XXXX 8901' },
      { key: 'uid', value: 'XXXX XXXX 9012' },
    ]);
  });
});

describe('the number', () => {
  const aadhaar = { aadhaar_number: { value: number, confidence_score: 0.99, redact_url: redactUrl } };

  test('shows its last four digits, with the picture that Atlas covered', () => {
    const { fields, maskedImageUrl } = only({ document_type: 'AADHAAR', ...aadhaar });
    expect(fields).toEqual([{ key: 'aadhaar_number', value: 'XXXX XXXX 8901', confidence: 0.99 }]);
    expect(maskedImageUrl).toBe(redactUrl);
    expect(only({ file_data: aadhaar }).maskedImageUrl).toBe(redactUrl);
  });

  test.each([
    ['javascript:alert(1)', undefined],
    ['data:image/png;base64,x', undefined],
    ['', undefined],
    [7, undefined],
    [redactUrl, redactUrl],
  ])('%j for a picture', (redact_url, shown) => {
    expect(only({ aadhaar_number: { value: number, redact_url } }).maskedImageUrl).toBe(shown);
  });

  test.each(['aadhaar_number', 'Aadhaar No', 'masked_aadhaar', 'uid', 'vid', 'uid_number'])(
    'of whatever length and spelling under %s',
    (key) => {
      expect(only({ [key]: { value: '4921-6457/8901 2' } }).fields[0]?.value).toBe('XXXX XXXX 9012');
    },
  );

  test('wherever Atlas puts it, it does not come out again', () => {
    const written = constantFrom(
      number,
      Number(number),
      '4921 6457 8901',
      '4921-6457-8901',
      `No.${number}`,
      `x ${number} y`,
    );
    const wrapped = oneof(written, record({ value: written, confidence_score: integer({ min: 0, max: 1 }) }));
    const nest = oneof(
      wrapped,
      array(wrapped, { maxLength: 3 }),
      dictionary(string({ maxLength: 8 }), wrapped, { maxKeys: 3 }),
      record({ value: dictionary(string({ maxLength: 8 }), wrapped, { maxKeys: 3 }) }),
      record({ city: wrapped, address_line_1: wrapped }),
      anything({ maxDepth: 2 }),
    );
    const key = oneof(
      constantFrom(
        'aadhaar_number',
        'name',
        'address',
        'formatted_address',
        'error_reason',
        'error_code',
        'document_type',
        'file_data',
        'document_quality_flag',
        number,
        '4921 6457 8901',
      ),
      string({ maxLength: 8 }),
    );
    const entry = dictionary(key, nest, { maxKeys: 6 });
    assert(
      property(array(entry, { maxLength: 3 }), array(entry, { maxLength: 3 }), (ocr, cross) => {
        const { documents, crossChecks } = readExtracts({
          ocr_data: ocr.map((one) => ({ ...one, document_id: id })),
          cross_checks: cross,
        });
        // The id is ours, and a signed address cannot be changed.
        const shown = documents.map(({ documentId, maskedImageUrl, ...rest }) => [
          documentId === id,
          maskedImageUrl === '',
          rest,
        ]);
        expect(JSON.stringify([shown, crossChecks])).not.toMatch(/4921\D?6457/);
      }),
      { numRuns: 2_000, seed: 20_260_115 },
    );
  });
});
