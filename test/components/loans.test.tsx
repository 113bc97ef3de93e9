// @vitest-environment happy-dom
import { act } from 'react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { PopupActions } from '@/components/popup-actions';
import { PopupScreen } from '@/components/popup-screen';
import { useAsked } from '@/components/use-asked';
import { readAsked } from '@/components/first-asked';
import type { LoansView } from '@/lib/contract/loans-view';
import { actions, draft, flow, id, NOW, state } from './fixtures';
import { asked, loansOf, manyLoans } from './loans';
import { button, buttons, field, press, render, settle, text, type } from './render';

function popup(loans: LoansView, more: Partial<typeof asked> = {}, does: Partial<PopupActions> = {}) {
  const props = { state, loans, asked: { ...asked, ...more }, failure: undefined, draft, now: NOW };
  return <PopupScreen {...props} actions={actions(does)} />;
}
const five = manyLoans(5, 3);
const folded = loansOf(five, { flows: [] });
const said = () => document.querySelector('[role=search] [role=status]')?.textContent ?? '';
const headings = () => [...document.querySelectorAll('h2')].map((one) => one.textContent);

describe('a folded loan', () => {
  it('says how its documents stand, shows none, and opens when pressed', async () => {
    const onFold = vi.fn<PopupActions['onFold']>();
    await render(popup(folded, {}, { onFold }));
    expect(document.querySelectorAll('li.document')).toHaveLength(0);
    expect(document.querySelector('article')?.textContent).toContain('1 needs you · 1 to send · 1 under way');
    expect(button('LN-2026-00001').getAttribute('aria-expanded')).toBe('false');
    await press('LN-2026-00001');
    expect(onFold).toHaveBeenCalledExactlyOnceWith(id(10_000), true);
  });

  it('that was opened says that it is being read, until it is there', async () => {
    const open = [id(10_000)];
    const { again } = await render(popup(folded, { open }));
    expect(button('LN-2026-00001').getAttribute('aria-expanded')).toBe('true');
    expect(text()).toContain('Reading your loans…');
    await again(popup(loansOf(five, { flows: five.slice(0, 1) }), { open }));
    expect(text()).not.toContain('Reading your loans…');
    expect(document.querySelectorAll('li.document')).toHaveLength(3);
  });

  it('is folded at once, and the focus stays where it was', async () => {
    const onFold = vi.fn<PopupActions['onFold']>();
    const open = loansOf(five, { flows: five.slice(0, 1) });
    const { again } = await render(popup(open, {}, { onFold }));
    await settle(() => button('LN-2026-00001').focus());
    await press('LN-2026-00001');
    expect(onFold).toHaveBeenCalledExactlyOnceWith(id(10_000), false);
    await again(popup(open, { folded: [id(10_000)] }));
    expect(document.querySelectorAll('li.document')).toHaveLength(0);
    expect(document.activeElement).toBe(button('LN-2026-00001'));
  });
});

describe('finding a loan', () => {
  it('is offered where there are more than a few', async () => {
    const { again } = await render(popup(loansOf(manyLoans(3, 1))));
    expect(document.querySelector('[role=search]')).toBeNull();
    await again(popup(loansOf(manyLoans(4, 1))));
    expect(field('Find a loan').type).toBe('search');
    // One that was asked for is not taken away with what it does not find.
    await again(popup(loansOf([], { search: 'x' }), { search: 'x' }));
    expect(field('Find a loan').value).toBe('x');
  });

  it('asks for what is typed and for the group that is chosen', async () => {
    const onFind = vi.fn<PopupActions['onFind']>();
    await render(popup(folded, {}, { onFind }));
    await type('Find a loan', 'desh');
    expect(onFind).toHaveBeenLastCalledWith({ search: 'desh' });
    const chip = (label: RegExp) =>
      [...document.querySelectorAll<HTMLInputElement>('[role=search] input[type=radio]')].find(({ labels }) =>
        label.test(labels?.[0]?.textContent ?? ''),
      );
    expect(chip(/^All/)?.checked).toBe(true);
    await settle(() => chip(/^Under way 2$/)?.click());
    expect(onFind).toHaveBeenLastCalledWith({ group: 'underWay' });
  });

  it('reads out how many were found, of the answer to what is asked and of no other', async () => {
    const found = loansOf(five.slice(0, 2), { search: 'desh', flows: [], all: 5 });
    const { again } = await render(popup(folded));
    expect(said()).toBe('');
    await again(popup(folded, { search: 'desh' }));
    expect(said()).toBe('');
    await again(popup(found, { search: 'desh' }));
    expect(said()).toBe('2 loans found');
    await again(popup({ ...found, hasMore: true }, { search: 'desh' }));
    expect(said()).toBe('2 loans found so far, and there may be older ones');
    await again(popup({ ...found, group: 'attention' }, { search: 'desh', group: 'attention' }));
    expect(said()).toBe('1 loan found');
  });

  it('that finds nothing says what that means, without a number in clear, and leads back', async () => {
    const onFind = vi.fn<PopupActions['onFind']>();
    const onReceipts = vi.fn<PopupActions['onReceipts']>();
    const search = '2345 6789 0124';
    await render(popup(loansOf([], { search, all: 5 }), { search }, { onFind, onReceipts }));
    expect(said()).toBe('0 loans found');
    expect(document.querySelector('.empty')?.textContent).toContain('holds “XXXX XXXX 0124”');
    await press('Show all loans');
    expect(onFind).toHaveBeenCalledExactlyOnceWith({ search: '', group: undefined });
    await press('Look in the receipts');
    expect(onReceipts).toHaveBeenCalledExactlyOnceWith(search);
  });

  it('in a group that is empty says so', async () => {
    await render(popup(loansOf([], { group: 'done', all: 5 }), { group: 'done' }));
    expect(text()).toContain('No loan is in this state now.');
    expect(buttons('Look in the receipts')).toEqual([]);
  });
});

