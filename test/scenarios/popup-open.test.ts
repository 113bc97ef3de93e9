import { beforeEach, expect, test, vi } from 'vitest';
import { freshDatabase } from '@/test/lib/outbox/fresh-database';
import { asha, createLaptop, createTown, paper, firstAsked } from './town';

beforeEach(freshDatabase);

test('one answer holds what the popup draws, as the single questions have it', async () => {
  const laptop = createLaptop(await createTown());
  await laptop.wait(laptop.popup.call('session.signIn', asha));
  for (const [loanId, kind] of [
    ['CDL-1', 'PAN'],
    ['CDL-2', 'AADHAAR'],
  ] as const)
    await laptop.wait(
      laptop.portal.call('portal.capture', {
        loanId,
        kind,
        source: 'portal-link',
        bytes: paper(kind, 'ABCDE1234F'),
      }),
    );
  const { state, loans, draft } = await laptop.wait(laptop.popup.call('popup.open', firstAsked));
  expect(loans.flows.map(({ loanId }) => loanId).toSorted()).toEqual(['CDL-1', 'CDL-2']);
  expect(state).toMatchObject({ phase: 'signed-in', waiting: 2, unsent: 2, lost: [], damaged: 0 });
  expect(draft).toBeUndefined();
  expect(await laptop.wait(laptop.popup.call('state.get'))).toMatchObject({ waiting: 2, unsent: 2 });
});

test('what was typed is there when the popup opens again, until the browser closes', async () => {
  const laptop = createLaptop(await createTown());
  const draft = { address: '', tenant: 'sunrise', email: 'asha@sunrise.test' };
  await laptop.wait(laptop.popup.call('draft.keep', draft));
  const open = () => laptop.wait(laptop.popup.call('popup.open', firstAsked));
  expect(await open()).toMatchObject({ draft, loans: { all: 0, lines: [] } });
  laptop.restartBrowser();
  expect((await open()).draft).toBeUndefined();
});

test('a panel that nobody looks at hurries nothing', async () => {
  const laptop = createLaptop(await createTown());
  await laptop.wait(laptop.popup.call('session.signIn', asha));
  const woken = vi.spyOn(laptop.drain(), 'wake');
  await laptop.wait(laptop.panel.call('popup.open', { ...firstAsked, unseen: true }));
  expect(woken).not.toHaveBeenCalled();
  await laptop.wait(laptop.panel.call('popup.open', firstAsked));
  expect(woken).toHaveBeenCalledExactlyOnceWith({ hurry: true, watched: true, unchanged: true });
});
