import { browser } from 'wxt/browser';
import { defineContentScript } from 'wxt/utils/define-content-script';
import { isGenuine } from '@/lib/portal/press';
import { watchPortal } from '@/lib/portal/watch';
import { createClient } from '@/lib/rpc/client';
import { createWorld } from '@/lib/world';
import { words } from './words';

/** As in `lib/contract/rpc`, whose schemas stay out of this build: the background checks again. */
const MAX_CAPTURE_BYTES = 50 * 1024 * 1024;

export default defineContentScript({
  registration: 'runtime',
  matches: [],
  noScriptStartedPostMessage: true,
  main(ctx) {
    const { call } = createClient();
    const world = createWorld();
    watchPortal({
      document,
      words,
      world,
      maxBytes: MAX_CAPTURE_BYTES,
      signal: ctx.signal,
      open: () => call('portal.open'),
      status: (loanId) => call('portal.status', { loanId }),
      capture: (input) => call('portal.capture', input),
      genuine: isGenuine,
      // The platform takes the id away from a script whose extension was updated or removed.
      alive: () => browser.runtime?.id !== undefined,
      later: (work, ms) => void world.sleep(ms, ctx.signal).then(work, () => {}),
      onMoved: (moved) => ctx.addEventListener(window, 'wxt:locationchange', moved),
    });
  },
});