describe('the list', () => {
  it('names its groups, what needs the agent first', async () => {
    await render(popup(folded));
    expect(headings()).toEqual(['Needs you 1', 'To send 1', 'Under way 2', 'Done 1']);
  });

  it('offers more when there is more', async () => {
    const onMore = vi.fn<PopupActions['onMore']>();
    const { again } = await render(popup(folded, {}, { onMore }));
    expect(buttons('Show more loans')).toEqual([]);
    await again(popup({ ...folded, hasMore: true }, {}, { onMore }));
    await press('Show more loans');
    expect(onMore).toHaveBeenCalledOnce();
  });

  it('of a locked agent can be searched and opened, too', async () => {
    const props = { loans: folded, asked, failure: undefined, draft, now: NOW, actions: actions() };
    await render(<PopupScreen {...props} state={{ ...state, phase: 'locked' }} />);
    expect(field('Find a loan').value).toBe('');
    expect(buttons(/^LN-2026/)).toHaveLength(5);
  });

  it('counts only loans that have changed, when they are many', async () => {
    const { again } = await render(popup(folded));
    const live = () => document.querySelector('[aria-live=polite]')?.textContent;
    await again(popup({ ...folded, lines: folded.lines.map((line) => ({ ...line, state: 'waiting' })) }));
    expect(live()).toBe('5 loans have changed');
  });
});

describe('a long list', () => {
  const TALL = 100;
  const undo: Array<() => void> = [];
  beforeEach(() => {
    // No layout here: the window is 600 px high, the list begins 200 px below the page's top, and every row has 100.
    const place = () => new DOMRect(0, 200 - window.scrollY, 360, TALL);
    const spies = [
      vi.spyOn(window, 'innerHeight', 'get').mockReturnValue(600),
      vi.spyOn(Element.prototype, 'getBoundingClientRect').mockImplementation(place),
      vi.spyOn(HTMLElement.prototype, 'offsetHeight', 'get').mockReturnValue(TALL),
    ];
    undo.push(...spies.map((spy) => () => spy.mockRestore()));
  });
  afterEach(() => {
    for (const one of undo.splice(0)) one();
  });

  const many = loansOf(manyLoans(200, 1), { flows: [] });
  const drawn = () => [...document.querySelectorAll('article')];
  const scrollTo = async (top: number) => {
    await act(async () => {
      window.scrollTo(0, top);
      window.dispatchEvent(new Event('scroll'));
    });
  };
  const show = async () => {
    const shown = await render(popup(many));
    await act(() => import('@/components/long-list'));
    await settle(() => {});
    expect(document.querySelector('.loans-placed')).not.toBeNull();
    return shown;
  };

  it('draws what is looked at, and says which of how many it is', async () => {
    await show();
    expect(drawn().length).toBeGreaterThan(5);
    expect(drawn().length).toBeLessThan(20);
    expect(drawn()[0]?.getAttribute('aria-posinset')).toBe('1');
    await scrollTo(10_000);
    expect(drawn().length).toBeLessThan(25);
    const places = drawn().map((one) => Number(one.getAttribute('aria-posinset')));
    expect(Math.min(...places)).toBeGreaterThan(70);
    expect(drawn()[0]?.getAttribute('aria-setsize')).toBe('200');
  });

  it('keeps what has the focus, however far it is scrolled', async () => {
    await show();
    const [first] = buttons(/^LN-2026/);
    await settle(() => first?.focus());
    await scrollTo(10_000);
    expect(document.activeElement).toBe(first);
    await settle(() => first?.blur());
    await scrollTo(11_000);
    expect(first?.isConnected).toBe(false);
  });

  it('stays the same list when a search finds little', async () => {
    const { again } = await show();
    const list = document.querySelector('.loans');
    await again(popup({ ...many, search: 'x', lines: many.lines.slice(0, 2) }, { search: 'x' }));
    expect(document.querySelector('.loans')).toBe(list);
    expect(drawn()).toHaveLength(2);
  });
});

