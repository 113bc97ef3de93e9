import { browser } from 'wxt/browser';
import { defineUnlistedScript } from 'wxt/utils/define-unlisted-script';
import { onMoved } from '@/lib/portal/moved';
import { isGenuine } from '@/lib/portal/press';
import { takeOver } from '@/lib/portal/take-over';
import { watchPortal } from '@/lib/portal/watch';
import { createClient } from '@/lib/rpc/client';
import { createPageWorld } from '@/lib/world';

/** As in `lib/contract/rpc`, whose schemas stay out of this build: the background checks again. */
const MAX_CAPTURE_BYTES = 50 * 1024 * 1024;

/** Not one of WXT's content scripts: the background registers it when it knows the portals, and it brings no runtime. */
export default defineUnlistedScript(() => {
  const { call } = createClient();
  const world = createPageWorld();
  const signal = takeOver(document, `satchel:${browser.runtime.id}`);
  const later = (work: () => void, ms: number) => void world.sleep(ms).then(() => signal.aborted || work());
  watchPortal({
    document,
    world,
    maxBytes: MAX_CAPTURE_BYTES,
    signal,
    open: () => call('portal.open'),
    status: (loanId) => call('portal.status', { loanId }),
    capture: (input) => call('portal.capture', input),
    genuine: isGenuine,
    // The platform takes the id away from a script whose extension was updated or removed.
    alive: () => browser.runtime?.id !== undefined,
    later,
    onMoved: (moved) =>
      onMoved({ navigation: globalThis.navigation, url: () => document.URL, later }, signal, moved),
  });
});
