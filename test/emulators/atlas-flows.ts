import type { Intake, ToldFile } from './atlas-intake';
import type { Pulled, ResultShape } from './atlas-reading';
import { crossChecks, ocrEntry } from './atlas-reading';
import type { EmulatorWorld } from './world';

export interface FlowOptions extends ResultShape {
  /** Where this emulator is reached: its masked pictures lie there. Known once it is served. */
  readonly publicUrl: () => string;
  /** How long each of the three stages takes, in milliseconds. */
  readonly stageMs?: number;
  /** Flow ids carry the prefix that some samples show. */
  readonly losPrefix?: boolean;
  /** What a repeated `document_id` does; `reject` leaves it out of the answer. The contract is silent. */
  readonly onDuplicate?: 'second-entry' | 'overwrite' | 'reject';
  /** How long a finished flow's status stays as it was after files were added, in milliseconds; the contract is silent. */
  readonly staleTerminalMs?: number;
  /** A document shows in extracts only so long after it was read, in milliseconds. */
  readonly extractsLateMs?: number;
  /** What extracts hold of a file that could not be fetched; the contract is silent. */
  readonly failedPull?: 'entry' | 'absent';
  /** Which failures make `master_status` FAILED; the contract is silent. */
  readonly masterFails?: 'when-nothing-was-fetched' | 'when-any-document-fails';
  /** How often one result is called back; a repeated delivery is neither announced nor ruled out. */
  readonly callbackTimes?: number;
  /** Whether results name their flow; the page that would show it was cut off. */
  readonly echoFlowUuid?: boolean;
}

export interface Loan {
  readonly applicationId: string;
  readonly authUrl: string;
  readonly callbackUrl: string;
  readonly flowParams: unknown;
}

interface Document extends Pulled {
  readonly fileUuid: string;
  readonly batchId: string;
  readonly stage: 'upload' | 'waiting' | 'reading' | 'read';
  readonly shownAt: number;
}

const notStarted = {
  upload_status: 'NOT_STARTED',
  processing_status: 'NOT_STARTED',
  crossheck_status: 'NOT_STARTED',
  master_status: 'NOT_STARTED',
};
type Status = typeof notStarted;

export interface Flow extends Loan {
  readonly flowUuid: string;
  documents: Document[];
  /** What was shown before another of the same id took its place. */
  overwritten: Document[];
  /** Uploads under way, and those of them that are being cross-checked. */
  running: number;
  checking: number;
  /** What is still told although it is over. */
  stale?: { readonly status: Status; readonly until: number };
}

export interface Callback {
  readonly url: string;
  readonly at: number;
  readonly body: string;
  /** Absent when nobody answered. */
  readonly status?: number;
}

