// @vitest-environment happy-dom
import { describe, expect, it, vi } from 'vitest';
import type { PopupActions } from '@/components/popup-actions';
import { PopupScreen } from '@/components/popup-screen';
import type { PinView, StateView } from '@/lib/contract/state-view';
import { Failed } from '@/lib/domain/failed';
import { actions, draft, NOW, state } from './fixtures';
import { asked, loansOf } from './loans';
import { button, buttons, field, press, render, submit, text, type } from './render';

function popup(pin: PinView, does: Partial<PopupActions> = {}, phase: StateView['phase'] = 'signed-in') {
  return (
    <PopupScreen
      state={{ ...state, phase, pin }}
      loans={loansOf([])}
      asked={asked}
      failure={undefined}
      draft={draft}
      now={NOW}
      actions={actions(does)}
    />
  );
}
const set: PinView = { isSet: true, isOffered: false };
const offered: PinView = { isSet: false, isOffered: true };

describe('locked, with a PIN', () => {
  it('asks for the PIN, says how many tries are left, and keeps nothing of a wrong one', async () => {
    const onPin = vi.fn<PopupActions['onPin']>(() =>
      Promise.reject(new Failed('unauthorized', { reason: 'pin-wrong' })),
    );
    const { again } = await render(popup(set, { onPin }, 'locked'));
    expect(text()).not.toContain('Password');
    await type('PIN', '402918');
    await submit();
    expect(onPin).toHaveBeenCalledExactlyOnceWith('402918');
    expect(field('PIN').value).toBe('');
    expect(document.querySelector('[role=alert]')?.textContent).toContain('That is not your PIN.');
    await again(popup({ ...set, left: 1 }, { onPin }, 'locked'));
    expect(text()).toContain('1 try left.');
  });

  it('forgotten, the normal sign-in is one press away; without a PIN it is there at once', async () => {
    const { again } = await render(popup(set, {}, 'locked'));
    await press('PIN forgotten? Sign in as usual');
    expect(field('Password').type).toBe('password');
    await again(popup({ ...set, isSet: false }, {}, 'locked'));
    expect(field('Password').type).toBe('password');
  });
});

describe('after a sign-in', () => {
  it('a PIN is offered, and taken only when it is typed twice and is not a simple one', async () => {
    const onSetPin = vi.fn<PopupActions['onSetPin']>(() => Promise.resolve());
    await render(popup(offered, { onSetPin }));
    await press('Set a PIN');
    for (const [one, other, says] of [
      ['40291', '40291', 'A PIN is 6 to 12 digits.'],
      ['123456', '123456', 'one of the first that anybody tries'],
      ['402918', '402919', 'The two are not the same.'],
    ] as const) {
      await type('New PIN', one);
      await type('New PIN again', other);
      await submit();
      expect(text()).toContain(says);
    }
    expect(onSetPin).not.toHaveBeenCalled();
    await type('New PIN again', '402918');
    await submit();
    expect(onSetPin).toHaveBeenCalledExactlyOnceWith('402918');
  });

  it('who wants none says so once', async () => {
    const onNoPin = vi.fn<PopupActions['onNoPin']>(() => Promise.resolve());
    const { again } = await render(popup(offered, { onNoPin }));
    await press('Not now');
    expect(onNoPin).toHaveBeenCalledOnce();
    await again(popup({ ...offered, isOffered: false }, { onNoPin }));
    expect(buttons('Set a PIN')).toEqual([]);
    expect(button('Menu').disabled).toBe(false);
  });
});
