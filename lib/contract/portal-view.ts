import type { Kind, PortalProfile } from '@/lib/domain/organisation';
import type { PortalWords } from '@/lib/domain/portal-words';

/** The answer to a capture, given only once the outbox holds it durably. */
export interface CapturedView {
  readonly flowId: string;
  readonly slotId: string;
  readonly captureId: string;
  /** The same bytes were captured for this loan before, as the same kind; nothing was added. */
  readonly already: boolean;
  /** It has taken the place of the document that had failed. */
  readonly retaken?: true;
  /** The kind of another document with the same bytes: the agent is asked before this one is sent. */
  readonly sameAs?: Kind;
}

/** What the portal script may know. No agent, no organisation beyond the profile of its own page. */
export interface PortalView {
  readonly profile: PortalProfile;
  readonly labels: Readonly<Record<Kind, string>>;
  /** `false`: nobody may capture now, and the chip says to open Satchel. */
  readonly canCapture: boolean;
  /** What the script says, and the style sheets of what it shows: it brings neither along. */
  readonly words: PortalWords;
  readonly styles: { readonly chip: string; readonly toast: string };
}

/** What a chip says of a document of its kind. */
export interface PortalNote {
  readonly kind: Kind;
  readonly note: string;
  readonly tone: 'plain' | 'good' | 'bad';
  /** It is the only one of its kind that failed: another picture takes its place. */
  readonly slotId?: string | undefined;
}

export interface PortalStatusView {
  /** What the agent must know first in front. */
  readonly documents: readonly PortalNote[];
  /** It will change by itself. */
  readonly moves: boolean;
}
