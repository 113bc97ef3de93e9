import type { Chip } from './chip';
import type { FoundDocument } from './documents';
import type { Progress } from './face';
import { addressOf } from './fetch-document';

/** One document of the page, with its chip. */
export interface Held {
  readonly found: FoundDocument;
  readonly address: string;
  readonly chip: Chip;
  progress: Progress;
  /** What the agent chose in a file input. */
  files: readonly File[];
  /** How often the page took the chip out. */
  returns: number;
}

/** A page that keeps taking a chip out is let have its way. */
const MOST_RETURNS = 20;

export function createHeld(found: FoundDocument, chip: Chip): Held {
  return { found, address: addressOf(found), chip, progress: { is: 'ready' }, files: [], returns: 0 };
}

/** Whether a document found now is the one already held: an element may be used again for another. */
export function isSame({ found, address }: Held, other: FoundDocument): boolean {
  return (
    found.element === other.element &&
    found.anchor === other.anchor &&
    found.label === other.label &&
    found.kind === other.kind &&
    address === addressOf(other)
  );
}

/** Portals redraw a file input once it is used: what was chosen passes on to the one that takes its place. */
export function inherit(heirs: readonly Held[], gone: readonly Held[]): void {
  for (const one of gone.filter(({ files }) => files.length > 0)) {
    const { label, kind } = one.found;
    const heir = heirs.find(
      ({ found, files }) =>
        found.type === 'input' && found.label === label && found.kind === kind && files.length === 0,
    );
    if (heir) heir.files = one.files;
  }
}

/** Puts a chip where it belongs, if it is not there. */
export function attach(one: Held): void {
  if (one.chip.isAttached() || one.returns > MOST_RETURNS) return;
  one.returns += 1;
  one.chip.attach();
}
