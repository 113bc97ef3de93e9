import { describe, expect, it } from 'vitest';
import { changes } from '@/components/announcer';
import { label, quality } from '@/components/field-words';
import { siteNames } from '@/components/site-names';
import { loanName } from '@/lib/domain/loan-name';
import { verdictWords } from '@/components/verdict-words';
import type { DocumentView } from '@/lib/contract/flow-view';
import { stageProgress } from '@/lib/domain/stage';
import { english } from './english';
import { document, flow, id } from './fixtures';
import { loansOf } from './loans';

const { ago, percent, size, wait } = english;

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

describe('amounts', () => {
  it('a wait is never over too soon', () => {
    expect([
      wait(1),
      wait(30 * SECOND),
      wait(119 * SECOND + 1),
      wait(3 * MINUTE + 1),
      wait(150 * MINUTE),
    ]).toEqual(['1 second', '30 seconds', '120 seconds', '4 minutes', '3 hours']);
  });

  it('an age is in the largest unit that fits', () => {
    const days = 26 * 60 * MINUTE;
    expect([0, 5 * MINUTE, 119 * MINUTE, days].map((passed) => ago(0, passed))).toEqual([
      'just now',
      '5 minutes ago',
      '1 hour ago',
      '1 day ago',
    ]);
  });

  it('a confidence is never rounded up', () => {
    expect([percent(0.999), percent(0.29), percent(1)]).toEqual(['99%', '29%', '100%']);
  });

  it('sizes', () => {
    expect([size(1), size(640 * 1024), size(2.4 * 1024 * 1024)]).toEqual(['1 kB', '640 kB', '2.4 MB']);
  });
});

describe('labels', () => {
  it.each([
    ['customer_name', 'Customer name'],
    ['name_as_per_pan', 'Name as per PAN'],
    ['VOTER_ID', 'Voter ID'],
    ['dob', 'Date of birth'],
    ['constitution_of_b', 'Constitution of b'],
  ])('%s is %s', (key, words) => expect(label(english, key)).toBe(words));

  it('a quality that is not the original is doubtful, known or not', () => {
    expect(quality(english, 'original').doubtful).toBe(false);
    expect(quality(english, 'xerox_copy')).toEqual({ said: 'Photocopy', doubtful: true });
    expect(quality(english, 'screen_shot')).toEqual({ said: 'Screen shot', doubtful: true });
  });

  it('a loan id stays as it is, unless all of it could be an Aadhaar number', () => {
    expect(loanName('LOS-20260417-0001')).toBe('LOS-20260417-0001');
    expect(loanName('2345 6789 0124')).toBe('XXXX XXXX 0124');
    expect(loanName('234567890124')).toBe('XXXX XXXX 0124');
    expect(loanName(' 2345.6789-0124 ')).toBe('XXXX XXXX 0124');
    expect(loanName('२३४५६७८९०१२४')).toBe('XXXX XXXX ०१२४');
    expect(loanName('2345678901240000')).toBe('XXXX XXXX 0000');
    expect(loanName('CDL-202611220047')).toBe('CDL-202611220047');
  });

  it('sites are named by host, each once', () => {
    expect(
      siteNames(english, ['https://a.example/*', 'http://a.example/x/*', 'https://*.b.example/*', '*://*/*']),
    ).toEqual(['a.example', 'b.example and all sites under it', 'every site']);
  });
});

describe('what Atlas says', () => {
  it('a stage word we do not know is under way, never done', () => {
    expect(['SUCCESS', 'COMPLETED', 'FAILED', 'NOT_STARTED', 'QUEUED'].map(stageProgress)).toEqual([
      'done',
      'done',
      'failed',
      'todo',
      'doing',
    ]);
  });

  it('every verdict has a reason and an advice', () => {
    for (const code of ['INVALID_DOC', 'UNRECOGNISED', 'NO_RESULT', 'SOMETHING_NEW'])
      expect(Object.values(verdictWords(english, code)).join(' ')).toMatch(/Re-run|Photograph/);
  });
});

describe('what is read out', () => {
  const before = flow({ documents: [document(0, 'sent'), document(1, 'sent')], state: 'verifying' });

  it('says nothing while nothing changes', () => {
    expect(
      changes(english, loansOf([before]), loansOf([{ ...before, updatedAt: before.updatedAt + 1 }])),
    ).toEqual([]);
  });

  it('names the loan, its new state, and each document that changed', () => {
    const after = flow({ documents: [document(0, 'read'), document(1, 'sent')], state: 'attention' });
    expect(changes(english, loansOf([before]), loansOf([after]))).toEqual([
      'Loan LN-2026-00417: Needs attention, Aadhaar card: Verified',
    ]);
  });

  it('names a loan that is new', () => {
    const young = flow({ flowId: id(2), loanId: 'B', updatedAt: before.updatedAt + 1 });
    const news = changes(english, loansOf([before]), loansOf([before, young]));
    expect(news).toHaveLength(1);
    expect(news[0]).toMatch(/^Loan B: Collecting, Aadhaar card: Safe on this device/);
  });

  it('says which stage Atlas has come to, and once that it is late', () => {
    const at = (name: 'upload' | 'processing', isLate: boolean) =>
      loansOf([{ ...before, stageTimes: { [name]: { since: 1, usual: 9, isLate } } }]);
    const loan = 'Loan LN-2026-00417: ';
    expect(changes(english, at('upload', false), at('processing', false))).toEqual([
      `${loan}Read: under way`,
    ]);
    const late = `${loan}Read: Taking longer than usual`;
    expect(changes(english, at('processing', false), at('processing', true))).toEqual([late]);
    expect(changes(english, at('processing', true), at('processing', true))).toEqual([]);
  });

  it('says that a document is late, and that Atlas has finished without it', () => {
    const at = (more: Partial<DocumentView>) =>
      loansOf([flow({ ...before, documents: [document(0, 'sent', more), document(1, 'sent')] })]);
    const loan = 'Loan LN-2026-00417: Aadhaar card: ';
    expect(changes(english, at({}), at({ isLate: true }))).toEqual([`${loan}Taking longer than usual`]);
    expect(changes(english, at({ isLate: true }), at({ isLate: true }))).toEqual([]);
    expect(changes(english, at({}), at({ isUnnamed: true }))[0]).toContain(
      `${loan}Atlas says it has finished`,
    );
  });

  it('says nothing of loans that are listed only now: older ones, or those of another search', () => {
    const old = flow({ flowId: id(2), loanId: 'B', updatedAt: before.updatedAt - 1 });
    const young = { ...old, updatedAt: before.updatedAt + 1 };
    expect(changes(english, loansOf([before]), loansOf([before, old]))).toEqual([]);
    expect(changes(english, loansOf([before]), loansOf([before, young], { search: 'b' }))).toEqual([]);
    expect(changes(english, loansOf([before]), loansOf([before, young], { group: 'done' }))).toEqual([]);
  });

  it('says nothing of the documents of a loan that has just been opened', () => {
    const folded = loansOf([before], { flows: [] });
    expect(changes(english, folded, loansOf([before]))).toEqual([]);
    const turned = flow({ ...before, state: 'verified' });
    expect(changes(english, folded, loansOf([turned]))).toEqual(['Loan LN-2026-00417: Verified']);
  });
});
