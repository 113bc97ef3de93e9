import { Hono } from 'hono';
import { z } from 'zod';
import type { Refuse } from './atlas-errors';
import { missingParameters, pythonList } from './atlas-errors';
import type { Intake } from './atlas-intake';
import type { Pulled } from './atlas-reading';
import { paperOf } from './atlas-reading';
import type { Tokens } from './atlas-tokens';
import type { EmulatorWorld } from './world';

/** Where the pages leave open what a batch answers. */
export interface BatchOptions {
  /** What extracts hold of a document that is not read yet: nothing, or an entry in which nothing stands. */
  readonly unread?: 'absent' | 'empty';
  /** Where a document's failure stands. */
  readonly batchErrors?: 'file_data' | 'beside';
  /** New entries go to the end or to the front, where they move all others on. */
  readonly batchOrder?: 'oldest-first' | 'newest-first';
  /** Whether pages say `has_next`, or leave it to be worked out. */
  readonly pagesSayNext?: boolean;
  /** A document shows only so long after it was read, in milliseconds. */
  readonly extractsLateMs?: number;
  /** What extracts hold of a file that could not be fetched. */
  readonly failedPull?: 'entry' | 'absent';
}

export interface BatchParts extends BatchOptions {
  readonly world: EmulatorWorld;
  readonly intake: Intake;
  readonly tokens: Tokens;
  readonly refuse: Refuse;
  readonly publicUrl: () => string;
  readonly stageMs: number;
}

const Upload = z.object({
  product_type: z.string().min(1),
  file_urls: z.array(z.object({ file_url: z.url(), document_id: z.string().min(1) })).min(1),
});
const Page = z.object({
  batch_id: z.string().min(1),
  page: z.coerce.number().int().positive().default(1),
  per_page: z.coerce.number().int().positive().default(50),
});
const BULK_PAGE = 50;

interface Document extends Pulled {
  /** When it shows; absent: it is not read yet. */
  readonly shownAt?: number;
}
interface Batch {
  readonly batchId: string;
  documents: Document[];
}

/** Docstream and bulk: batches instead of flows, no status, no cross-checks (IUPL, IEXT, BUPL, BEXT). */
export function createBatches(parts: BatchParts) {
  const app = new Hono();
  const batches = new Map<string, Batch>();
  const told = ({ batchId }: Told) => Response.json({ batch_id: batchId });
  app.route('/v1/docstream', family(parts, batches, told, Infinity));
  const each = ({ batchId, files, fileUuid }: Told) =>
    Response.json(
      files.map((document_id) => ({ batch_id: batchId, document_id, file_uuid: fileUuid() })),
      { status: 201 },
    );
  app.route('/v1/bulk', family(parts, batches, each, BULK_PAGE));
  return { app, all: () => [...batches.values()] };
}

interface Told {
  readonly batchId: string;
  readonly files: readonly string[];
  readonly fileUuid: () => string;
}

function family(
  parts: BatchParts,
  batches: Map<string, Batch>,
  answer: (told: Told) => Response,
  largestPage: number,
): Hono {
  const { world, tokens, refuse } = parts;
  const mine = new Set<string>();
  const app = new Hono();
  app.post('/authtoken', tokens.issue);
  app.use('*', tokens.guard);

  app.post('/multiupload', async (context) => {
    const upload = Upload.safeParse(await context.req.json().catch(() => ({})));
    if (!upload.success) return refuse(missingParameters(upload.error));
    const batchId = batchName(world);
    const files = upload.data.file_urls.map((file) => ({
      documentId: file.document_id,
      fileUrl: file.file_url,
    }));
    const batch = { batchId, documents: files.map((file) => ({ ...file, flowUuid: batchId })) };
    batches.set(batchId, batch);
    mine.add(batchId);
    readAll(parts, batch);
    return answer({
      batchId,
      files: files.map(({ documentId }) => documentId),
      fileUuid: () => world.id(),
    });
  });

  app.get('/extracts', (context) => {
    const query = Page.safeParse(context.req.query());
    const batch =
      query.success && mine.has(query.data.batch_id) ? batches.get(query.data.batch_id) : undefined;
    if (!query.success || !batch)
      return refuse({ status: 400, text: `Missing required ${pythonList(['batch_id'])} parameters` });
    const size = Math.min(query.data.per_page, largestPage);
    const { has_next, ...page } = pageOf(entriesOf(parts, batch), query.data.page, size);
    return Response.json({ ...page, ...((parts.pagesSayNext ?? true) && { has_next }) });
  });
  return app;
}

/** One after the other, as they were told. */
function readAll({ world, intake, stageMs, extractsLateMs = 0 }: BatchParts, batch: Batch): void {
  world.defer(stageMs, async () => {
    for (const { documentId, fileUrl } of batch.documents) {
      const pulled = await intake.pull(batch.batchId, { documentId, fileUrl });
      const reading = await intake.read(pulled);
      const read = { ...pulled, reading, shownAt: world.now() + extractsLateMs };
      batch.documents = [...batch.documents.filter((one) => one.documentId !== documentId), read];
    }
  });
}

function entriesOf(parts: BatchParts, { documents }: Batch) {
  const { world, unread = 'absent', batchOrder = 'oldest-first', failedPull = 'entry' } = parts;
  const isShown = ({ shownAt }: Document) => shownAt !== undefined && shownAt <= world.now();
  const shown = documents.filter(
    (one) => isShown(one) && (failedPull === 'entry' || one.bytes !== undefined),
  );
  const waiting = unread === 'empty' ? documents.filter((one) => !isShown(one)) : [];
  const entries = [
    ...shown.map((one) => entry(parts, one)),
    ...waiting.map(({ documentId }) => ({ document_id: documentId, file_data: {} })),
  ];
  return batchOrder === 'oldest-first' ? entries : entries.toReversed();
}

function entry({ publicUrl, batchErrors = 'file_data' }: BatchParts, { documentId, reading }: Pulled) {
  const { documentType, error_code, error_reason = '' } = reading ?? { documentType: '' };
  const paper = reading && !error_code ? paperOf(reading, `${publicUrl()}/redacted/${documentId}.png`) : {};
  const errors = error_code ? { error_code, error_reason } : {};
  const isInside = batchErrors === 'file_data';
  return {
    document_id: documentId,
    ...(!isInside && errors),
    file_data: { document_type: documentType, ...(isInside && errors), ...paper },
  };
}

function pageOf(items: readonly unknown[], page: number, size: number) {
  const pages = Math.max(1, Math.ceil(items.length / size));
  return {
    data: items.slice((page - 1) * size, page * size),
    page,
    per_page: size,
    total_pages: pages,
    total_items: items.length,
    has_next: page < pages,
    has_prev: page > 1,
  };
}

/** `BATCH-30732-SIYKJ-20251121113228`: the form of the samples, specified nowhere. */
export function batchName(world: EmulatorWorld): string {
  const digits = String(10_000 + Math.floor(world.random() * 90_000));
  const letters = Array.from({ length: 5 }, () => String.fromCharCode(65 + Math.floor(world.random() * 26)));
  const time = new Date(world.now()).toISOString().replace(/\D/g, '').slice(0, 14);
  return `BATCH-${digits}-${letters.join('')}-${time}`;
}
