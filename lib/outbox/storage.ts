import type { z } from 'zod';
import type { UploadRequest } from '@/lib/contract/broker';
import { Evidence, SignedAmong } from '@/lib/contract/broker';
import { Completed, Parts, SignedPart } from '@/lib/contract/multipart';
import type { Owner } from '@/lib/domain/agent';
import type { Attempt, Flow } from '@/lib/domain/flow';
import { Failed, toFailed } from '@/lib/domain/failed';
import type { Http } from '@/lib/http/http';
import type { Session } from '@/lib/session/session';
import type { World } from '@/lib/world';
import { createDeliver } from './deliver';
import { createFileUrls } from './file-urls';
import type { Parcel, Address } from './deliver';
import { createPace } from './pace';
import type { Pace } from './pace';
import { createPartHash } from './part-hash';
import type { Slots } from './signed-ahead';
import { createSigning } from './signing';

const SECOND = 1_000;
const ASK_DEADLINE = 20 * SECOND;

export interface StorageDeps {
  readonly world: Pick<World, 'now' | 'monotonic' | 'sleep'>;
  readonly http: Http;
  readonly session: Pick<Session, 'withAccess'>;
  /** The broker's base address. */
  readonly broker: () => Promise<string>;
}

/** The broker's side of an attempt: a place for its sealed bytes, and what became of its `file_url`. */
export function createStorage({ world, http, session, broker }: StorageDeps) {
  const pace = createPace();

  async function ask<T>(whose: Owner, path: string, json: unknown, schema: z.ZodType<T>): Promise<T> {
    const url = `${await broker()}${path}`;
    return session.withAccess((token) => {
      const headers = { authorization: `Bearer ${token}` };
      return http.json({ method: 'POST', url, headers, json, deadlineMs: ASK_DEADLINE }, schema);
    }, whose);
  }

  /** Of two answers for one attempt the first counts; what was not asked for is nobody's. */
  async function signAll(whose: Owner, parcels: readonly Parcel[]): Promise<Slots> {
    const asked = parcels.map(({ flow, slotId, attempt }) => uploadRequest(flow, slotId, attempt, pace));
    const answers = await ask(whose, '/v1/uploads', asked, SignedAmong);
    const slots = asked.flatMap(
      ({ documentId }) => answers.find((one) => one?.documentId === documentId) ?? [],
    );
    if (slots.length === 0) throw new Failed('unreadable', { detail: 'no slot for what was asked' });
    const signed: Slots = new Map(slots.map((slot) => [slot.documentId, slot]));
    fileUrls.keep(signed);
    return signed;
  }

  const fileUrls = createFileUrls(signAll);

  const signing = createSigning({
    world,
    ask: signAll,
    mustStillBe: (whose) => session.withAccess(async () => undefined, whose),
    soonBytes: pace.soonBytes,
  });

  /** PUTs sealed bytes. A store's answer carries an ETag; a captive portal's does not. */
  async function put(
    { putUrl: url, putHeaders: headers }: Address,
    body: Blob,
    tries: number,
  ): Promise<void> {
    const deadlineMs = pace.deadlineFor(body.size, tries);
    const startedAt = world.monotonic();
    const took = () => world.monotonic() - startedAt;
    const answer = await http
      .send({ method: 'PUT', url, headers, body, deadlineMs })
      .catch((thrown: unknown) => {
        const failed = toFailed(thrown);
        if (failed.code === 'timeout' && took() >= deadlineMs) pace.missed(body.size, took());
        throw signAnew(failed);
      });
    if (!answer.has('etag')) throw new Failed('unreadable', { detail: 'the store gave no ETag' });
    pace.took(body.size, took());
  }

  const inParts = <T>({ flow, slotId, attempt }: Parcel, act: string, schema: z.ZodType<T>, more = {}) => {
    const upload = uploadRequest(flow, slotId, attempt, pace);
    return ask(flow, `/v1/multipart/${act}`, { upload, ...more }, schema);
  };

  /** After this Atlas can fetch none of them any more. */
  async function withdraw(whose: Owner, documentIds: readonly string[]): Promise<Evidence> {
    signing.forget(documentIds);
    fileUrls.forget(documentIds);
    return inLots(documentIds, (lot) => ask(whose, '/v1/withdrawals', { documentIds: lot }, Evidence));
  }

  return {
    sign: signing.sign,

    /** What Atlas is told of each. */
    submissions: fileUrls.of,

    /** Brings sealed bytes where the slot says, in one or in parts. What is there already is not sent again. */
    deliver: createDeliver({
      pace,
      hashOf: createPartHash(world),
      signAnew: signing.signAnew,
      put,
      parts: async (parcel) => (await inParts(parcel, 'parts', Parts)).parts,
      signPart: (parcel, part) => inParts(parcel, 'sign', SignedPart, { part }),
      complete: async (parcel, parts) => (await inParts(parcel, 'complete', Completed, { parts })).stored,
      abort: async (parcel) => void (await inParts(parcel, 'abort', Parts)),
    }),

    evidence: (whose: Owner, documentIds: readonly string[]): Promise<Evidence> =>
      inLots(documentIds, (lot) => ask(whose, '/v1/evidence', { documentIds: lot }, Evidence)),

    withdraw,

    /** Gives up what the store has of an attempt in parts, withdrawn first: nothing of it begins again. */
    async abandon(parcel: Parcel): Promise<undefined> {
      await withdraw(parcel.flow, [parcel.attempt.documentId]);
      await inParts(parcel, 'abort', Parts);
      return undefined;
    },
  };
}
export type Storage = ReturnType<typeof createStorage>;

/** As many at once as the broker takes; the whole is answered or none of it. */
const LOT = 100;

async function inLots(
  documentIds: readonly string[],
  askLot: (lot: readonly string[]) => Promise<Evidence>,
): Promise<Evidence> {
  const seen: Evidence = [];
  for (let from = 0; from < documentIds.length; from += LOT)
    seen.push(...(await askLot(documentIds.slice(from, from + LOT))));
  return seen;
}

/**
 * A store's refusal says nothing of the document: an expired signature (403), a slow line or a body broken on
 * the way (400), a proxy (404, 413). The next try signs anew.
 */
function signAnew(failed: Failed): Failed {
  const { code, status } = failed;
  const isRefused = code === 'forbidden' || code === 'unauthorized' || code === 'rejected';
  return isRefused ? new Failed('unavailable', { status, detail: 'upload refused' }) : failed;
}

function uploadRequest(
  flow: Flow,
  slotId: string,
  { documentId, capture }: Attempt,
  pace: Pick<Pace, 'bytesPerSecond'>,
): UploadRequest {
  const bytesPerSecond = pace.bytesPerSecond();
  return {
    ...(bytesPerSecond !== undefined && { bytesPerSecond }),
    documentId,
    sha256: capture.sealed.sha256,
    size: capture.sealed.size,
    contentType: 'application/octet-stream',
    keyId: capture.sealed.keyId,
    loanId: flow.loanId,
    slotId,
    captureId: capture.captureId,
    opened: capture.opened,
  };
}