describe('what is asked', () => {
  const first = { search: '', most: 200, finished: 5, open: [], folded: [] };
  let now: ReturnType<typeof useAsked> | undefined;
  function Asking() {
    now = useAsked(first);
    return null;
  }
  async function start() {
    await render(<Asking />);
    const reload = vi.fn<() => void>();
    const does = now?.actionsWith(reload);
    if (!now || !does) throw new RangeError('not drawn');
    return { reload, does, keepOpen: now.keepOpen, latest: now.latest };
  }

  it('is asked at once, and looks further back for words', async () => {
    const { reload, does, latest } = await start();
    await settle(() => does.onFind({ search: 'ravi' }));
    expect(latest()).toEqual({ ...first, search: 'ravi', finished: 50 });
    expect(now?.asked).toEqual(latest());
    await settle(() => does.onFind({ group: 'done' }));
    expect(latest()).toMatchObject({ search: 'ravi', group: 'done' });
    await settle(() => does.onMore());
    expect(latest()).toMatchObject({ most: 400, finished: 100 });
    expect(reload).toHaveBeenCalledTimes(3);
  });

  it('keeps open what was open by itself, but for what the agent has folded', async () => {
    const { does, keepOpen, latest } = await start();
    const loans = loansOf([flow(), flow({ flowId: id(2) })]);
    await settle(() => keepOpen(loans));
    expect(latest()).toMatchObject({ open: [id(1), id(2)], folded: [] });
    await settle(() => does.onFold(id(1), false));
    // The answer that is under way still has it open.
    await settle(() => keepOpen(loans));
    expect(latest()).toMatchObject({ open: [id(2)], folded: [id(1)] });
    await settle(() => does.onFold(id(1), true));
    expect(latest()).toMatchObject({ open: [id(2), id(1)], folded: [] });
  });

  it('never asks for more open loans than an answer may hold: the first ones fold', async () => {
    const { does, latest } = await start();
    for (let n = 1; n <= 51; n += 1) await settle(() => does.onFold(id(n), true));
    expect([latest().open.length, latest().open[0]]).toEqual([50, id(2)]);
  });
});

describe('the loan that the page was opened for', () => {
  const many = manyLoans(60, 1);
  const sought = many[2]?.flowId ?? '';
  const into = vi.fn<(this: Element, how?: boolean | ScrollIntoViewOptions) => void>();
  beforeEach(() => {
    vi.spyOn(Element.prototype, 'scrollIntoView').mockImplementation(function note(this: Element, how) {
      into.call(this, how);
    });
    into.mockClear();
  });

  it('comes into sight with the focus on it, once', async () => {
    const loans = loansOf(five, { flows: five.slice(2, 3) });
    const loan = five[2]?.flowId ?? '';
    const { again } = await render(popup(loans, { loan }));
    expect(into.mock.contexts).toEqual([document.activeElement?.closest('article')]);
    expect(document.activeElement).toBe(button('LN-2026-00003'));
    // Found by no search for a while, and there again: it has been seen.
    await again(popup(loansOf(five.slice(0, 2), { flows: [] }), { loan }));
    button('LN-2026-00001').focus();
    await again(popup(loansOf(five, { flows: five.slice(2, 3) }), { loan }));
    expect(document.activeElement).toBe(button('LN-2026-00001'));
    expect(into).toHaveBeenCalledOnce();
  });

  it('is waited for where it is not there yet, and looked for nowhere else', async () => {
    const { again } = await render(popup(loansOf(many.slice(0, 1)), { loan: sought }));
    expect(into).not.toHaveBeenCalled();
    await again(popup(loansOf(many.slice(0, 3), { flows: [] }), { loan: sought }));
    expect(into).toHaveBeenCalledOnce();
  });

  it('is read from the address, and nothing else is', () => {
    expect(readAsked(`?loan=${id(7)}`)).toMatchObject({ loan: id(7), open: [], search: '' });
    expect(readAsked('?group=attention')).toMatchObject({ group: 'attention' });
    expect(readAsked('?loan=CDL-1&group=all&search=Ravi')).toEqual(readAsked(''));
  });
});
