import { createHash } from 'node:crypto';
import { Hono } from 'hono';
import { z } from 'zod';
import type { Pulled, Read } from './atlas-reading';
import { crossChecks, ocrEntry } from './atlas-reading';
import { createFaults, createRequestLog } from './faults';
import type { EmulatorWorld } from './world';

const SECOND = 1_000;
const HOUR = 3_600 * SECOND;

export interface AtlasOptions {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly read: Read;
  /** Where this emulator is reached: its masked pictures lie there. Known once it is served. */
  readonly publicUrl: () => string;
  /** How long each stage takes, in milliseconds. */
  readonly stageMs?: number;
  /** Flow ids carry the prefix that some samples show. */
  readonly losPrefix?: boolean;
  /** What a repeated `document_id` does; the contract is silent. */
  readonly onDuplicate?: 'second-entry' | 'overwrite' | 'reject';
  /** The status after files were added to a finished flow; the contract is silent. */
  readonly afterTerminal?: 'in-progress' | 'stale';
  /** A document shows in extracts only so long after it was read, in milliseconds. */
  readonly extractsLateMs?: number;
  /** What a second init with one `application_id` does; the contract is silent. */
  readonly onSecondInit?: 'new' | 'same' | 'refuse';
  /** A picture that covers the number, as PNG. */
  readonly maskedPicture?: Uint8Array;
}

interface Flow {
  readonly flowUuid: string;
  readonly applicationId: string;
  readonly authUrl: string;
  readonly callbackUrl: string;
  readonly flowParams: unknown;
  readonly documents: Array<Pulled & { readonly shownAt: number }>;
  pending: number;
  status: {
    upload_status: string;
    processing_status: string;
    crossheck_status: string;
    master_status: string;
  };
}

const Init = z.object({
  product_type: z.string().min(1),
  application_id: z.string().min(1),
  auth_url: z.url(),
  callback_url: z.url(),
  flow_params: z.unknown(),
});
const Upload = z.object({
  flow_uuid: z.string().min(1),
  file_urls: z.array(z.object({ file_url: z.url(), document_id: z.string().min(1) })).min(1),
});

const notStarted = {
  upload_status: 'NOT_STARTED',
  processing_status: 'NOT_STARTED',
  crossheck_status: 'NOT_STARTED',
  master_status: 'NOT_STARTED',
};

