import type { LucideIcon } from 'lucide-react';
import {
  Camera,
  CircleAlert,
  CircleCheckBig,
  CloudCheck,
  CloudOff,
  FolderOpen,
  Hourglass,
  MessageCircleQuestionMark,
  ScanSearch,
  Send,
  ShieldCheck,
  Trash2,
} from 'lucide-react';
import type { CardState, DocumentState } from '@/lib/contract/flow-view';
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
  sending: { tone: 'sending', Icon: Send },
  verifying: { tone: 'verifying', Icon: ScanSearch },
  attention: { tone: 'attention', Icon: CircleAlert },
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

/** What a document says of itself. `refused` and `parked` are told more exactly beside it. */
export function documentWords({ t }: Pick<Words, 't'>, state: DocumentState): StateWords {
  return { ...documentLooks[state], words: t(`document.state.${state}`) };
}

/** A slot that holds nothing yet. */
export function missingWords({ t }: Pick<Words, 't'>): StateWords {
  return { words: t('missing.state'), tone: 'waiting', Icon: Camera };
}
