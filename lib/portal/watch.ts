import { type BoardPorts, createBoard, type Portal } from './board';
import type { KnownDocument } from './face';

export interface WatchPorts extends Omit<BoardPorts, 'captured'> {
  /** What the background knows of this page; `null` when there is nothing to do here. */
  open(): Promise<Portal | null>;
  status(loanId: string): Promise<{
    readonly documents: readonly KnownDocument[];
    /** It will change by itself. */
    readonly moves: boolean;
  }>;
  /** Calls `moved` whenever the address changes without a new page. */
  onMoved(moved: () => void): void;
  /** `false` once the extension was updated or removed: nobody answers this script any more. */
  alive(): boolean;
  readonly signal: AbortSignal;
}

/** Long enough for a page to finish a change, short enough not to be noticed. */
const SETTLE_MS = 150;
/** How often a page that is seen asks again while its loan's documents are under way. */
const FOLLOW_MS = 10_000;

/** Watches one portal page until `signal` aborts: its address, its content, and what the agent chooses in it. */
export function watchPortal(ports: WatchPorts): void {
  const { document } = ports;
  const dead = new AbortController();
  const signal = AbortSignal.any([ports.signal, dead.signal]);
  const board = createBoard({ ...ports, captured: () => void look().then(learn) });
  const view = document.defaultView ?? undefined;
  let asked = 0;

  /** The last answer counts: an earlier one may be about another address. */
  async function open(): Promise<void> {
    const mine = (asked += 1);
    const portal = await quiet(ports.open());
    if (mine !== asked || signal.aborted || portal === undefined) return;
    board.show(portal);
    if (portal) await learn();
  }

  async function learn(): Promise<void> {
    const loanId = board.loan()?.loanId;
    if (loanId === undefined) return;
    const status = await quiet(ports.status(loanId));
    if (!status || loanId !== board.loan()?.loanId || signal.aborted) return;
    board.know(status.documents);
    if (status.moves) followed();
  }

  async function look(): Promise<void> {
    if (!ports.alive()) return dead.abort();
    const before = board.loan()?.loanId;
    board.look();
    if (board.loan()?.loanId !== before) await learn();
  }

  const settled = once(
    (work) => ports.later(work, SETTLE_MS),
    () => void look(),
  );
  const opened = once(
    (work) => ports.later(work, SETTLE_MS),
    () => void open(),
  );
  const followed = once(
    (work) => ports.later(work, FOLLOW_MS),
    () => void (document.hidden || learn()),
  );
  const observer = new MutationObserver(settled);
  observer.observe(document, { subtree: true, childList: true, characterData: true, attributes: true });
  signal.addEventListener('abort', () => {
    observer.disconnect();
    board.close(dead.signal.aborted);
  });
  ports.onMoved(opened);
  // The agent may have signed in meanwhile, or sent what was captured.
  view?.addEventListener('focus', opened, { signal });
  document.addEventListener('visibilitychange', opened, { signal });
  // Pictures that arrive and windows that change move what chips stand beside.
  document.addEventListener('load', settled, { signal, capture: true });
  view?.addEventListener('resize', settled, { signal });
  document.addEventListener('scroll', ({ target }) => target !== document && board.place(), {
    signal,
    capture: true,
    passive: true,
  });
  view?.addEventListener('change', (event) => event.isTrusted && board.choose(event.target), {
    signal,
    capture: true,
  });
  void open();
}

/** Runs `work` once for any number of calls within one wait. */
function once(later: (work: () => void) => void, work: () => void): () => void {
  let waiting = false;
  return () => {
    if (waiting) return;
    waiting = true;
    later(() => {
      waiting = false;
      work();
    });
  };
}

/** An answer that did not come leaves the page as it is; the next event asks again. */
function quiet<T>(answer: Promise<T>): Promise<T | undefined> {
  return answer.catch(() => undefined);
}
