import { csv } from './csv';
import { mask } from './masked';

/** A line of the table, as a spreadsheet has it. */
export interface FolderEntry {
  /** Where the file lies in the folder, while the page still knows. */
  readonly file: string | undefined;
  readonly kind: string;
  readonly state: string;
  readonly atlasType: string | undefined;
  /** Atlas's code of a refusal, or ours of a failure. */
  readonly code: string | undefined;
  readonly reason: string;
  /** Bytes. */
  readonly size: number;
  readonly capturedAt: number | undefined;
  readonly attempts: number | undefined;
  readonly documentId: string | undefined;
}

const columns = [
  'file',
  'kind',
  'state',
  'atlas_type',
  'code',
  'reason',
  'size',
  'captured_at',
  'attempts',
  'document_id',
] as const;

/** One line a document. What people and Atlas have named is masked; instants as ISO 8601 in UTC. */
export function folderCsv(entries: readonly FolderEntry[]): string {
  const lines = entries.map((one) => [
    mask(one.file ?? ''),
    one.kind,
    one.state,
    mask(one.atlasType ?? ''),
    mask(one.code ?? ''),
    one.reason,
    one.size,
    one.capturedAt === undefined ? '' : new Date(one.capturedAt).toISOString(),
    one.attempts,
    one.documentId,
  ]);
  return csv([columns, ...lines]);
}
