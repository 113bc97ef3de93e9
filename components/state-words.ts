import type { LucideIcon } from 'lucide-react';
import {
  Camera,
  CircleAlert,
  CircleCheckBig,
  CloudCheck,
  CloudOff,
  FileClock,
  FileSearch,
  FolderOpen,
  Hourglass,
  MessageCircleQuestionMark,
  RotateCw,
  ScanSearch,
  Send,
  ShieldCheck,
  Trash2,
} from 'lucide-react';
import type { CardState, DocumentState } from '@/lib/contract/flow-view';
import type { Failure } from '@/lib/domain/failed';
import { comesBack } from './document-states';
import type { Words } from './words/words';

export type Tone = 'neutral' | 'waiting' | 'sending' | 'verifying' | 'attention' | 'verified';

/** How a state looks: never colour alone. */
export interface StateLook {
  readonly tone: Tone;
  readonly Icon: LucideIcon;
}

export interface StateWords extends StateLook {
  readonly words: string;
}

const cardLooks: Readonly<Record<CardState, StateLook>> = {
  collecting: { tone: 'neutral', Icon: FolderOpen },
  waiting: { tone: 'waiting', Icon: CloudOff },
  retrying: { tone: 'waiting', Icon: RotateCw },
  sending: { tone: 'sending', Icon: Send },
  verifying: { tone: 'verifying', Icon: ScanSearch },
  comparing: { tone: 'verifying', Icon: FileSearch },
  attention: { tone: 'attention', Icon: CircleAlert },
  unconfirmed: { tone: 'waiting', Icon: FileClock },
  verified: { tone: 'verified', Icon: CircleCheckBig },
};

const documentLooks: Readonly<Record<DocumentState, StateLook>> = {
  captured: { tone: 'neutral', Icon: ShieldCheck },
  stored: { tone: 'neutral', Icon: CloudCheck },
  sending: { tone: 'sending', Icon: Send },
  checking: {
    tone: 'waiting',
    Icon: MessageCircleQuestionMark,
  },
  sent: { tone: 'verifying', Icon: Hourglass },
  read: { tone: 'verified', Icon: CircleCheckBig },
  refused: { tone: 'attention', Icon: CircleAlert },
  parked: { tone: 'attention', Icon: CircleAlert },
  discarded: { tone: 'neutral', Icon: Trash2 },
};

/** What a card says of its loan. */
export function cardWords({ t }: Pick<Words, 't'>, state: CardState): StateWords {
  return { ...cardLooks[state], words: t(`card.${state}`) };
}

/** Out of the line, and back in it by itself. */
export function retriedWords({ t }: Pick<Words, 't'>): StateWords {
  return { tone: 'waiting', Icon: RotateCw, words: t('document.notYet') };
}

/**
 * What a document says of itself. `refused` and `parked` are told more exactly beside it.
 * @param failure of one that is parked: whether it comes back by itself
 */
export function documentWords({ t }: Pick<Words, 't'>, state: DocumentState, failure?: Failure): StateWords {
  if (comesBack({ state, failure })) return retriedWords({ t });
  return { ...documentLooks[state], words: t(`document.state.${state}`) };
}

/** A slot that holds nothing yet. */
export function missingWords({ t }: Pick<Words, 't'>): StateWords {
  return { words: t('missing.state'), tone: 'waiting', Icon: Camera };
}