/** Atlas's Flow API v3 as its pages describe it. It really pulls every `file_url`, and really reads it. */
export function createAtlas(world: EmulatorWorld, options: AtlasOptions) {
  const {
    stageMs = 300,
    losPrefix = true,
    onDuplicate = 'second-entry',
    afterTerminal = 'in-progress',
  } = options;
  const { extractsLateMs = 0, onSecondInit = 'new' } = options;
  const tokens = new Map<string, number>();
  const flows = new Map<string, Flow>();
  const pulls: Pulled[] = [];

  const app = new Hono();
  app.post('/v3/verification/authtoken', (context) => {
    const [id, secret] = [context.req.header('client-id'), context.req.header('client-secret')];
    if (!id || !secret) return refuse(400, { error: 'Missing Client-Id or Client-Secret' });
    if (id !== options.clientId || secret !== options.clientSecret) {
      return refuse(401, {
        error_code: '401',
        error_message: 'Authentication Error: Invalid Client-Id or Client-Secret',
      });
    }
    const token = `atlas-${world.id()}`;
    tokens.set(token, world.now() + HOUR);
    return Response.json({ access_token: token, expires_in: 3600 }, { status: 201 });
  });

  app.use('/v3/verification/*', async (context, next) => {
    const until = tokens.get(context.req.header('token') ?? '');
    if (until === undefined || until <= world.now()) {
      return refuse(401, { error: 'Invalid token', reason: 'Signature verification failed' });
    }
    return next();
  });

  app.post('/v3/verification/flow/init', async (context) => {
    const body: unknown = await context.req.json().catch(() => ({}));
    const init = Init.safeParse(body);
    if (!init.success)
      return refuse(400, { error: `Missing or empty required parameters: [${missing(init.error)}]` });
    const {
      application_id: applicationId,
      auth_url: authUrl,
      callback_url: callbackUrl,
      flow_params: flowParams,
    } = init.data;
    const earlier = [...flows.values()].find((flow) => flow.applicationId === applicationId);
    if (earlier && onSecondInit === 'refuse') return refuse(409, { error: 'Flow already exists' });
    if (earlier && onSecondInit === 'same')
      return Response.json({ flow_uuid: earlier.flowUuid }, { status: 201 });
    const flowUuid = `${losPrefix ? 'LOS-' : ''}${world.id()}`;
    flows.set(flowUuid, {
      flowUuid,
      applicationId,
      authUrl,
      callbackUrl,
      flowParams,
      documents: [],
      pending: 0,
      status: notStarted,
    });
    return Response.json({ flow_uuid: flowUuid }, { status: 201 });
  });

  app.post('/v3/verification/multiupload', async (context) => {
    const body: unknown = await context.req.json().catch(() => ({}));
    const upload = Upload.safeParse(body);
    if (!upload.success)
      return refuse(400, { error: `Missing or empty required parameters: [${missing(upload.error)}]` });
    const flow = flows.get(upload.data.flow_uuid);
    if (!flow) return refuse(409, { error: 'Flow not found' });
    if (!(await authenticate(flow))) {
      return refuse(422, {
        error_code: '422',
        error_message: 'Unprocessable: authentication URL could not be reached',
      });
    }
    const known = new Set(flow.documents.map(({ documentId }) => documentId));
    const files = upload.data.file_urls.filter(
      ({ document_id: id }) => !(known.has(id) && onDuplicate === 'reject'),
    );
    const batchId = batchName(world);
    accept(
      flow,
      files.map(({ file_url: fileUrl, document_id: documentId }) => ({ fileUrl, documentId })),
    );
    return Response.json(
      files.map(({ document_id }) => ({ file_uuid: world.id(), batch_id: batchId, document_id })),
    );
  });

  app.get('/v3/verification/status', (context) =>
    withFlow(context.req.query('flow_uuid'), (flow) => Response.json(flow.status)),
  );
  app.get('/v3/verification/extracts', (context) =>
    withFlow(context.req.query('flow_uuid'), (flow) => Response.json(payload(flow))),
  );
  app.get('/redacted/:name', () =>
    options.maskedPicture
      ? new Response(new Uint8Array(options.maskedPicture), { headers: { 'content-type': 'image/png' } })
      : refuse(404, { error: 'Not found' }),
  );
  app.notFound(() => refuse(404, { error: 'Not found' }));

  function withFlow(flowUuid: string | undefined, answer: (flow: Flow) => Response): Response {
    if (!flowUuid) return refuse(400, { error: "Missing required ['flow_uuid'] parameters" });
    const flow = flows.get(flowUuid);
    return flow ? answer(flow) : refuse(409, { error: 'Flow not found' });
  }

  /** `ocr_data` and `cross_checks`, as extracts and as the callback's body. */
  function payload(flow: Flow) {
    const shown = flow.documents.filter(({ shownAt }) => shownAt <= world.now());
    return {
      application_id: flow.applicationId,
      flow_params: flow.flowParams,
      ocr_data: shown.map((document) => ocrEntry(document, `${options.publicUrl()}/redacted`)),
      cross_checks: flow.status.crossheck_status === 'COMPLETED' ? crossChecks(shown) : [],
    };
  }

  /** The protocol of this call is not documented; a POST that is answered with 2xx is taken as enough. */
  async function authenticate({ authUrl }: Flow): Promise<boolean> {
    const response = await world.fetch(new Request(authUrl, { method: 'POST' })).catch(() => undefined);
    return response?.ok ?? false;
  }

  function accept(flow: Flow, files: ReadonlyArray<{ documentId: string; fileUrl: string }>): void {
    flow.pending += 1;
    const isFinished = flow.status.master_status === 'SUCCESS' || flow.status.master_status === 'FAILED';
    if (!(isFinished && afterTerminal === 'stale')) {
      flow.status = { ...notStarted, upload_status: 'IN_PROGRESS', master_status: 'IN_PROGRESS' };
    }
    world.defer(stageMs, () => process(flow, files).catch(() => finish(flow, 'FAILED')));
  }

  async function process(
    flow: Flow,
    files: ReadonlyArray<{ documentId: string; fileUrl: string }>,
  ): Promise<void> {
    const pulled = await Promise.all(files.map((file) => pull(flow, file)));
    flow.status = { ...flow.status, upload_status: 'SUCCESS', processing_status: 'IN_PROGRESS' };
    for (const { document, bytes } of pulled) {
      const reading = await options.read(bytes, document.contentType ?? '', document.documentId);
      if (onDuplicate === 'overwrite') {
        const at = flow.documents.findIndex(({ documentId }) => documentId === document.documentId);
        if (at >= 0) flow.documents.splice(at, 1);
      }
      flow.documents.push({ ...document, reading, shownAt: world.now() + extractsLateMs });
    }
    flow.status = { ...flow.status, processing_status: 'SUCCESS', crossheck_status: 'PENDING' };
    world.defer(stageMs, () => finish(flow, 'SUCCESS'));
  }

  async function pull(flow: Flow, { documentId, fileUrl }: { documentId: string; fileUrl: string }) {
    const response = await world.fetch(new Request(fileUrl)).catch(() => undefined);
    const bytes = response?.ok ? new Uint8Array(await response.arrayBuffer()) : new Uint8Array();
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const contentType = response?.headers.get('content-type') ?? '';
    const document: Pulled = {
      documentId,
      flowUuid: flow.flowUuid,
      fileUrl,
      sha256,
      size: bytes.length,
      contentType,
    };
    if (bytes.length > 0) pulls.push(document);
    return { document, bytes };
  }

  async function finish(flow: Flow, master: 'SUCCESS' | 'FAILED'): Promise<void> {
    flow.pending -= 1;
    if (flow.pending > 0) return;
    flow.status = {
      upload_status: 'SUCCESS',
      processing_status: master,
      crossheck_status: 'COMPLETED',
      master_status: master,
    };
    if (!(await authenticate(flow))) return;
    const body = JSON.stringify(payload(flow));
    const headers = { 'content-type': 'application/json' };
    await world
      .fetch(new Request(flow.callbackUrl, { method: 'POST', headers, body }))
      .catch(() => undefined);
  }

  const log = createRequestLog(async (request) => app.fetch(request));
  const faults = createFaults(world, log.fetch);
  return {
    fetch: faults.fetch,
    faults,
    requests: log.requests,
    /** Every fetch of a `file_url` that brought bytes. */
    pulls: (): readonly Pulled[] => pulls,
    flows: () =>
      [...flows.values()].map(({ flowUuid, applicationId, documents }) => ({
        flowUuid,
        applicationId,
        documents,
      })),
    /** Every token ends now. */
    expireTokens: () => tokens.clear(),
  };
}

function refuse(status: number, body: unknown): Response {
  return Response.json(body, { status });
}

/** Names of missing fields as Python prints a list of them. */
function missing(error: z.ZodError): string {
  return [...new Set(error.issues.map(({ path }) => `'${String(path[0])}'`))].join(', ');
}

function batchName(world: EmulatorWorld): string {
  const digits = new Date(world.now()).toISOString().replace(/\D/g, '').slice(0, 14);
  return `BATCH-${String(10_000 + Math.floor(world.random() * 90_000))}-SIYKJ-${digits}`;
}
