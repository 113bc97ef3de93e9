import { Hono } from 'hono';
import { z } from 'zod';
import type { Refuse } from './atlas-errors';
import { missingParameters, pythonList } from './atlas-errors';
import type { Intake } from './atlas-intake';
import type { Pulled } from './atlas-reading';
import { paperOf } from './atlas-reading';
import type { Tokens } from './atlas-tokens';
import type { EmulatorWorld } from './world';

export interface BatchParts {
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

/** Docstream and bulk: batches instead of flows, no status, no cross-checks (IUPL, IEXT, BUPL, BEXT). */
export function createBatches(parts: BatchParts) {
  const app = new Hono();
  app.route(
    '/v1/docstream',
    family(parts, ({ batchId }) => Response.json({ batch_id: batchId }), Infinity),
  );
  const each = ({ batchId, files, fileUuid }: Told) =>
    Response.json(
      files.map((document_id) => ({ batch_id: batchId, document_id, file_uuid: fileUuid() })),
      { status: 201 },
    );
  app.route('/v1/bulk', family(parts, each, BULK_PAGE));
  return app;
}

interface Told {
  readonly batchId: string;
  readonly files: readonly string[];
  readonly fileUuid: () => string;
}

function family(parts: BatchParts, answer: (told: Told) => Response, largestPage: number): Hono {
  const { world, intake, tokens, refuse, publicUrl, stageMs } = parts;
  const batches = new Map<string, Pulled[]>();
  const app = new Hono();
  app.post('/authtoken', tokens.issue);
  app.use('*', tokens.guard);

  app.post('/multiupload', async (context) => {
    const upload = Upload.safeParse(await context.req.json().catch(() => ({})));
    if (!upload.success) return refuse(missingParameters(upload.error));
    const batchId = batchName(world);
    batches.set(batchId, []);
    const files = upload.data.file_urls;
    world.defer(stageMs, async () => {
      for (const { document_id: documentId, file_url: fileUrl } of files) {
        const pulled = await intake.pull(batchId, { documentId, fileUrl });
        const reading = await intake.read(pulled);
        batches.get(batchId)?.push({ ...pulled, reading });
      }
    });
    const told = files.map(({ document_id }) => document_id);
    return answer({ batchId, files: told, fileUuid: () => world.id() });
  });

  // What an unfinished batch answers is not stated: here, the documents read so far.
  app.get('/extracts', (context) => {
    const query = Page.safeParse(context.req.query());
    const documents = query.success ? batches.get(query.data.batch_id) : undefined;
    if (!query.success || !documents)
      return refuse({ status: 400, text: `Missing required ${pythonList(['batch_id'])} parameters` });
    const size = Math.min(query.data.per_page, largestPage);
    return Response.json(
      pageOf(
        documents.map((one) => entry(one, publicUrl())),
        query.data.page,
        size,
      ),
    );
  });
  return app;
}

function entry({ documentId, reading }: Pulled, publicUrl: string) {
  const { documentType, error_code, error_reason = '' } = reading ?? { documentType: '' };
  const paper = reading && !error_code ? paperOf(reading, `${publicUrl}/redacted/${documentId}.png`) : {};
  return {
    document_id: documentId,
    file_data: { document_type: documentType, ...(error_code && { error_code, error_reason }), ...paper },
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
