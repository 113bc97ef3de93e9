// @vitest-environment happy-dom
import { describe, expect, it, vi } from 'vitest';
import type { PopupActions } from '@/components/popup-actions';
import type { PopupScreenProps } from '@/components/popup-screen';
import { PopupScreen } from '@/components/popup-screen';
import type { FlowView } from '@/lib/contract/flow-view';
import type { Phase, StateView } from '@/lib/contract/state-view';
import { Failed } from '@/lib/domain/failed';
import { actions, document as paper, draft, flow, id, NOW, state } from './fixtures';
import { asked, loansOf } from './loans';
import { button, buttons, deferred, field, press, render, settle, submit, text, type } from './render';

type Given = Partial<PopupScreenProps> & { readonly flows?: readonly FlowView[] };

function popup({ flows = [], ...more }: Given = {}) {
  const props = { state, loans: loansOf(flows), asked, failure: undefined, draft, now: NOW };
  return <PopupScreen {...props} actions={actions()} {...more} />;
}
const at = (phase: Phase, more: Partial<StateView> = {}): StateView => ({ ...state, phase, ...more });
const typed = { address: '', tenant: 'sahyadri', email: 'asha@sahyadri.example' };

describe('first run', () => {
  const welcome = {
    phase: 'no-organisation',
    online: true,
    waiting: 0,
    unsent: 0,
    lost: [],
    damaged: 0,
    missingOrigins: [],
  } as const;

  it('takes the organisation address and keeps it while the popup is closed', async () => {
    const [onOrganisation, onDraft] = [
      vi.fn<PopupActions['onOrganisation']>(() => Promise.resolve()),
      vi.fn<PopupActions['onDraft']>(),
    ];
    await render(popup({ state: welcome, actions: actions({ onOrganisation, onDraft }) }));
    expect(button('Continue').disabled).toBe(true);
    await type('Organisation address', ' satchel.bank.example ');
    expect(onDraft).toHaveBeenLastCalledWith(expect.objectContaining({ address: ' satchel.bank.example ' }));
    await submit();
    expect(onOrganisation).toHaveBeenCalledExactlyOnceWith('satchel.bank.example');
  });

  it('says what is wrong with an address, and keeps what was typed', async () => {
    const onOrganisation = () => Promise.reject(new Failed('unreadable', { reason: 'broker-not-satchel' }));
    const given = { ...draft, address: 'www.bank.example' };
    await render(popup({ state: welcome, draft: given, actions: actions({ onOrganisation }) }));
    await submit();
    expect(document.querySelector('[role=alert]')?.textContent).toContain('it is not Satchel’s service');
    expect(field('Organisation address').value).toBe('www.bank.example');
  });
});

describe('access to sites', () => {
  const missingOrigins = ['https://portal.bank.example/*', 'https://*.atlas.example/*'];

  it('says which sites, and asks in the click itself', async () => {
    const onAllow = vi.fn<PopupActions['onAllow']>(() => Promise.resolve());
    await render(popup({ state: at('no-access', { missingOrigins }), actions: actions({ onAllow }) }));
    expect(text()).toContain('portal.bank.example');
    expect(text()).toContain('atlas.example and all sites under it');
    await settle(() => {
      button('Allow access').click();
      // The browser grants nothing that is asked for a turn after the click.
      expect(onAllow).toHaveBeenCalledOnce();
    });
  });

  it('says what to do when the agent said no', async () => {
    const onAllow = () => Promise.reject(new Failed('forbidden', { reason: 'access-not-granted' }));
    await render(popup({ state: at('no-access', { missingOrigins }), actions: actions({ onAllow }) }));
    await press('Allow access');
    expect(text()).toContain('Satchel may not use these sites yet.');
  });
});

