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

/** A table for spreadsheets (RFC 4180, with a byte order mark); instants as ISO 8601 in UTC. No cell is a formula. */
export function receiptsCsv(receipts: readonly Receipt[]): string {
  const lines = receipts.map((receipt) => columns.map((name) => cell(readable(name, receipt[name]))));
  return `\uFEFF${[columns, ...lines].map((line) => `${line.join(',')}\r\n`).join('')}`;
}

/** All there is of them, instants as ISO 8601 in UTC. */
export function receiptsJson(receipts: readonly Receipt[]): string {
  const rows = receipts.map((receipt) =>
    Object.fromEntries(Object.entries(receipt).map(([name, value]) => [name, readable(name, value)])),
  );
  return `${JSON.stringify({ format: 'satchel/receipts/1', receipts: rows }, undefined, 2)}\n`;
}

function readable(name: string, value: string | number | undefined): string | number | undefined {
  return instants.has(name) && typeof value === 'number' ? new Date(value).toISOString() : value;
}

/** Spreadsheets run what begins like a formula, also behind blanks: an apostrophe makes it text. */
function cell(value: string | number | undefined): string {
  const text = String(value ?? '');
  const safe = typeof value === 'string' && /^[\s'"]*[=+\-@\t\r|]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
