import type { DocumentState } from '@/lib/contract/flow-view';
import type { FolderRowView } from '@/lib/contract/folder-view';
import type { Failure } from '@/lib/domain/failed';
import type { Kind } from '@/lib/domain/organisation';
import type { FolderItem } from './use-folder-queue';

/** What a line of the table says: of a document what the outbox says, of a file what became of it on this page. */
export type LineState = DocumentState | 'waiting' | 'reading' | 'failed';

const needsAgent: readonly DocumentState[] = ['refused', 'parked'];
const others: readonly DocumentState[] = [
  'captured',
  'stored',
  'sending',
  'checking',
  'sent',
  'read',
  'discarded',
];

/** First what needs the agent, then what is under way, then what is finished. */
export const documentStates: readonly DocumentState[] = [...needsAgent, ...others];
export const lineStates: readonly LineState[] = ['failed', ...needsAgent, 'waiting', 'reading', ...others];

/** It is for the agent to send it again, or to take it anew. */
export function needsYou({ state, row }: FolderLine): boolean {
  return row !== undefined && (state === 'refused' || state === 'parked');
}

/** One file that is not in the outbox yet, or one document that is. */
export interface FolderLine {
  readonly key: string;
  /** Where the file lies in the folder; absent: this page has not seen it. */
  readonly path?: string | undefined;
  readonly kind: Kind;
  readonly size: number;
  readonly state: LineState;
  readonly documentType?: string | undefined;
  readonly verdictCode?: string | undefined;
  readonly failure?: Failure | undefined;
  /** Of a file that waits: its kind may be changed. */
  readonly itemId?: number | undefined;
  readonly row?: FolderRowView | undefined;
}

/** Files of this page, then the documents there are. A file that has become a document lends it its name. */
export function linesOf(items: readonly FolderItem[], rows: readonly FolderRowView[]): FolderLine[] {
  const paths = new Map(items.flatMap(({ slotId, path }) => (slotId === undefined ? [] : [[slotId, path]])));
  const isListed = new Set(rows.map(({ slotId }) => slotId));
  const files = items.flatMap((item): FolderLine[] => {
    const { id, path, kind, file, state, failure, slotId } = item;
    const line = { key: `file-${id}`, path, kind, size: file.size, failure };
    if (state === 'waiting') return [{ ...line, state, itemId: id }];
    if (state !== 'taken') return [{ ...line, state }];
    // Written, and the list has not been read again yet.
    return slotId !== undefined && isListed.has(slotId) ? [] : [{ ...line, state: 'captured' }];
  });
  return [...files, ...rows.map((row) => lineOf(row, paths.get(row.slotId)))];
}

function lineOf(row: FolderRowView, path: string | undefined): FolderLine {
  const { slotId: key, kind, size, state, documentType, verdictCode, failure } = row;
  return { key, path, kind, size, state, documentType, verdictCode, failure, row };
}

export interface Filter {
  readonly state?: LineState | undefined;
  readonly kind?: Kind | undefined;
}

export function isShown(line: FolderLine, { state, kind }: Filter): boolean {
  return (state === undefined || line.state === state) && (kind === undefined || line.kind === kind);
}

export const sortable = ['file', 'kind', 'size', 'state', 'type'] as const;
export type SortBy = (typeof sortable)[number];
export interface Sort {
  readonly by: SortBy;
  readonly descends: boolean;
}

/** What a line's cells say: it is sorted by what can be read in them. */
export interface LineWords {
  readonly language: string;
  readonly kind: (line: FolderLine) => string;
  readonly type: (line: FolderLine) => string;
}

/** What is equal stays in its order. */
export function sorted(
  lines: readonly FolderLine[],
  { by, descends }: Sort,
  { language, kind, type }: LineWords,
): FolderLine[] {
  const { compare } = new Intl.Collator(language, { numeric: true });
  const orders: Readonly<Record<SortBy, (a: FolderLine, b: FolderLine) => number>> = {
    file: (a, b) => compare(a.path ?? '', b.path ?? ''),
    kind: (a, b) => compare(kind(a), kind(b)),
    size: (a, b) => a.size - b.size,
    state: (a, b) => lineStates.indexOf(a.state) - lineStates.indexOf(b.state),
    type: (a, b) => compare(type(a), type(b)),
  };
  const up = lines.toSorted(orders[by]);
  return descends ? up.toReversed() : up;
}

/** How many lines there are of each, for the choices of a filter. */
export function countBy<T>(lines: readonly FolderLine[], of: (line: FolderLine) => T): Map<T, number> {
  const counts = new Map<T, number>();
  for (const line of lines) counts.set(of(line), (counts.get(of(line)) ?? 0) + 1);
  return counts;
}