describe('signing in', () => {
  async function signIn(onSignIn: PopupActions['onSignIn'], onDraft = vi.fn<PopupActions['onDraft']>()) {
    const props = { state: at('signed-out'), draft: typed, actions: actions({ onSignIn, onDraft }) };
    const rendered = await render(popup(props));
    await type('Password', 'correct horse');
    await submit();
    return { ...rendered, props };
  }

  it('sends tenant, email and password, is busy meanwhile, and never keeps the password', async () => {
    const [answer, onDraft] = [deferred<void>(), vi.fn<PopupActions['onDraft']>()];
    const onSignIn = vi.fn<PopupActions['onSignIn']>(() => answer.promise);
    await signIn(onSignIn, onDraft);
    await type('Tenant', 'sahyadri-2');
    expect(onSignIn).toHaveBeenCalledExactlyOnceWith({
      tenant: 'sahyadri',
      email: 'asha@sahyadri.example',
      password: 'correct horse',
    });
    expect(button('Signing in…').disabled).toBe(true);
    await settle(answer.resolve);
    expect(button('Sign in').disabled).toBe(false);
    expect(JSON.stringify(onDraft.mock.calls)).not.toContain('correct horse');
  });

  it.each([
    ['wrong-credentials', 'unauthorized', 'Tenant, email or password is not right.'],
    ['not-a-person', 'forbidden', 'kiosk'],
    ['atrium-unreachable', 'unavailable', 'cannot be reached'],
    ['finish-in-atrium', 'unreadable', 'one more step'],
    ['licence', 'forbidden', 'api_access'],
  ] as const)('says %s in words', async (reason, code, words) => {
    await signIn(() => Promise.reject(new Failed(code, { reason })));
    expect(document.querySelector('[role=alert]')?.textContent).toContain(words);
    expect(field('Password').value).toBe('correct horse');
  });

  it('too many tries: shows the wait, and lets nobody press before it is over', async () => {
    const refused = new Failed('throttled', { reason: 'too-many-sign-ins', retryAfterMs: 30_000 });
    const { again, props } = await signIn(() => Promise.reject(refused));
    expect(text()).toContain('Try again in 30 seconds.');
    expect(button('Sign in').disabled).toBe(true);
    await again(popup({ ...props, now: NOW + 30_000 }));
    expect(button('Sign in').disabled).toBe(false);
  });

  it('shows and hides what is typed as password', async () => {
    await render(popup({ state: at('signed-out') }));
    expect(field('Password').type).toBe('password');
    await press('Show what you type');
    expect(field('Password').type).toBe('text');
    await press('Hide what you type');
    expect(field('Password').type).toBe('password');
  });

  it('puts the cursor into the first empty field', async () => {
    await render(popup({ state: at('signed-out'), draft: typed }));
    expect(document.activeElement).toBe(field('Password'));
  });
});

describe('other ways to sign in', () => {
  const organisation = { ...state.organisation, address: 'a', name: 'Sunrise', products: [] };
  const oidc = { tokens: 'body', callbackPath: '/c' } as const;

  it('one more step in Atrium comes with a button that goes there', async () => {
    const onAtrium = vi.fn<PopupActions['onAtrium']>();
    const onSignIn = () => Promise.reject(new Failed('unreadable', { reason: 'finish-in-atrium' }));
    const typed = { ...draft, tenant: 't', email: 'e@e.test' };
    await render(popup({ state: at('signed-out'), draft: typed, actions: actions({ onSignIn, onAtrium }) }));
    await type('Password', 'p');
    await submit();
    await press('Open Atrium');
    expect(onAtrium).toHaveBeenCalledOnce();
  });

  it.each([true, false])('an identity provider; a password as well: %s', async (password) => {
    const onOidc = vi.fn<PopupActions['onOidc']>(() => Promise.resolve());
    const typed = { ...draft, tenant: ' sunrise ' };
    const known = at('signed-out', { organisation: { ...organisation, signIn: { password, oidc } } });
    await render(popup({ state: known, draft: typed, actions: actions({ onOidc }) }));
    expect(text().includes('Password')).toBe(password);
    await press('Sign in with your organisation');
    expect(onOidc).toHaveBeenCalledExactlyOnceWith('sunrise');
  });

  it('without one nothing is offered', async () => {
    await render(popup({ state: at('signed-out') }));
    expect(buttons(/organisation$/).map((one) => one.textContent)).toEqual(['Another organisation']);
  });
});

