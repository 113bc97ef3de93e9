import type { Face } from './face';
import type { Dress } from './shadow';

const SECOND = 1_000;
const SHOWN_MS = 8 * SECOND;

export const TOAST_TAG = 'satchel-toast';

/** One line at the foot of the page, read out by screen readers. What must stay stands at the chip. */
export function createToast(document: Document, dress: Dress, later: (work: () => void, ms: number) => void) {
  const host = document.createElement(TOAST_TAG);
  const line = document.createElement('p');
  line.setAttribute('role', 'status');
  const root = host.attachShadow({ mode: 'closed' });
  root.append(line);
  let shown = 0;

  /** The name as well: a status takes none from what it says. */
  function write(text: string): void {
    line.textContent = text;
    line.setAttribute('aria-label', text);
  }

  return {
    /** Puts the empty line into the page: a live region must be there before it speaks. */
    attach(style: string) {
      if (host.isConnected) return;
      dress(root, style);
      document.documentElement.append(host);
    },
    say(text: string, tone: Face['tone']) {
      const mine = (shown += 1);
      line.dataset['tone'] = tone;
      write(text);
      later(() => {
        if (mine === shown) write('');
      }, SHOWN_MS);
    },
    remove: () => host.remove(),
  };
}