/** Flows on their way: fetched, read, compared, called back. Nothing here rejects. */
export function createFlows(world: EmulatorWorld, intake: Intake, options: FlowOptions) {
  const { stageMs = 300, losPrefix = true, extractsLateMs = 0, onDuplicate = 'second-entry' } = options;
  const { staleTerminalMs = 0, callbackTimes = 1, failedPull = 'entry' } = options;
  const flows = new Map<string, Flow>();
  const callbacks: Callback[] = [];

  const isShown = (document: Document) =>
    document.stage === 'read' &&
    document.shownAt <= world.now() &&
    (document.bytes !== undefined || failedPull === 'entry');

  /** `ocr_data` and `cross_checks`, as extracts and as the callback's body. */
  function payload(flow: Flow) {
    const shown = flow.documents.filter(isShown);
    const isChecked = statusOf(flow, options).crossheck_status === 'COMPLETED';
    return {
      ...(options.echoFlowUuid && { flow_uuid: flow.flowUuid }),
      application_id: flow.applicationId,
      flow_params: flow.flowParams,
      ocr_data: shown.map((document) => ocrEntry(document, `${options.publicUrl()}/redacted`, options)),
      cross_checks: isChecked ? crossChecks(shown) : [],
    };
  }

  /** The protocol of this call is not documented; a POST that is answered with 2xx is taken as enough. */
  async function authenticate({ authUrl }: Flow): Promise<boolean> {
    const response = await world.fetch(new Request(authUrl, { method: 'POST' })).catch(() => undefined);
    return response?.ok ?? false;
  }

  function update(flow: Flow, fileUuid: string, change: Partial<Document>): void {
    flow.documents = flow.documents.map((one) => (one.fileUuid === fileUuid ? { ...one, ...change } : one));
  }

  async function fetchAll(flow: Flow, batch: readonly Document[]): Promise<void> {
    await Promise.all(
      batch.map(async ({ fileUuid, ...file }) => {
        const { flowUuid, documentId, fileUrl } = file;
        const pulled = await intake.pull(flowUuid, { documentId, fileUrl });
        update(flow, fileUuid, { ...pulled, stage: 'waiting' });
      }),
    );
    world.defer(stageMs, () => readAll(flow, batch));
  }

  async function readAll(flow: Flow, batch: readonly Document[]): Promise<void> {
    for (const { fileUuid } of batch) {
      const document = flow.documents.find((one) => one.fileUuid === fileUuid);
      if (!document) continue;
      update(flow, fileUuid, { stage: 'reading' });
      const reading = await intake.read(document);
      update(flow, fileUuid, { reading, stage: 'read', shownAt: world.now() + extractsLateMs });
      if (onDuplicate === 'overwrite') dropOlder(flow, document);
    }
    flow.checking += 1;
    world.defer(stageMs, () => finish(flow));
  }

  function dropOlder(flow: Flow, { documentId, fileUuid }: Document): void {
    const isOlder = (one: Document) =>
      one.documentId === documentId && one.fileUuid !== fileUuid && one.stage === 'read';
    flow.overwritten.push(...flow.documents.filter(isOlder));
    flow.documents = flow.documents.filter((one) => !isOlder(one));
  }

  async function finish(flow: Flow): Promise<void> {
    flow.running -= 1;
    flow.checking -= 1;
    if (flow.running > 0 || !(await authenticate(flow))) return;
    const body = JSON.stringify(payload(flow));
    for (let time = 0; time < callbackTimes; time += 1) await callBack(flow.callbackUrl, body);
  }

  async function callBack(url: string, body: string): Promise<void> {
    const headers = { 'content-type': 'application/json' };
    const request = new Request(url, { method: 'POST', headers, body });
    const response = await world.fetch(request).catch(() => undefined);
    callbacks.push({ url, body, at: world.now(), ...(response && { status: response.status }) });
  }

  return {
    callbacks,
    find: (flowUuid: string) => flows.get(flowUuid),
    ofApplication: (applicationId: string) =>
      [...flows.values()].find((flow) => flow.applicationId === applicationId),
    all: () => [...flows.values()],
    open(loan: Loan): Flow {
      const flowUuid = `${losPrefix ? 'LOS-' : ''}${world.id()}`;
      const flow: Flow = { ...loan, flowUuid, documents: [], overwritten: [], running: 0, checking: 0 };
      flows.set(flowUuid, flow);
      return flow;
    },
    authenticate,
    /** Takes files in and lets them go their way. Returns what was accepted, in the order in which it was told. */
    accept(flow: Flow, files: readonly ToldFile[], batchId: string): readonly Document[] {
      const told = new Set(flow.documents.map(({ documentId }) => documentId));
      const kept = onDuplicate === 'reject' ? files.filter(({ documentId }) => !told.has(documentId)) : files;
      const batch = kept.map(({ documentId, fileUrl }): Document => ({
        flowUuid: flow.flowUuid,
        documentId,
        fileUrl,
        batchId,
        fileUuid: world.id(),
        stage: 'upload',
        shownAt: 0,
      }));
      const { master_status } = statusOf(flow, options);
      if (isTerminal(master_status) && staleTerminalMs > 0)
        flow.stale = { status: statusOf(flow, options), until: world.now() + staleTerminalMs };
      if (batch.length === 0) return batch;
      flow.documents.push(...batch);
      flow.running += 1;
      world.defer(stageMs, () => fetchAll(flow, batch));
      return batch;
    },
    status: (flow: Flow): Status =>
      flow.stale && world.now() < flow.stale.until ? flow.stale.status : statusOf(flow, options),
    payload,
  };
}

export const isTerminal = (master: string) => master === 'SUCCESS' || master === 'FAILED';

/** The four fields, rolled up over all documents of the flow. */
function statusOf({ documents, running, checking }: Flow, { masterFails }: FlowOptions): Status {
  if (documents.length === 0) return notStarted;
  const some = (stage: Document['stage']) => documents.some((document) => document.stage === stage);
  const nothingFetched = documents.every((document) => document.stage !== 'upload' && !document.bytes);
  const anyFailed = documents.some(({ reading }) => reading?.error_code);
  const failed = masterFails === 'when-any-document-fails' ? anyFailed : nothingFetched;
  const end = (bad: boolean) => (bad ? 'FAILED' : 'SUCCESS');
  return {
    upload_status: some('upload') ? 'IN_PROGRESS' : end(nothingFetched),
    processing_status: some('reading')
      ? 'IN_PROGRESS'
      : some('waiting')
        ? 'PENDING'
        : some('upload')
          ? 'NOT_STARTED'
          : end(nothingFetched),
    crossheck_status: running === 0 ? 'COMPLETED' : checking === running ? 'PENDING' : 'NOT_STARTED',
    master_status: running > 0 ? 'IN_PROGRESS' : end(failed),
  };
}
