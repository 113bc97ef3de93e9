import { Hono } from 'hono';
import { z } from 'zod';
import type { Normalisation } from './atlas-address';
import { createAddressMatch } from './atlas-address';
import type { BatchOptions } from './atlas-batches';
import { batchName, createBatches } from './atlas-batches';
import type { ErrorShape } from './atlas-errors';
import { createRefuse, missingParameters, pythonList } from './atlas-errors';
import type { Flow, FlowOptions } from './atlas-flows';
import { createFlows, isTerminal } from './atlas-flows';
import { createIntake } from './atlas-intake';
import type { Read } from './atlas-reading';
import type { Credentials } from './atlas-tokens';
import { createTokens } from './atlas-tokens';
import { createFaults, createRequestLog } from './faults';
import type { EmulatorWorld } from './world';

export interface AtlasOptions extends Credentials, FlowOptions, BatchOptions {
  readonly read: Read;
  readonly errorShape?: ErrorShape;
  /** What a second init with one `application_id` does; the contract is silent. */
  readonly onSecondInit?: 'new' | 'same' | 'refuse';
  /** Whether a finished flow takes more files; the contract is silent. */
  readonly afterTerminal?: 'accept' | 'refuse';
  /** Whether `auth_url` is called during an upload too, as the 422 of page UPL suggests. */
  readonly authOnUpload?: boolean;
  readonly normalisation?: Normalisation;
  /** A picture that covers the number, as PNG. */
  readonly maskedPicture?: Uint8Array;
}

const Init = z.object({
  product_type: z.string().min(1),
  application_id: z.string().min(1),
  auth_url: z.url(),
  callback_url: z.url(),
  flow_params: z.unknown().optional(),
});
const Upload = z.object({
  flow_uuid: z.string().min(1),
  file_urls: z.array(z.object({ file_url: z.url(), document_id: z.string().min(1) })).min(1),
});

/** Atlas as its pages describe it: the Flow API v3, docstream, bulk, address match. It really pulls and reads. */
export function createAtlas(world: EmulatorWorld, options: AtlasOptions) {
  const { onSecondInit = 'new', afterTerminal = 'accept', authOnUpload = true, stageMs = 300 } = options;
  const refuse = createRefuse(options.errorShape);
  const tokens = createTokens(world, options, refuse);
  const intake = createIntake(world, options.read);
  const flows = createFlows(world, intake, options);
  const batches = createBatches({ ...options, world, intake, tokens, refuse, stageMs });
  const notFound = () => refuse({ status: 409, text: 'Flow not found' });

  const app = new Hono();
  app.post('/v3/verification/authtoken', tokens.issue);
  app.use('/v3/verification/*', tokens.guard);

  app.post('/v3/verification/flow/init', async (context) => {
    const init = Init.safeParse(await context.req.json().catch(() => ({})));
    if (!init.success) return refuse(missingParameters(init.error));
    const { application_id: applicationId, auth_url: authUrl, callback_url: callbackUrl } = init.data;
    const earlier = flows.ofApplication(applicationId);
    if (earlier && onSecondInit === 'refuse') return refuse({ status: 409, text: 'Flow already exists' });
    const loan = { applicationId, authUrl, callbackUrl, flowParams: init.data.flow_params };
    const flow = earlier && onSecondInit === 'same' ? earlier : flows.open(loan);
    return Response.json({ flow_uuid: flow.flowUuid }, { status: 201 });
  });

  app.post('/v3/verification/multiupload', async (context) => {
    const upload = Upload.safeParse(await context.req.json().catch(() => ({})));
    if (!upload.success) return refuse(missingParameters(upload.error));
    const flow = flows.find(upload.data.flow_uuid);
    if (!flow) return notFound();
    if (afterTerminal === 'refuse' && isTerminal(flows.status(flow).master_status))
      return refuse({ status: 409, text: 'Flow is closed' });
    if (authOnUpload && !(await flows.authenticate(flow)))
      return refuse({ status: 422, text: 'The authentication URL could not be reached', coded: true });
    const files = upload.data.file_urls.map(({ document_id, file_url }) => ({
      documentId: document_id,
      fileUrl: file_url,
    }));
    const accepted = flows.accept(flow, files, batchName(world));
    return Response.json(
      accepted.map(({ fileUuid, batchId, documentId }) => ({
        file_uuid: fileUuid,
        batch_id: batchId,
        document_id: documentId,
      })),
    );
  });

  app.get('/v3/verification/status', (context) => ask(context.req.query('flow_uuid'), flows.status));
  app.get('/v3/verification/extracts', (context) => ask(context.req.query('flow_uuid'), flows.payload));
  app.route('/', batches.app);
  app.post('/v1/address/match/batch', createAddressMatch(options, refuse, options.normalisation));
  app.get('/redacted/:name', () =>
    options.maskedPicture
      ? new Response(new Uint8Array(options.maskedPicture), { headers: { 'content-type': 'image/png' } })
      : refuse({ status: 404, text: 'Not found' }),
  );
  app.notFound(() => refuse({ status: 404, text: 'Not found' }));

  function ask(flowUuid: string | undefined, answer: (flow: Flow) => unknown): Response {
    if (!flowUuid)
      return refuse({ status: 400, text: `Missing required ${pythonList(['flow_uuid'])} parameters` });
    const flow = flows.find(flowUuid);
    return flow ? Response.json(answer(flow)) : notFound();
  }

  const log = createRequestLog(async (request) => app.fetch(request));
  const faults = createFaults(world, log.fetch, tokens.invalid);
  return {
    fetch: faults.fetch,
    faults,
    requests: log.requests,
    /** Every fetch of a `file_url` that brought bytes. */
    pulls: () => [...intake.pulls],
    flows: () =>
      flows.all().map((flow) => ({
        flowUuid: flow.flowUuid,
        applicationId: flow.applicationId,
        documents: [...flow.documents],
        overwritten: [...flow.overwritten],
        status: flows.status(flow),
      })),
    /** What docstream and bulk were told of. */
    batches: () => batches.all().map(({ batchId, documents }) => ({ batchId, documents: [...documents] })),
    callbacks: flows.callbacks,
    misread: intake.misread,
    /** Every token ever given out. */
    tokens: tokens.issued,
    /** Every token ends now. */
    expireTokens: tokens.expireAll,
  };
}
