import { describe, expect, test } from 'vitest';
import type { NoticeWords } from '@/lib/domain/notice';
import type { Cause, Need } from '@/lib/outbox/needs';
import { addressOf } from '@/lib/outbox/notice-address';
import { noticeId, readNoticeId, sayNotice } from '@/lib/outbox/notice-text';
import { nameOf, planNotices } from '@/lib/outbox/notices';
import { pageToReuse } from '@/lib/outbox/page-to-reuse';
import english from '@/components/words/notice/en.json';

const words: NoticeWords = english;
const none: ReadonlySet<string> = new Set();

const place = (n: number, loan: number) => ({ flowId: `flow-${loan}`, slotId: `slot-${n}` });

/** Document `n` of a loan; without one, lost with its record. */
function need(n: number, loan?: number, cause: Cause = 'refused'): Need {
  const loanId = `CDL-${loan ?? n}`;
  if (loan === undefined) return { fact: `fact-${n}`, cause: 'lost', loanId };
  return { fact: `fact-${n}`, cause, loanId, place: place(n, loan) };
}
const told = (...needs: readonly Need[]) => new Set(needs.map(({ fact }) => fact));
const plan = (needs: readonly Need[], before = none, shown: readonly string[] = [], isQuiet = false) =>
  planNotices(needs, before, shown, isQuiet);

describe('what is said', () => {
  test('nothing of nothing, and nothing twice', () => {
    expect(plan([])).toEqual({ clear: [] });
    expect(plan([need(1, 1)], told(need(1, 1)))).toEqual({ clear: [] });
  });

  test('one notice for a loan, however many of its documents need the agent', () => {
    const all = [need(1, 1), need(2, 1), need(3, 1)];
    expect(plan(all)).toEqual({
      say: { about: { is: 'loan', flowId: 'flow-1', loanId: 'CDL-1', slotId: 'slot-1' }, needs: all },
      clear: [],
    });
  });

  test('a later document of the loan: the notice speaks of all, opens the new one, and takes the old one’s place', () => {
    const all = [need(1, 1), need(2, 1)];
    expect(plan(all, told(need(1, 1)), ['flow-1', 'flow-7'])).toEqual({
      say: { about: { is: 'loan', flowId: 'flow-1', loanId: 'CDL-1', slotId: 'slot-2' }, needs: all },
      clear: ['flow-7', 'flow-1'],
    });
  });

  test('one notice for several loans, in the place of all that stand there', () => {
    const all = [need(1, 1), need(2, 2), need(3, 3)];
    const { say, clear } = plan(all, told(need(1, 1)), ['flow-1', 'lost', 'loans']);
    // What has just come is what a press leads to.
    expect(say).toEqual({ about: { is: 'loans', place: place(2, 2) }, needs: all });
    expect(clear).toEqual(['flow-1', 'lost', 'loans']);
  });

  test('one notice for a folder, whatever parts its documents are in, and a folder is one of several', () => {
    const folder = 'F-20261128-K7Q2MX-20';
    const all = [need(1, 1), need(2, 2)].map((one) => ({ ...one, folder }));
    expect(plan(all).say).toEqual({ about: { is: 'folder', folder, place: place(1, 1) }, needs: all });
    expect(plan(all, told(need(1, 1)), [folder]).clear).toEqual([folder]);
    const { say } = plan([...all, need(3, 3)]);
    expect(say && sayNotice(say, 'loans//one', words).title).toBe('2 loans need you');
  });

  test('what was lost with its record has one notice for all', () => {
    const all = [need(1), need(2)];
    expect(plan(all).say).toEqual({ about: { is: 'lost' }, needs: all });
    expect(plan([...all, need(3, 3)]).say?.about).toEqual({ is: 'loans', place: place(3, 3) });
  });

  test('nothing in quiet hours, and all of it in one afterwards', () => {
    const all = [need(1, 1), need(2, 2)];
    expect(plan(all, none, [], true)).toEqual({ clear: [] });
    expect(plan(all).say?.needs).toEqual(all);
  });

  test('what needs nobody any more is taken away, in quiet hours too', () => {
    expect(plan([need(1, 1)], told(need(1, 1)), ['flow-1', 'flow-2'], true)).toEqual({ clear: ['flow-2'] });
    expect(plan([], none, ['loans', 'lost'])).toEqual({ clear: ['loans', 'lost'] });
    expect(plan([need(1, 1)], told(need(1, 1)), ['loans'])).toEqual({ clear: [] });
  });
});