describe('locked', () => {
  const locked = popup({ state: at('locked'), flows: [flow({ documents: [paper(0, 'captured')] })] });

  it('says who is locked out, how many documents wait, and has tenant and email ready', async () => {
    await render(locked);
    expect(text()).toContain('Asha Patil’s session has ended');
    expect(text()).toContain('4 documents wait safely on this device.');
    expect([field('Tenant').value, field('Email').value]).toEqual([state.agent?.tenant, state.agent?.email]);
  });

  it('goes on capturing, and offers nothing that would send', async () => {
    await render(locked);
    expect(buttons(/^Add documents/)).toHaveLength(1);
    expect(buttons(/^(Send|Re-run|Details)/)).toEqual([]);
  });

  it('says why the session ended when it was not just its time', async () => {
    await render(popup({ state: at('locked', { ended: { code: 'forbidden', reason: 'licence' } }) }));
    expect(text()).toContain('api_access');
  });

  it('says when it ended, and that the line may be the cause', async () => {
    const ended = { code: 'unauthorized', reason: 'renewal-lost', at: NOW } as const;
    await render(popup({ state: at('locked', { ended }) }));
    expect(text()).toContain('the line broke while it was being renewed');
    expect(text()).toMatch(/Atrium ended it on \d+ \w+ \d{4}/);
  });

  it('explains what somebody else would find, with an empty form', async () => {
    await render(locked);
    await press('Sign in as somebody else');
    expect(text()).toContain('belongs to Asha Patil and stays sealed');
    expect(field('Email').value).toBe('');
    await press('Back to Asha Patil');
    expect(field('Email').value).toBe(state.agent?.email);
  });
});

