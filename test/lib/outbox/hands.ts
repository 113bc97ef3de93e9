import { createAtlas } from '@/lib/atlas/client';
import type { Flow } from '@/lib/domain/flow';
import { currentAttempt } from '@/lib/domain/flow';
import { requestSend } from '@/lib/outbox/actions';
import { begin, settle } from '@/lib/outbox/machine';
import type { Perform } from '@/lib/outbox/perform';
import { createPerform } from '@/lib/outbox/perform';
import type { Result, Step } from '@/lib/outbox/steps';
import { nextSteps } from '@/lib/outbox/steps';
import { createStorage } from '@/lib/outbox/storage';
import { atlas, broker, createOffice, credentials, says } from '@/test/lib/session/office';
import type { Answer } from '@/test/lib/session/office';
import { buildFlow, createMoments } from '@/test/support/builders';
import { createFakeWorld } from '@/test/support/fake-world';

export const bucket = 'https://store.test';
const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const flowUuid = 'LOS-17cab13b-f437-49bc-9c08-55319b88b0eb';

/** An agent signed in, a broker that signs, a store that stores; Atlas is the test's. */
export async function createHands() {
  const world = createFakeWorld();
  const office = createOffice(world);
  await office.session.signIn(credentials);
  const bytes = new Map<string, Blob>();
  const worker = () =>
    createPerform({
      atlas: createAtlas(office.http),
      storage: createStorage({
        world,
        http: office.http,
        session: office.session,
        broker: async () => broker,
      }),
      session: office.session,
      store: { bytes: async (captureId) => bytes.get(captureId), get: async () => undefined },
    });
  let now = worker();
  const perform: Perform = (...what) => now(...what);
  office.route(`${broker}/v1/uploads`, signs());
  office.route(`${bucket}/`, says(200, undefined, { etag: '"e"' }));
  office.route(`${broker}/v1/evidence`, says(200, []));
  office.route(`${broker}/v1/withdrawals`, says(200, []));
  const moment = createMoments().at();
  const fresh = requestSend(buildFlow(moment), moment);
  for (const { attempts } of fresh.documents) {
    for (const { capture } of attempts) bytes.set(capture.captureId, new Blob(['sealed']));
  }

  /** Runs the next step of a kind, from counted to recorded. */
  async function run(flow: Flow, name: Step['do']): Promise<{ flow: Flow; result: Result }> {
    const step = nextSteps(flow, { now: moment.now, hurry: false }).find((one) => one.do === name);
    const begun = step && begin(flow, step, moment);
    if (!step || !begun) throw new Error(`no ${name} step`);
    let result: Result | undefined;
    void perform(begun.flow, step).then((ended) => {
      result = ended;
    });
    await world.until(() => result !== undefined, 5 * MINUTE);
    if (!result) throw new Error('the step did not end');
    return { flow: settle(begun.flow, begun.booked, result, moment), result };
  }

  async function ready(): Promise<Flow> {
    office.route(`${atlas}/v3/verification/flow/init`, says(201, { flow_uuid: flowUuid }));
    const one = await run(fresh, 'store');
    const two = await run(one.flow, 'store');
    return (await run(two.flow, 'open')).flow;
  }

  async function submit(answer: Answer) {
    office.route(`${atlas}/v3/verification/multiupload`, answer);
    return run(await ready(), 'submit');
  }
  /** The worker dies, and its successor knows only what was stored. */
  function restart(): void {
    now = worker();
  }
  return { world, office, perform, run, ready, submit, restart, fresh, bytes };
}

export function signs(over: Record<string, unknown> = {}): Answer {
  return async (request) => {
    const wanted: unknown = await request.json();
    if (!Array.isArray(wanted)) return new Response(null, { status: 400 });
    return Response.json(
      wanted.map(({ documentId }: { documentId: string }) => ({
        documentId,
        putUrl: `${bucket}/t/a/${documentId}?signature=s`,
        putHeaders: { 'content-type': 'application/octet-stream' },
        fileUrl: `${broker}/v1/files/token/${documentId}`,
        expiresAt: 1,
        stored: false,
        ...over,
      })),
    );
  };
}

/** Signs what was asked for at that place alone. */
export function namesOnly(place: number): Answer {
  return async (request) => {
    const answers: unknown = await (await signs()(request)).json();
    return Response.json(Array.isArray(answers) ? answers.slice(place, place + 1) : []);
  };
}

export const idsOf = (flow: Flow) => flow.documents.map((document) => currentAttempt(document).documentId);
export const statesOf = (flow: Flow) => flow.documents.map((document) => currentAttempt(document).state);

/** `multiupload` answers with an entry for the documents at `places`. */
export function takes(places: readonly number[], status = 200): Answer {
  return async (request) => {
    const text = await request.text();
    const ids = [...text.matchAll(/"document_id":"([^"]+)"/g)].map(([, id]) => id);
    const entries = places.map((place) => ({
      file_uuid: `f-${place}`,
      batch_id: 'BATCH-30732-SIYKJ-20251121113228',
      document_id: ids[place],
    }));
    return Response.json(entries, { status });
  };
}

export const html: Answer = () =>
  new Response('<html>Sign in to Airport WiFi</html>', { headers: { 'content-type': 'text/html' } });