describe('a notice', () => {
  const say = (needs: readonly Need[], mayPhotograph = true) => {
    const notice = plan(needs).say;
    if (!notice) throw new Error('nothing was said');
    return sayNotice(notice, noticeId(notice, mayPhotograph, 'one'), words);
  };

  test.each([
    [[need(1, 1)], 'Loan CDL-1', 'Atlas did not accept 1 document. Photograph it again.'],
    [[need(1, 1), need(2, 1)], 'Loan CDL-1', 'Atlas did not accept 2 documents. Photograph them again.'],
    [[need(1, 1, 'parked')], 'Loan CDL-1', '1 document could not be sent. Open it to see why.'],
    [[need(1, 1, 'parked'), need(2, 1)], 'Loan CDL-1', '2 documents need you. Open Satchel to see why.'],
    [
      [need(1, 1), need(2, 2), need(3, 2)],
      '2 loans need you',
      'Atlas did not accept 3 documents. Photograph them again.',
    ],
    [[need(1)], 'Documents were lost', '1 document is no longer on this device. Capture it again.'],
  ])('%#', (needs, title, message) => {
    expect(say(needs)).toMatchObject({ title, message });
  });

  test('of a folder has its name and leads to its page', () => {
    const one: Need = { ...need(1, 1, 'parked'), folder: 'F-20261128-K7Q2MX-20' };
    expect(say([one])).toEqual({
      title: 'Folder 28 Nov 2026 K7Q2MX',
      message: '1 document could not be sent. Open it to see why.',
      buttons: [
        { act: 'list', says: 'Show folder' },
        { act: 'photograph', says: 'Photograph again' },
      ],
    });
  });

  test('may stand on a lock screen: a number that could be an Aadhaar number is covered in it', () => {
    const one: Need = { ...need(1, 1), loanId: '4921 6457 8901' };
    expect(JSON.stringify(say([one]))).not.toMatch(/4921|6457/);
    expect(say([one]).title).toBe('Loan XXXX XXXX 8901');
    expect(say([{ ...one, loanId: '492164578901' }]).title).toBe('Loan XXXX XXXX 8901');
  });

  test('names a loan as the popup does: a date in its id is no such number', () => {
    expect(say([{ ...need(1, 1), loanId: 'CDL-202611220047' }]).title).toBe('Loan CDL-202611220047');
  });

  test('leads to the document itself first, to the list where that cannot be', () => {
    const labels = (all: ReturnType<typeof say>) => all.buttons.map(({ says }) => says);
    expect(labels(say([need(1, 1)]))).toEqual(['Photograph again', 'Show loan']);
    expect(labels(say([need(1, 1)], false))).toEqual(['Show loan', 'Later']);
    expect(labels(say([need(1, 1), need(2, 2)]))).toEqual(['Show loans', 'Photograph again']);
    expect(labels(say([need(1, 1), need(2, 2)], false))).toEqual(['Show loans', 'Later']);
    expect(labels(say([need(1)]))).toEqual(['Show loans', 'Later']);
  });

  test('says in its id all that a press must know, since another worker may be pressed', () => {
    const about = { is: 'loan', flowId: 'flow-1', loanId: 'CDL-1', slotId: 'slot-2' } as const;
    const id = noticeId({ about, needs: [] }, true, 'one');
    const read = { name: 'flow-1', flowId: 'flow-1', slotId: 'slot-2', acts: ['photograph', 'list'] };
    expect(readNoticeId(id)).toEqual(read);
    // As a notice was called that still stands there from before.
    expect(readNoticeId('flow-1/slot-2/one')).toEqual(read);
    expect(readNoticeId(id).name).toBe(nameOf(about));
    expect(id).not.toContain('CDL-1');
    expect(readNoticeId('what no notice of ours is called').acts).toEqual(['list', 'later']);
  });
});

describe('a press', () => {
  const folder = 'F-20261128-K7Q2MX-20';
  const opened = (needs: readonly Need[], mayPhotograph = true) => {
    const notice = plan(needs).say;
    if (!notice) throw new Error('nothing was said');
    const id = noticeId(notice, mayPhotograph, 'one');
    return readNoticeId(id).acts.map((act) => addressOf(id, act));
  };
  const retake = (n: number, loan: number) => `/capture.html?flow=flow-${loan}&slot=slot-${n}`;

  test('on the notice of a loan opens the document’s own place, or that loan', () => {
    expect(opened([need(1, 1)])).toEqual([retake(1, 1), '/sidepanel.html?loan=flow-1']);
    expect(opened([need(1, 1)], false)).toEqual(['/sidepanel.html?loan=flow-1', undefined]);
  });

  test('on that of several opens all that need him, or the place of the one that has just come', () => {
    expect(opened([need(1, 1), need(2, 2)])).toEqual(['/sidepanel.html?group=attention', retake(1, 1)]);
  });

  test('on that of a folder opens its page at what needs him, or the place of the one that has just come', () => {
    expect(opened([{ ...need(1, 1), folder }])).toEqual([
      `/folder.html?folder=${folder}#needs-you`,
      retake(1, 1),
    ]);
    expect(opened([{ ...need(1, 1), folder }], false)[1]).toBeUndefined();
  });

  test('on that of what was lost opens the list, where it is told', () => {
    expect(opened([need(1)])).toEqual(['/sidepanel.html', undefined]);
  });
});

describe('a page that is open already', () => {
  const at = 'chrome-extension://satchel';
  const tabs = (...urls: readonly string[]) => [
    { id: 1 },
    { id: 2, url: 'chrome://newtab/' },
    ...urls.map((url, n) => ({ id: 10 + n, url: `${at}${url}` })),
  ];
  const reused = (address: string, ...urls: readonly string[]) =>
    pageToReuse(`${at}${address}`, tabs(...urls));

  test('is led to what is asked for: there is one list', () => {
    expect(reused('/sidepanel.html?loan=2', '/popup.html', '/sidepanel.html?loan=1')).toEqual({
      id: 11,
      tell: true,
    });
    expect(reused('/sidepanel.html')).toBeUndefined();
  });

  test('of a folder is told without being loaded again; another folder has another page', () => {
    const asked = '/folder.html?folder=A#needs-you';
    expect(reused(asked, '/folder.html', '/folder.html?folder=B', '/folder.html?folder=A')).toEqual({
      id: 12,
      tell: true,
    });
    expect(reused(asked, '/folder.html?folder=B')).toBeUndefined();
  });

  test('of a document is left as it is: a picture may lie there that is not sent yet', () => {
    const asked = '/capture.html?flow=1&slot=2';
    expect(reused(asked, '/capture.html?flow=1&slot=3', asked)).toEqual({ id: 11, tell: false });
    expect(pageToReuse(`${at}${asked}`, [{ id: 7, url: `https://satchel${asked}` }])).toBeUndefined();
  });
});
