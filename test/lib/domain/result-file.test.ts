import { describe, expect, test } from 'vitest';
import { Organisation } from '@/lib/domain/organisation';
import type { LoanResults } from '@/lib/domain/result-file';
import { fieldsText, resultsCsv, resultsJson } from '@/lib/domain/result-file';
import { confidenceLimit, similarityLimit } from '@/lib/domain/review';

const NUMBER = '4921 6457 8901';
const results: LoanResults = {
  loanId: 'CDL-1',
  documents: [
    {
      label: 'PAN card',
      documentId: 'd-1',
      documentType: 'PAN',
      quality: 'xerox_copy',
      fields: [
        { key: 'name', value: '=HYPERLINK("https://x")', confidence: 0.9 },
        { key: 'address', value: `1, "A" Road ${NUMBER}` },
      ],
    },
    { label: 'Invoice', documentId: 'd-2', documentType: 'NEW_KIND', errorReason: 'torn', fields: [] },
  ],
  crossChecks: [
    {
      field: 'customer_name',
      sides: [
        { document: 'DELIVERY_ORDER', value: 'Ravi' },
        { document: 'INVOICE', value: NUMBER },
      ],
      similarity: 58,
      details: [{ key: 'by', value: 'v2' }],
    },
    { sides: [], details: [{ key: 'remark', value: 'photo' }] },
  ],
};

test('the loan is named as the screen does', () => {
  const named = { ...results, loanId: '4921 6457 8901' };
  for (const text of [resultsCsv(named), resultsJson(named)]) {
    expect(text).toContain('XXXX XXXX 8901');
    expect(text).not.toContain('4921');
  }
  expect(resultsCsv({ ...results, loanId: 'CDL-202611220047' })).toContain('CDL-202611220047');
});

describe('results as a table', () => {
  test('hold every field, flag, reason and comparison, and no formula', () => {
    expect(resultsCsv(results).replace('\uFEFF', '').split('\r\n')).toEqual([
      'loan,document,document_id,type,field,value,confidence,other',
      `CDL-1,PAN card,d-1,PAN,name,"'=HYPERLINK(""https://x"")",0.9,`,
      'CDL-1,PAN card,d-1,PAN,address,"1, ""A"" Road XXXX XXXX 8901",,',
      'CDL-1,PAN card,d-1,PAN,document_quality_flag,xerox_copy,,',
      'CDL-1,Invoice,d-2,NEW_KIND,error_reason,torn,,',
      'CDL-1,DELIVERY_ORDER,,cross-check,customer_name,Ravi,58,INVOICE · XXXX XXXX 8901 · by: v2',
      'CDL-1,,,cross-check,,,,remark: photo',
      '',
    ]);
  });

  test('as JSON, covered too', () => {
    const text = resultsJson(results);
    expect(text).not.toContain(NUMBER);
    expect(JSON.parse(text)).toMatchObject({
      format: 'satchel/results/1',
      loanId: 'CDL-1',
      documents: [{ fields: [{ key: 'name', confidence: 0.9 }, {}] }, { documentType: 'NEW_KIND' }],
      crossChecks: [{ similarity: 58 }, { details: [{ key: 'remark', value: 'photo' }] }],
    });
  });

  test('one document for the clipboard', () => {
    expect(fieldsText(results.documents[0]?.fields ?? [], (key) => key.toUpperCase())).toBe(
      'NAME: =HYPERLINK("https://x")\nADDRESS: 1, "A" Road XXXX XXXX 8901',
    );
  });
});

describe('from when on something is marked', () => {
  const file = {
    organisation: { name: 'X' },
    atlas: { api: 'flow' },
    products: [{ productType: 'P', label: 'P', documents: [{ kind: 'PAN', label: 'PAN', required: true }] }],
    portals: [],
  };
  const review = (given: unknown) => Organisation.parse({ ...file, review: given }).review;

  test('is 0.8 and 80 unless the organisation says otherwise', () => {
    expect([confidenceLimit('name'), similarityLimit(undefined)]).toEqual([0.8, 80]);
    expect(Organisation.parse(file).review).toBeUndefined();
    const set = review({ confidence: 0.9, fields: { dealer_address: { similarity: 60 } } });
    expect([confidenceLimit('dealer_address', set), similarityLimit('dealer_address', set)]).toEqual([
      0.9, 60,
    ]);
    expect(similarityLimit('customer_name', set)).toBe(80);
  });

  test('a field may be left unmarked altogether', () => {
    expect(confidenceLimit('imei', review({ fields: { imei: { confidence: 0 } } }))).toBe(0);
  });

  test.each([{ confidence: 80 }, { similarity: 101 }, { fields: { a: { confidense: 1 } } }])(
    '%j is no such limit',
    (wrong) => {
      expect(Organisation.safeParse({ ...file, review: wrong }).success).toBe(false);
    },
  );
});
