// @vitest-environment happy-dom
import { describe, expect, it, vi } from 'vitest';
import type { PopupActions } from '@/components/popup-actions';
import type { FlowView } from '@/lib/contract/flow-view';
import { actions, document as paper, flow, id, NOW, results } from './fixtures';
import { OpenLoan } from './loans';
import { buttons, press, render, text } from './render';

const HOUR = 3_600_000;
const stages = (crosscheck: string, master: string) => ({
  upload: 'SUCCESS',
  processing: 'SUCCESS',
  crosscheck,
  master,
});
const read = { missing: [], documents: [paper(0, 'read'), paper(1, 'read')] } as const;
const comparing = {
  ...read,
  state: 'comparing',
  stages: stages('PENDING', 'IN_PROGRESS'),
  comparing: { since: NOW - 40_000, isRested: false },
} as const;

function card(more: Partial<FlowView>, does: Partial<PopupActions> = {}, locked = false) {
  return <OpenLoan flow={flow(more)} now={NOW} actions={actions(does)} locked={locked} />;
}
const steps = () => [...document.querySelectorAll('ol li')].map((one) => one.textContent);
const badge = () => document.querySelector('.badge');
const notice = () => document.querySelector('.card-body > .notice');

describe('a loan whose documents are all read', () => {
  it('shows that Atlas still compares, and calls it nothing else', async () => {
    await render(card(comparing));
    expect(steps()).toEqual(['Fetch: done', 'Read: done', 'Compare: under way', 'Result: under way']);
    expect(badge()?.textContent).toBe('Read, being compared');
    expect(document.querySelectorAll('.stage .spin')).toHaveLength(2);
    expect(notice()).toBeNull();
  });

  it('says that Atlas’s comparison, or its result, has failed, and what to do', async () => {
    const failed = { ...read, state: 'unconfirmed' } as const;
    const { again } = await render(card({ ...failed, stages: stages('FAILED', 'FAILED') }));
    expect(steps()).toEqual(['Fetch: done', 'Read: done', 'Compare: failed', 'Result: failed']);
    expect(badge()?.textContent).toBe('Read, not confirmed');
    expect(notice()?.textContent).toMatch(
      /comparing the documents failed.*stands under Details.*Compare the papers/,
    );
    expect(buttons(/check now/i)).toEqual([]);
    await again(card({ ...failed, stages: stages('COMPLETED', 'FAILED') }));
    expect(notice()?.textContent).toContain('its result for this loan failed');
  });

  it('says that nobody asks any more, and lets the agent ask', async () => {
    const onCheck = vi.fn<PopupActions['onCheck']>(() => Promise.resolve());
    const rested = {
      ...comparing,
      state: 'unconfirmed',
      comparing: { since: NOW - 7 * HOUR, isRested: true },
    } as const;
    const { again } = await render(card(rested, { onCheck }));
    expect(notice()?.textContent).toMatch(/^For 7 hours Atlas has not said.*no longer asks by itself/);
    expect(document.querySelectorAll('.stage .spin')).toHaveLength(0);
    await press('Check now: LN-2026-00417');
    expect(onCheck).toHaveBeenCalledExactlyOnceWith(id(1));
    await again(card(rested, { onCheck }, true));
    expect(buttons(/check now/i)).toEqual([]);
  });

  it('has its details read again when the comparison is over', async () => {
    const onResults = vi.fn<NonNullable<PopupActions['onResults']>>(() => Promise.resolve(results));
    const { again } = await render(card(comparing, { onResults }));
    await press('Details of Aadhaar card');
    await again(card({ ...comparing, stages: stages('PENDING', 'REVIEWING') }, { onResults }));
    expect(onResults).toHaveBeenCalledTimes(1);
    await again(card({ ...read, state: 'verified', stages: stages('COMPLETED', 'SUCCESS') }, { onResults }));
    expect(onResults).toHaveBeenCalledTimes(2);
  });

  it.each([
    ['open', 'Atlas has not compared the documents yet.'],
    ['done', 'Atlas compared nothing for this loan.'],
    ['failed', 'Atlas says that comparing the documents failed.'],
  ] as const)('a comparison that is %s and has no pair says so', async (comparison, says) => {
    const onResults = () => Promise.resolve({ ...results, crossChecks: [], comparison });
    await render(card(comparing, { onResults }));
    await press('Details of Aadhaar card');
    expect(text()).toContain(says);
  });
});

describe('a stage', () => {
  const times = (late: boolean) => ({
    upload: { usual: 9_000, isLate: false },
    processing: { usual: 20_000, isLate: false },
    crosscheck: { since: NOW - 300_000, usual: 150_000, isLate: late },
    master: { isLate: false },
  });

  it('says under its name how long it usually takes here', async () => {
    await render(card({ ...comparing, stageTimes: times(false) }));
    expect(steps()).toEqual([
      'Fetch: done usually 9s',
      'Read: done usually 20s',
      'Compare: under way usually 3m',
      'Result: under way',
    ]);
    expect(buttons(/check now/i)).toEqual([]);
  });

  it('that is late is named, and can be asked for at once', async () => {
    const onCheck = vi.fn<PopupActions['onCheck']>(() => Promise.resolve());
    await render(card({ ...comparing, stageTimes: times(true) }, { onCheck }));
    expect(text()).toMatch(/Compare takes longer than usual: 5 minutes so far.*You need do nothing/);
    expect(document.querySelectorAll('.stage.tone-waiting')).toHaveLength(1);
    await press('Check now: LN-2026-00417');
    expect(onCheck).toHaveBeenCalledExactlyOnceWith(id(1));
  });
});

describe('a document that is out of the line', () => {
  const parked = (code: 'unavailable' | 'full' | 'rejected', more = {}) => ({
    missing: [],
    documents: [paper(0, 'parked', { failure: { code }, ...more })],
  });
  const tones = () =>
    [...document.querySelectorAll('.document .state-line, .document .notice')].map(
      ({ className }) => /tone-(\w+)/.exec(className)?.[1],
    );

  it('and comes back by itself needs nobody, in colour and word', async () => {
    for (const code of ['unavailable', 'full'] as const) {
      const { again } = await render(
        card({ ...parked(code, { nextTryAt: NOW + 60_000 }), state: 'retrying' }),
      );
      expect(badge()?.textContent).toBe('Tries again by itself');
      expect(badge()?.className).toContain('tone-waiting');
      expect(text()).toContain('Not sent yet');
      expect(tones()).toEqual(['waiting', 'waiting']);
      await again(null);
    }
  });

  it('and stays so needs its agent', async () => {
    await render(card({ ...parked('rejected'), state: 'attention' }));
    expect(text()).toContain('Could not be sent');
    expect(tones()).toEqual(['attention', 'attention']);
  });
});