describe('signed in', () => {
  it('shows who, where, and whether there is a network', async () => {
    const { again } = await render(popup());
    expect(text()).toContain('Asha Patil · Sahyadri Finance');
    expect(text()).toContain('Online');
    await again(popup({ state: { ...state, online: false } }));
    expect(text()).toContain('You are offline.');
  });

  it('offers notifications once there is something to tell, after the PIN and not beside it', async () => {
    const [onAllowNotices, onNoNotices] = [
      vi.fn<PopupActions['onAllowNotices']>(() =>
        Promise.reject(new Failed('forbidden', { reason: 'notices-not-granted' })),
      ),
      vi.fn<PopupActions['onNoNotices']>(() => Promise.resolve()),
    ];
    const does = actions({ onAllowNotices, onNoNotices });
    const { again } = await render(popup({ actions: does }));
    expect(buttons('Allow notifications')).toEqual([]);
    const pin = { isSet: false, isOffered: true };
    await again(popup({ state: { ...state, offersNotices: true, pin }, actions: does }));
    expect(buttons('Allow notifications')).toEqual([]);
    await again(popup({ state: { ...state, offersNotices: true }, actions: does }));
    await press('Allow notifications');
    expect(text()).toContain('The browser did not allow notifications.');
    await press('Not now');
    expect([onAllowNotices.mock.calls.length, onNoNotices.mock.calls.length]).toEqual([1, 1]);
  });

  it('has receipts, options and sign-out in a menu that the browser opens and closes', async () => {
    const [onSignOut, onOptions, onPanel, onReceipts] = [
      vi.fn<PopupActions['onSignOut']>(() => Promise.resolve()),
      vi.fn<PopupActions['onOptions']>(),
      vi.fn<() => void>(),
      vi.fn<PopupActions['onReceipts']>(),
    ];
    const { again } = await render(
      popup({
        asked: { ...asked, search: 'CDL-1' },
        actions: actions({ onSignOut, onOptions, onPanel, onReceipts }),
      }),
    );
    const menu = document.getElementById(button('Menu').getAttribute('popovertarget') ?? '');
    expect(menu?.getAttribute('popover')).toBe('auto');
    expect(menu?.contains(button('Sign out'))).toBe(true);
    await press('Receipts');
    expect(onReceipts).toHaveBeenCalledExactlyOnceWith('CDL-1');
    await press('Keep open beside the page');
    expect(onPanel).toHaveBeenCalledOnce();
    await again(popup({ actions: actions({ onSignOut, onOptions, onPanel: undefined }) }));
    expect(buttons('Keep open beside the page')).toEqual([]);
    await press('Options');
    await press('Sign out');
    expect(text()).toContain('4 documents not delivered yet');
    await press('Keep and sign out');
    expect(onSignOut).toHaveBeenCalledExactlyOnceWith(false);
    expect([onOptions.mock.calls.length, onSignOut.mock.calls.length]).toEqual([1, 1]);
  });

  it('asks before it deletes what is not sent, and deletes nothing that may be with Atlas', async () => {
    const onSignOut = vi.fn<PopupActions['onSignOut']>(() => Promise.resolve());
    await render(popup({ actions: actions({ onSignOut }) }));
    await press('Sign out');
    expect(text()).toContain('1 document may be with Atlas already');
    await press('Delete 3 documents…');
    expect(text()).toContain('This cannot be undone.');
    await press('Stay signed in');
    await press('Sign out');
    await press('Delete 3 documents…');
    expect(onSignOut).not.toHaveBeenCalled();
    await press('Delete and sign out');
    expect(onSignOut).toHaveBeenCalledExactlyOnceWith(true);
  });

  it('signs out at once when nothing waits, and offers no deleting of what is on its way', async () => {
    const onSignOut = vi.fn<PopupActions['onSignOut']>(() => Promise.resolve());
    const does = { actions: actions({ onSignOut }) };
    const { again } = await render(popup({ ...does, state: { ...state, waiting: 1, unsent: 0 } }));
    await press('Sign out');
    expect(buttons(/Delete/)).toEqual([]);
    await again(popup({ ...does, state: { ...state, waiting: 0, unsent: 0 } }));
    await press('Sign out');
    expect(onSignOut).toHaveBeenCalledExactlyOnceWith(false);
  });

  it('goes on reading at the new screen when the pressed button has gone with the old one', async () => {
    const { again } = await render(popup({ state: at('no-access') }));
    button('Allow access').focus();
    await again(popup());
    expect(document.activeElement?.tagName).toBe('MAIN');
  });

  it('says so when signing out did not work', async () => {
    await render(popup({ actions: actions({ onSignOut: () => Promise.reject(new Failed('bug')) }) }));
    await press('Sign out');
    await press('Keep and sign out');
    expect(text()).toContain('Something went wrong in Satchel.');
  });

  it('names a network that wants a sign-in, once for all loans, and calls it waiting for network', async () => {
    const failure = { code: 'unreadable', reason: 'captive-portal' } as const;
    const one = flow({ documents: [paper(0, 'captured', { wanted: true, failure })] });
    await render(popup({ flows: [one, flow({ flowId: id(2), failure })] }));
    expect(text().split('This network wants you to sign in to it first.')).toHaveLength(3);
    expect(text()).toContain('sign in to the network there, then come back');
  });

  it('says what to do when there is no loan', async () => {
    await render(popup());
    expect(text()).toContain('Open a loan on your loan portal.');
  });

  it('is not empty while it is still reading', async () => {
    await render(popup({ loans: undefined }));
    expect(text()).toContain('Reading your loans…');
    expect(text()).not.toContain('Your satchel is empty');
  });

  it('lists loans newest first', async () => {
    const old = flow({ loanId: 'OLD', updatedAt: NOW - 9_000 });
    const young = flow({ flowId: 'b', loanId: 'YOUNG', updatedAt: NOW - 1_000 });
    await render(popup({ flows: [old, young] }));
    expect([...document.querySelectorAll('h3')].map((one) => one.textContent)).toEqual(['YOUNG', 'OLD']);
  });

  it('reads out what has changed since it was opened', async () => {
    const before = flow({ state: 'verifying', missing: [], documents: [paper(0, 'sent')] });
    const { again } = await render(popup({ flows: [before] }));
    const live = () => document.querySelector('[aria-live=polite]')?.textContent;
    expect(live()).toBe('');
    await again(popup({ flows: [{ ...before, state: 'verified', documents: [paper(0, 'read')] }] }));
    expect(live()).toBe('Loan LN-2026-00417: Verified, Aadhaar card: Verified');
  });
});

