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
import type { CardState, DocumentState } from '@/lib/contract/views';

export type Tone = 'neutral' | 'waiting' | 'sending' | 'verifying' | 'attention' | 'verified';

export interface StateWords {
  readonly words: string;
  readonly tone: Tone;
  readonly Icon: LucideIcon;
}

/** What a card says of its loan. */
export const cardWords: Readonly<Record<CardState, StateWords>> = {
  collecting: { words: 'Collecting', tone: 'neutral', Icon: FolderOpen },
  waiting: { words: 'Waiting for network', tone: 'waiting', Icon: CloudOff },
  sending: { words: 'Sending', tone: 'sending', Icon: Send },
  verifying: { words: 'Verifying', tone: 'verifying', Icon: ScanSearch },
  attention: { words: 'Needs attention', tone: 'attention', Icon: CircleAlert },
  verified: { words: 'Verified', tone: 'verified', Icon: CircleCheckBig },
};

/** What a document says of itself. `refused` and `parked` are told more exactly beside it. */
export const documentWords: Readonly<Record<DocumentState, StateWords>> = {
  captured: { words: 'Safe on this device', tone: 'neutral', Icon: ShieldCheck },
  stored: { words: 'Ready to send', tone: 'neutral', Icon: CloudCheck },
  sending: { words: 'Sending', tone: 'sending', Icon: Send },
  checking: {
    words: 'Checking with Atlas whether it arrived',
    tone: 'waiting',
    Icon: MessageCircleQuestionMark,
  },
  sent: { words: 'Sent, being verified', tone: 'verifying', Icon: Hourglass },
  read: { words: 'Verified', tone: 'verified', Icon: CircleCheckBig },
  refused: { words: 'Not accepted', tone: 'attention', Icon: CircleAlert },
  parked: { words: 'Could not be sent', tone: 'attention', Icon: CircleAlert },
  discarded: { words: 'Discarded', tone: 'neutral', Icon: Trash2 },
};

/** A slot that holds nothing yet. */
export const missingWords: StateWords = { words: 'Missing', tone: 'waiting', Icon: Camera };
