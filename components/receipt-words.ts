import type { ReceiptsSaid } from '@/lib/contract/rpc';
import { mask } from '@/lib/domain/masked';
import type { Kind, Product } from '@/lib/domain/organisation';
import type { Receipt } from '@/lib/domain/receipt';
import { label } from './field-words';
import { kindWords } from './folder-words';
import type { Words } from './words/words';

/** Each in a Record, so that none is forgotten. */
const states: Readonly<Record<Receipt['state'], true>> = {
  captured: true,
  stored: true,
  submitted: true,
  fenced: true,
  withdrawn: true,
  sent: true,
  read: true,
  refused: true,
  parked: true,
  discarded: true,
};
const isState = (name: string): name is Receipt['state'] => Object.hasOwn(states, name);

/** What the table shows and a receipt does not hold, so that it is found by what can be read. */
export function saidIn({ t, language }: Words): ReceiptsSaid {
  const said = Object.keys(states)
    .filter(isState)
    .map((state) => [state, t(`receipts.state.${state}`)] as const);
  return { language, states: Object.fromEntries(said) };
}

/** A receipt does not say of which product its loan is; a kind is called the same in all of them. */
function productWith(products: readonly Product[], kind: Kind): Product | undefined {
  return products.find(({ documents }) => documents.some((one) => one.kind === kind));
}

/** `PAN card (attempt 2)` */
export function paperOf(words: Words, products: readonly Product[], { kind, attempt }: Receipt): string {
  const said = kindWords(words, productWith(products, kind), kind);
  return attempt > 1 ? words.t('receipts.attempt', { kind: said, number: attempt }) : said;
}

/** How a sent document stands. */
export function resultOf({ t }: Words, { state, verdictCode }: Receipt): string {
  const result = t(`receipts.state.${state}`);
  return state === 'refused' && verdictCode ? t('receipts.refusedAs', { result, code: verdictCode }) : result;
}

export interface Value {
  readonly name: string;
  readonly said: string;
  /** It names something elsewhere, letter by letter. */
  readonly isCode?: true;
}

/** All that a receipt holds of an attempt beside what stands in its row. */
export function valuesOf(words: Words, receipt: Receipt): Value[] {
  const { t, day, size, row } = words;
  const code = (name: string, said: string | undefined): Value[] =>
    said === undefined ? [] : [{ name, said, isCode: true }];
  return [
    { name: t('receipts.value.since'), said: day(receipt.settledAt) },
    { name: t('receipts.value.captured'), said: day(receipt.capturedAt) },
    { name: t('receipts.value.source'), said: t(`receipts.source.${receipt.source}`) },
    { name: t('folder.column.size'), said: row([size(receipt.size), receipt.contentType]) },
    ...(receipt.documentType
      ? [{ name: t('folder.column.type'), said: label(words, mask(receipt.documentType)) }]
      : []),
    ...code(t('receipts.value.id'), receipt.documentId),
    ...code(t('receipts.value.follows'), receipt.follows),
    ...code(t('receipts.value.flow'), receipt.flowUuid),
    ...code(t('receipts.value.file'), receipt.fileUuid),
    ...code(t('receipts.value.batch'), receipt.batchId),
    ...code(t('receipts.value.hash'), receipt.sha256),
    ...code(t('receipts.value.sealed'), receipt.sealedSha256),
    ...code(t('receipts.value.first'), receipt.reducedFrom),
  ];
}