describe('before anything is known', () => {
  it('says that it opens', async () => {
    await render(popup({ state: undefined, loans: undefined }));
    expect(text()).toContain('Opening Satchel…');
  });

  it('says what failed and reads again when asked', async () => {
    const onReload = vi.fn<PopupActions['onReload']>();
    const failure = { code: 'bug', reason: 'disconnected' } as const;
    await render(popup({ state: undefined, loans: undefined, failure, actions: actions({ onReload }) }));
    expect(text()).toContain('Satchel was updated or restarted');
    await press('Try again');
    expect(onReload).toHaveBeenCalledOnce();
  });
});

describe('what this device lost', () => {
  const capturedAt = NOW - 86_400_000;
  const lost = [
    { captureId: 'c-1', loanId: 'LN-7', kind: 'AADHAAR', label: 'Aadhaar card', capturedAt },
    { captureId: 'c-2', loanId: '2345 6789 0124', kind: 'PAN', label: 'PAN card', capturedAt },
  ];

  it.each(['signed-in', 'locked'] as const)('%s: is named until the agent has noted it', async (phase) => {
    const onAcknowledge = vi.fn<PopupActions['onAcknowledge']>(() => Promise.resolve());
    const props = { state: at(phase, { lost }), actions: actions({ onAcknowledge }) };
    const { again } = await render(popup(props));
    expect(document.querySelector('[role=alert]')?.textContent).toContain('2 documents are no longer');
    expect(text()).toMatch(
      /Captured on 21 Nov 2026, .*, loan LN-7, Aadhaar card: no longer on this device\. Capture it again\./,
    );
    expect(text()).not.toContain('2345 6789');
    await press('I have noted it');
    expect(onAcknowledge).toHaveBeenCalledExactlyOnceWith(['c-1', 'c-2'], false);
    await again(popup({ ...props, state: at(phase) }));
    expect(buttons('I have noted it')).toEqual([]);
  });

  it('says that the witness itself was damaged', async () => {
    const onAcknowledge = vi.fn<PopupActions['onAcknowledge']>(() => Promise.resolve());
    const damaged = at('signed-in', { witnessBrokenAt: capturedAt });
    await render(popup({ state: damaged, actions: actions({ onAcknowledge }) }));
    expect(text()).toContain('Satchel’s list of what you captured was damaged.');
    await press('I have noted it');
    expect(onAcknowledge).toHaveBeenCalledExactlyOnceWith([], true);
  });

  it('counts damaged records, which nothing waits to be noted for', async () => {
    await render(popup({ state: at('signed-in', { damaged: 1 }) }));
    expect(text()).toContain('The record of 1 loan is damaged.What was captured for it is kept');
    expect(buttons('I have noted it')).toEqual([]);
  });
});

describe('space on this device', () => {
  const MIB = 1_024 * 1_024;

  it.each([
    [199 * MIB, 'Only 199 MB of space are left on this device.'],
    [0, 'There is almost no space left on this device.'],
  ])('warns early: %i bytes', async (free, words) => {
    await render(popup({ state: at('signed-in', { space: { used: 5 * MIB, free } }) }));
    expect(text()).toContain(words);
    expect(text()).toContain('Free some space on the disk now.');
  });

  it('says nothing while there is enough, or when the browser does not say', async () => {
    const { again } = await render(
      popup({ state: at('signed-in', { space: { used: 0, free: 200 * MIB } }) }),
    );
    expect(text()).not.toContain('space');
    await again(popup());
    expect(text()).not.toContain('space');
  });
});

describe('a clock that is wrong', () => {
  it.each([
    [-12 * 60_000, '12 minutes behind'],
    [7 * 60_000, '7 minutes ahead'],
    [5 * 3_600_000, '5 hours ahead'],
    [-86_400_000 * 3, '3 days behind'],
  ])('%s ms: “%s”', async (skewMs, words) => {
    await render(popup({ state: { ...state, skewMs } }));
    expect(text()).toContain(`This laptop’s clock is ${words}.`);
  });

  it('that is about right is not mentioned', async () => {
    await render(popup());
    expect(text()).not.toContain('clock');
  });
});
