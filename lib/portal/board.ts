import type { PortalProfile } from '@/lib/domain/organisation';
import type { PortalWords } from '@/lib/domain/portal-words';
import { captureDocument, type CapturePorts } from './capture-document';
import { createChip } from './chip';
import { type FoundDocument, findDocuments } from './documents';
import { type Ended, type KnownDocument, faceOf } from './face';
import { attach, createHeld, type Held, inherit, isSame } from './held';
import { type Loan, readLoan } from './loan';
import { createDresser } from './shadow';
import { createToast } from './toast';

/** What the background tells a portal page; until it has, nothing of ours is in it. */
export interface Portal {
  readonly profile: PortalProfile;
  readonly labels: Readonly<Record<string, string>>;
  readonly canCapture: boolean;
  readonly words: PortalWords;
  readonly styles: { readonly chip: string; readonly toast: string };
}

export interface BoardPorts extends CapturePorts {
  readonly document: Document;
  later(work: () => void, ms: number): void;
  /** Whether a person pressed what he saw; `isGenuine` outside tests. */
  genuine(event: Event, host: Element): boolean;
  /** Called after a capture: what the background knows has changed. */
  captured(): void;
}

/** The chips of a page: one beside each document, for the loan that the page shows. */
export function createBoard(ports: BoardPorts) {
  const { document } = ports;
  const dress = createDresser();
  const toast = createToast(document, dress, ports.later);
  let held: Held[] = [];
  let portal: Portal | undefined;
  let loan: Loan | undefined;
  /** The loan that chips stand for; a page that shows none for a moment changes nothing. */
  let heldFor: string | undefined;
  let known: readonly KnownDocument[] = [];

  const readNow = () => portal && readLoan(portal.profile, { url: document.URL, root: document });

  function hold(found: FoundDocument, { styles }: Portal): Held {
    const chip = createChip({
      document,
      dress: (root) => dress(root, styles.chip),
      anchor: found.anchor,
      over: found.type === 'image' || found.type === 'frame',
      onPress: (event, host) => {
        if (ports.genuine(event, host)) void press(one);
      },
    });
    const one = createHeld(found, chip);
    return one;
  }

  async function press(one: Held): Promise<void> {
    const now = readNow();
    if (one.progress.is === 'busy' || !portal || !now || !loan) return;
    const { words } = portal;
    // The chip was drawn for another applicant than the page shows now.
    if (now.loanId !== loan.loanId) {
      look();
      return toast.say(words.loanChanged, 'bad');
    }
    one.progress = { is: 'busy' };
    draw();
    const { slotId } = (sameKind(one) === 1 && known.find((other) => other.kind === one.found.kind)) || {};
    const about = { ...now, slotId };
    const { progress, left } = await captureDocument(one.found, about, one.files, words, ports);
    one.progress = progress;
    one.files = left;
    draw();
    toast.say(...announcement(progress, words));
    ports.captured();
  }

  function announcement(progress: Ended, words: PortalWords): Parameters<typeof toast.say> {
    if (progress.is === 'refused') return [progress.why, 'bad'];
    return [words[progress.is], 'good'];
  }

  const sameKind = ({ found }: Held) => held.filter((other) => other.found.kind === found.kind).length;

  function draw(): void {
    if (!portal) return;
    for (const one of held) {
      const { found, chip, progress, files } = one;
      const around = { ...portal, hasLoan: !!loan, known, sameKind: sameKind(one) };
      chip.show(faceOf({ found, progress, files: files.length }, around));
    }
    place();
  }

  /** All places are read before one is written: each read after a write would lay out the whole page again. */
  function place(): void {
    for (const move of held.map(({ chip }) => chip.findPlace())) move();
  }

  /** Reads the page again and puts chips where documents are. Does nothing twice. */
  function look(): void {
    loan = readNow();
    // What was chosen or captured for one loan says nothing about the next.
    if (loan && loan.loanId !== heldFor) clear();
    heldFor = loan?.loanId ?? heldFor;
    const shown = portal;
    const found = shown ? findDocuments(shown.profile, document) : [];
    const next = found.flatMap(
      (one) => held.find((other) => isSame(other, one)) ?? (shown ? hold(one, shown) : []),
    );
    const gone = held.filter((one) => !next.includes(one));
    inherit(next, gone);
    for (const { chip } of gone) chip.remove();
    held = next;
    for (const one of held) attach(one);
    if (shown && held.length > 0) toast.attach(shown.styles.toast);
    draw();
  }

  function clear(): void {
    for (const { chip } of held) chip.remove();
    held = [];
    known = [];
  }

  return {
    look,
    place,
    /** The loan of the page, as last read. */
    loan: () => loan,
    show(next: Portal | null) {
      portal = next ?? undefined;
      look();
    },
    know(documents: readonly KnownDocument[]) {
      known = documents;
      draw();
    },
    /** Offers what the agent chose in a file input of the portal. */
    choose(target: EventTarget | null) {
      look();
      const one = held.find(({ found }) => found.element === target);
      if (one?.found.type !== 'input' || one.progress.is === 'busy') return;
      one.files = Array.from(one.found.element.files ?? []);
      one.progress = { is: 'ready' };
      draw();
    },
    /** Takes everything out of the page; where the extension was updated under it, a line is left that says so. */
    close(isUpdated: boolean) {
      clear();
      if (isUpdated && portal) toast.say(portal.words.updated, 'bad');
      else toast.remove();
    },
  };
}
