// @vitest-environment happy-dom
import { expect, test } from 'vitest';
import { FolderScreen } from '@/components/folder-screen';
import { folderNews } from '@/components/folder-announcer';
import { PopupScreen } from '@/components/popup-screen';
import type { FlowView } from '@/lib/contract/flow-view';
import type { StateView } from '@/lib/contract/state-view';
import { english } from './english';
import { actions, document as paper, draft, flow, NOW, state } from './fixtures';
import { bulk, folderActions, folderId, folderRow, folderView } from './folder-fixtures';
import { asked, loansOf } from './loans';
import { render } from './render';

/* What is read out to who looks elsewhere. */

const statuses = () =>
  [...document.querySelectorAll('[role=status]')].map((one) => one.textContent).filter((one) => one !== '');

const popup = (one: FlowView, more: Partial<StateView> = {}) => (
  <PopupScreen
    state={{ ...state, ...more }}
    loans={loansOf([one])}
    asked={asked}
    failure={undefined}
    draft={draft}
    now={NOW}
    actions={actions()}
  />
);
const sent = flow({ state: 'verifying', missing: [], documents: [paper(0, 'sent')] });

test('the same sentence is read out a second time', async () => {
  const late = flow({ ...sent, documents: [paper(0, 'sent', { isLate: true })] });
  const { again } = await render(popup(sent));
  const heard = new Set<string | null>();
  const announcer = document.querySelector('[aria-live=polite]');
  for (const one of [late, sent, late, sent, late]) {
    await again(popup(one));
    if (one === late) heard.add(announcer?.textContent ?? null);
  }
  expect([...heard].map((one) => one?.trim())).toEqual(
    Array(2).fill('Loan LN-2026-00417: Aadhaar card: Taking longer than usual'),
  );
});

test('the line that is lost and found, and a network that wants a sign-in of its own', async () => {
  const { again } = await render(popup(sent));
  expect(statuses()).toEqual(['Online']);
  await again(popup(sent, { online: false }));
  expect(statuses()).toEqual(['Offline']);
  const failure = { code: 'unreadable', reason: 'captive-portal' } as const;
  await again(popup({ ...sent, failure }));
  expect(statuses()).toEqual(['Online', expect.stringMatching(/^This network wants you to sign in/)]);
  await again(popup(sent));
  expect(statuses()).toEqual(['Online']);
});

test('a folder: that some are not accepted, and where it has come to, but not each of a thousand', async () => {
  const at = (...states: ReadonlyArray<'sent' | 'read' | 'refused'>) => (
    <FolderScreen
      state={bulk}
      folderId={folderId}
      view={folderView(states.map((one, n) => folderRow(n, one)))}
      folders={[]}
      failure={undefined}
      now={NOW}
      actions={folderActions()}
      onFolder={() => {}}
    />
  );
  const { again } = await render(at('sent', 'sent', 'sent'));
  await again(at('read', 'sent', 'sent'));
  expect(document.querySelector('main > .visually-hidden')?.textContent).toBe('');
  await again(at('read', 'refused', 'sent'));
  expect(document.querySelector('main > .visually-hidden')?.textContent).toBe('Not accepted (1)');
  await again(at('read', 'refused', 'refused'));
  expect(document.querySelector('main > .visually-hidden')?.textContent).toBe('Not accepted (1)');
});

test('a folder that is through says how many are not accepted in the end', () => {
  const before = { state: 'verifying', counts: { sent: 1, refused: 2 } } as const;
  const after = { state: 'attention', counts: { read: 1, refused: 2 } } as const;
  expect(folderNews(english, before, after)).toBe('Needs attention, Not accepted (2)');
  expect(folderNews(english, after, after)).toBe('');
});
