// @vitest-environment happy-dom
import { beforeEach, expect, test, vi } from 'vitest';
import { createActions } from '@/entrypoints/popup/actions';
import { openPanel } from '@/entrypoints/popup/panel';
import { createClient } from '@/lib/rpc/client';

/** A browser in which nothing opens, and that may lack the panel. */
const api = vi.hoisted(() => ({
  tabs: { create: vi.fn<(tab: { url: string }) => Promise<unknown>>() },
  runtime: { getURL: (path: string) => path, openOptionsPage: vi.fn<() => Promise<void>>() },
  windows: { WINDOW_ID_CURRENT: -2 },
  extension: { getViews: () => [] },
}));
vi.mock('wxt/browser', () => ({ browser: api }));

beforeEach(() => {
  api.tabs.create.mockReset().mockResolvedValue({});
  api.runtime.openOptionsPage.mockReset().mockRejectedValue(new Error('no window'));
});

test('where the browser has no panel the list opens in a tab', async () => {
  await openPanel();
  expect(api.tabs.create).toHaveBeenCalledExactlyOnceWith({ url: '/sidepanel.html' });
});

test('every way out of the popup that does not open is told of, none is swallowed', async () => {
  api.tabs.create.mockRejectedValue(new Error('no window'));
  const ended = new Array<Promise<unknown>>();
  const client = createClient(async () => ({ ok: true, value: null }));
  const world = { now: () => 0, sleep: async () => {} };
  const does = createActions(
    client,
    () => {},
    undefined,
    world,
    (act) => void ended.push(act()),
  );
  does.onOptions();
  does.onReceipts('CDL-1');
  does.onPanel?.();
  does.onAtrium();
  does.onFolder();
  const results = await Promise.allSettled(ended);
  expect(results.map(({ status }) => status)).toEqual(Array.from({ length: 5 }, () => 'rejected'));
});
