// @vitest-environment happy-dom
import type { ReactNode } from 'react';
import { act } from 'react';
import { expect, test } from 'vitest';
import { OptionsScreen } from '@/components/options-screen';
import { useKeptFocus } from '@/components/kept-focus';
import { PopupScreen } from '@/components/popup-screen';
import type { FlowView } from '@/lib/contract/flow-view';
import type { StateView } from '@/lib/contract/state-view';
import { actions, document as paper, draft, flow, NOW, state } from './fixtures';
import { optionsProps } from './gallery/options-props';
import { asked, loansOf } from './loans';
import { button, deferred, press, render, settle } from './render';

/* What had the focus goes away with its press: where the focus is then. */

const focused = () => {
  const at = document.activeElement;
  return `${at?.localName} ${at?.getAttribute('aria-label') ?? at?.textContent}`;
};

/** By keys: the focus is on it when it is pressed. */
async function pressed(name: string | RegExp): Promise<void> {
  await act(async () => {
    button(name).focus();
    button(name).click();
  });
}

const popup = (flows: readonly FlowView[], more: Partial<StateView> = {}, loans = loansOf(flows)) => (
  <PopupScreen
    state={{ ...state, ...more }}
    loans={loans}
    asked={asked}
    failure={undefined}
    draft={draft}
    now={NOW}
    actions={actions()}
  />
);

const kept = flow({ documents: [paper(0, 'captured'), paper(1, 'captured')] });
const discarded = flow({
  documents: [paper(0, 'captured'), paper(1, 'discarded', { restorableUntil: NOW + 60_000 })],
});

test('discard and undo: on the row of that document, wherever it stands now', async () => {
  const { again } = await render(popup([kept]));
  await pressed('Discard PAN card');
  await again(popup([discarded]));
  expect(focused()).toBe('li PAN card');
  await pressed('Undo discarding PAN card');
  await again(popup([kept]));
  expect(focused()).toBe('li PAN card');
  expect(document.activeElement?.contains(button('Discard PAN card'))).toBe(true);
});

test('a row that is no more leaves it to its card, and that to the page', async () => {
  const { again } = await render(popup([kept]));
  await pressed('Discard PAN card');
  await again(popup([flow({ documents: [paper(0, 'captured')] })]));
  expect(document.activeElement?.localName).toBe('article');
  await again(popup([]));
  // Its heading is for those who do not see: the focus would not be seen there.
  expect(document.activeElement?.localName).toBe('main');
});

test('a notice that is noted leaves it to the page', async () => {
  const { again } = await render(popup([kept], { witnessBrokenAt: NOW }));
  await pressed('I have noted it');
  await again(popup([kept]));
  expect(document.activeElement?.localName).toBe('main');
});

test('signing out: on the question, and back on the button for who stays', async () => {
  await render(popup([kept]));
  await pressed('Sign out');
  expect(focused()).toBe('div Sign out');
  expect(document.activeElement?.contains(button('Stay signed in'))).toBe(true);
  await pressed('Stay signed in');
  expect(document.activeElement).toBe(button('Sign out'));
});

test('a search that found nothing, cleared: on the search field', async () => {
  const found = { ...loansOf([], { all: 9, search: 'x' }) };
  const { again } = await render(popup([], {}, found));
  await pressed('Show all loans');
  await again(popup([kept], {}, loansOf([kept], { all: 9 })));
  expect(document.activeElement?.getAttribute('type')).toBe('search');
});

test('in a section of a page: on its heading', async () => {
  const page = (isSet: boolean) => (
    <OptionsScreen {...optionsProps} state={{ ...state, pin: { isSet, isOffered: false } }} />
  );
  const { again } = await render(page(false));
  await pressed('Set a PIN');
  expect(focused()).toMatch(/^input/);
  await again(page(true));
  expect(focused()).toBe('h2 Signed in');
});

/** A page of one list. */
function Page({ children }: { readonly children: ReactNode }) {
  useKeptFocus();
  return (
    <main>
      <ul>{children}</ul>
    </main>
  );
}

const row = (name: string, more: { disabled?: boolean; 'aria-busy'?: boolean } = {}) => (
  <Page>
    <li key={name} aria-label={name}>
      <button type="button" {...more}>
        {name}
      </button>
    </li>
  </Page>
);

test('a button that works comes back by itself, and the focus with it', async () => {
  const { again } = await render(row('Send'));
  await pressed('Send');
  await again(row('Send', { disabled: true, 'aria-busy': true }));
  expect(focused()).not.toBe('li Send');
  await again(row('Send'));
  expect(document.activeElement).toBe(button('Send'));
});

test('one that cannot be pressed gives it to its row, and has it back', async () => {
  const { again } = await render(row('Check'));
  await pressed('Check');
  await again(row('Check', { disabled: true }));
  expect(focused()).toBe('li Check');
  await again(row('Check'));
  expect(document.activeElement).toBe(button('Check'));
});

test('who has gone on himself is not called back', async () => {
  const { again } = await render(row('Check'));
  await pressed('Check');
  await act(async () => {
    document.body.dispatchEvent(new Event('pointerdown', { bubbles: true }));
    button('Check').blur();
  });
  await again(row('Other'));
  expect(document.activeElement).toBe(document.body);
});

test('who leaves with Tab is not called back either', async () => {
  const { again } = await render(row('Check'));
  await pressed('Check');
  await act(async () => {
    button('Check').dispatchEvent(new KeyboardEvent('keydown', { key: 'Tab', bubbles: true }));
    button('Check').blur();
  });
  await again(row('Other'));
  expect(document.activeElement).toBe(document.body);
});

test('nothing is moved under who uses another control meanwhile', async () => {
  const answer = deferred<void>();
  const props = { ...optionsProps, onDiagnose: () => answer.promise.then(optionsProps.onDiagnose) };
  await render(<OptionsScreen {...props} />);
  await press('Show what it contains');
  const search = document.querySelector<HTMLInputElement>('[role=search] input');
  await act(async () => search?.focus());
  await settle(answer.resolve);
  expect(document.activeElement).toBe(search);
});
