import { csv } from './csv';
import { loanName } from './loan-name';
import type { Receipt } from './receipt';

const columns = [
  'loanId',
  'kind',
  'state',
  'verdictCode',
  'documentType',
  'firstSentAt',
  'settledAt',
  'attempt',
  'documentId',
  'follows',
  'source',
  'capturedAt',
  'contentType',
  'size',
  'sha256',
  'sealedSha256',
  'reducedFrom',
  'captureId',
  'flowUuid',
  'fileUuid',
  'batchId',
  'flowId',
  'slotId',
  'tenantId',
  'agentId',
] as const satisfies ReadonlyArray<keyof Receipt>;
const instants: ReadonlySet<string> = new Set(['firstSentAt', 'settledAt', 'capturedAt']);

/** A table for spreadsheets; instants as ISO 8601 in UTC. */
export function receiptsCsv(receipts: readonly Receipt[]): string {
  return csv([columns, ...receipts.map((receipt) => columns.map((name) => readable(name, receipt[name])))]);
}

/** All there is of them, instants as ISO 8601 in UTC. */
export function receiptsJson(receipts: readonly Receipt[]): string {
  const rows = receipts.map((receipt) =>
    Object.fromEntries(Object.entries(receipt).map(([name, value]) => [name, readable(name, value)])),
  );
  return `${JSON.stringify({ format: 'satchel/receipts/1', receipts: rows }, undefined, 2)}\n`;
}

function readable(name: string, value: string | number | undefined): string | number | undefined {
  if (instants.has(name) && typeof value === 'number') return new Date(value).toISOString();
  // Read elsewhere, by whoever is given the file.
  return name === 'loanId' && typeof value === 'string' ? loanName(value) : value;
}
