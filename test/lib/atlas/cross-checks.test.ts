import { describe, expect, test } from 'vitest';
import { readCrossCheck } from '@/lib/atlas/cross-checks';

const [ORDER, INVOICE] = ['DELIVERY_ORDER', 'INVOICE'];
const understood = {
  field: 'customer_name',
  sides: [
    { document: ORDER, value: 'Ravi D' },
    { document: INVOICE, value: 'Ravi Deshmukh' },
  ],
  similarity: 71,
  details: [],
};

describe('a comparison, however its keys are spelled', () => {
  const two = { value_1: 'Ravi D', value_2: 'Ravi Deshmukh' };
  test.each([
    ['numbered', { field_name: 'customer_name', document_type_1: ORDER, document_type_2: INVOICE, ...two }],
    ['numbered, the score first', { field: 'customer_name', doc1: ORDER, doc2: INVOICE, ...two }],
    [
      'lettered',
      { field: 'customer_name', doc_a: ORDER, doc_b: INVOICE, value_a: 'Ravi D', value_b: 'Ravi Deshmukh' },
    ],
    [
      'named',
      {
        compared_field: 'customer_name',
        source_document: ORDER,
        source_value: 'Ravi D',
        target_document: INVOICE,
        target_value: 'Ravi Deshmukh',
      },
    ],
    [
      'in lists',
      { field: 'customer_name', documents: [ORDER, INVOICE], values: ['Ravi D', 'Ravi Deshmukh'] },
    ],
    [
      'in objects',
      {
        field: 'customer_name',
        left: { document_type: ORDER, value: 'Ravi D' },
        right: { document_type: INVOICE, value: 'Ravi Deshmukh' },
      },
    ],
    [
      'in a list of objects',
      {
        field: 'customer_name',
        documents: [
          { type: ORDER, value: 'Ravi D' },
          { type: INVOICE, value: 'Ravi Deshmukh' },
        ],
      },
    ],
  ])('%s', (_, entry) => {
    expect(readCrossCheck({ ...entry, similarity_score: 71 })).toEqual(understood);
  });
});

describe('what is not understood', () => {
  test('stays as it is', () => {
    const entry = { remark: 'photo', weights: [1, 2, 3], deep: { a: 1 }, similarity_score: 4 };
    expect(readCrossCheck(entry)).toEqual({
      sides: [],
      similarity: 4,
      details: [
        { key: 'remark', value: 'photo' },
        { key: 'weights', value: '[1,2,3]' },
        { key: 'deep', value: '{"a":1}' },
      ],
    });
  });

  test('an object of which a part would be lost is kept whole', () => {
    const { sides, details } = readCrossCheck({ left: { value: 'x', page: 3 }, right: { value: 'y' } });
    expect(sides).toEqual([{}, { value: 'y' }]);
    expect(details).toEqual([{ key: 'left', value: '{"value":"x","page":3}' }]);
  });

  test('a second value for the same side takes nothing away from the first', () => {
    const { sides, details } = readCrossCheck({ value_1: 'x', field_value_1: 'y', value_2: 'z' });
    expect(sides).toEqual([{ value: 'x' }, { value: 'z' }]);
    expect(details).toEqual([{ key: 'field_value_1', value: 'y' }]);
  });

  test('a score in words is no score', () => {
    expect(readCrossCheck({ similarity_score: '87' })).toEqual({
      sides: [],
      similarity: undefined,
      details: [{ key: 'similarity_score', value: '87' }],
    });
  });
});

test('a document that is named by our id keeps it; numbers of people are covered', () => {
  const id = '00000000-0000-4000-8000-000000000001';
  const { sides } = readCrossCheck({
    document_id_1: id,
    value_1: '4921 6457 8901',
    document_2: '492164578901',
  });
  expect(sides).toEqual([{ document: id, value: 'XXXX XXXX 8901' }, { document: 'XXXX XXXX 8901' }]);
});
