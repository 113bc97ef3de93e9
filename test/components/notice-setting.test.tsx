// @vitest-environment happy-dom
import { act } from 'react';
import { describe, expect, it, vi } from 'vitest';
import type { NoticeSettingProps } from '@/components/notice-setting';
import { NoticeSetting } from '@/components/notice-setting';
import { Failed } from '@/lib/domain/failed';
import { NOW } from './fixtures';
import { buttons, field, press, render, text, type } from './render';

function setting(more: Partial<NoticeSettingProps> = {}) {
  const onSettings = vi.fn<NoticeSettingProps['onSettings']>();
  const props = {
    settings: {},
    isAllowed: true,
    now: NOW,
    onAllow: () => Promise.resolve(),
    onSettings,
    ...more,
  };
  return { onSettings, node: <NoticeSetting {...props} /> };
}

/** The box in front of these words. */
async function tick(words: string): Promise<void> {
  const label = [...document.querySelectorAll('label')].find((one) => one.textContent.trim() === words);
  await act(async () => label?.querySelector('input')?.click());
}

describe('notifications', () => {
  it('are asked for where the browser does not let us yet, and a refusal says what is left', async () => {
    const onAllow = vi.fn<NoticeSettingProps['onAllow']>(() =>
      Promise.reject(new Failed('forbidden', { reason: 'notices-not-granted' })),
    );
    await render(setting({ isAllowed: false, onAllow }).node);
    expect(document.querySelectorAll('input')).toHaveLength(0);
    await press('Allow notifications');
    expect(onAllow).toHaveBeenCalledOnce();
    expect(text()).toMatch(/The browser did not allow notifications\..*counted on Satchel’s button/);
  });

  it('are on where the browser lets us, and can be switched off and on', async () => {
    const on = setting({ settings: { quiet: { from: 60, to: 120 } } });
    await render(on.node);
    expect(buttons('Allow notifications')).toEqual([]);
    await tick('Tell me');
    expect(on.onSettings).toHaveBeenCalledExactlyOnceWith({ isOff: true, quiet: { from: 60, to: 120 } });
    document.body.replaceChildren();
    const off = setting({ settings: { isOff: true, quiet: { from: 60, to: 120 } } });
    await render(off.node);
    expect(text()).not.toContain('Quiet hours');
    await tick('Tell me');
    expect(off.onSettings).toHaveBeenCalledExactlyOnceWith({ quiet: { from: 60, to: 120 } });
  });

  it('have quiet hours, from nine to eight to begin with', async () => {
    const { node, onSettings } = setting();
    await render(node);
    await tick('Quiet hours');
    expect(onSettings).toHaveBeenCalledExactlyOnceWith({ quiet: { from: 21 * 60, to: 8 * 60 } });
  });

  it('have the quiet hours that were chosen, and none of a time half typed', async () => {
    const { node, onSettings } = setting({ settings: { quiet: { from: 21 * 60, to: 8 * 60 } } });
    await render(node);
    expect([field('From').value, field('To').value]).toEqual(['21:00', '08:00']);
    await type('From', '');
    expect(onSettings).not.toHaveBeenCalled();
    await type('From', '22:30');
    expect(onSettings).toHaveBeenCalledExactlyOnceWith({ quiet: { from: 22 * 60 + 30, to: 8 * 60 } });
    await tick('Quiet hours');
    expect(onSettings).toHaveBeenLastCalledWith({});
  });

  it('that are changed twice before they are read again hold both changes', async () => {
    const first = { settings: { quiet: { from: 21 * 60, to: 8 * 60 } } };
    const { node, onSettings } = setting(first);
    const { again } = await render(node);
    await type('From', '22:00');
    await type('To', '07:00');
    expect(onSettings).toHaveBeenLastCalledWith({ quiet: { from: 22 * 60, to: 7 * 60 } });
    // The first of them is read, then the second, then what another page has chosen.
    for (const quiet of [
      { from: 22 * 60, to: 8 * 60 },
      { from: 22 * 60, to: 7 * 60 },
      { from: 60, to: 120 },
    ])
      await again(<NoticeSetting {...node.props} settings={{ quiet }} />);
    await tick('Tell me');
    expect(onSettings).toHaveBeenLastCalledWith({ isOff: true, quiet: { from: 60, to: 120 } });
  });

  it('say that from one time to the same there are none', async () => {
    await render(setting({ settings: { quiet: { from: 480, to: 480 } } }).node);
    expect(text()).toContain('Choose two different times.');
  });
});
