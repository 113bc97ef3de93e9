import { CircleAlert, Hourglass, LoaderCircle } from 'lucide-react';
import { mask } from '@/lib/domain/masked';
import type { Failure } from '@/lib/domain/failed';
import type { Kind, Product } from '@/lib/domain/organisation';
import { OTHER } from '@/lib/domain/guess-kind';
import { sentencesFor } from './failure-words';
import { label } from './field-words';
import type { FolderLine, LineState, LineWords } from './folder-lines';
import type { StateWords } from './state-words';
import { documentWords } from './state-words';
import { verdictWords } from './verdict-words';
import type { Words } from './words/words';

export function lineWords({ t }: Words, state: LineState, failure?: Failure): StateWords {
  switch (state) {
    case 'waiting':
      return { tone: 'waiting', Icon: Hourglass, words: t('folder.waiting') };
    case 'reading':
      return { tone: 'sending', Icon: LoaderCircle, words: t('capture.state.reading') };
    case 'failed':
      return { tone: 'attention', Icon: CircleAlert, words: t('capture.state.failed') };
    default:
      return documentWords({ t }, state, failure);
  }
}

/** The product's word for a kind. */
export function kindWords(words: Words, product: Product | undefined, kind: Kind): string {
  if (kind === OTHER) return words.t('folder.other');
  const listed = product?.documents.find((one) => one.kind === kind);
  return listed ? mask(listed.label) : label(words, kind);
}

/** By what a line is called: the file's place in the folder, or the document's id. */
export function lineName({ path, row }: FolderLine): string {
  return path === undefined ? (row?.documentId.slice(0, 8) ?? '') : mask(path);
}

/** What Atlas took it for; empty while it has not said. */
export function typeWords(words: Words, { documentType }: FolderLine): string {
  return documentType ? label(words, mask(documentType)) : '';
}

/** What is sorted by in the table of a folder. */
export function wordsOfLines(words: Words, product: Product): LineWords {
  return {
    language: words.language,
    kind: ({ kind }) => kindWords(words, product, kind),
    type: (line) => typeWords(words, line),
  };
}

/** Why it is not further, in one sentence; empty when nothing is wrong. */
export function reasonOf(words: Words, { state, verdictCode, failure }: FolderLine): string {
  if (state === 'refused') return verdictWords(words, verdictCode ?? '').reason;
  return failure && state !== 'read' ? (sentencesFor(words, failure)[0] ?? '') : '';
}
