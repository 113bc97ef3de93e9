import type { z } from 'zod';
import type { UploadRequest, UploadSlot } from '@/lib/contract/broker';
import { Evidence, UploadSlots } from '@/lib/contract/broker';
import type { Owner } from '@/lib/domain/agent';
import type { Attempt, Flow } from '@/lib/domain/flow';
import { Failed, toFailed } from '@/lib/domain/failed';
import type { Http } from '@/lib/http/http';
import type { Session } from '@/lib/session/session';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const ASK_DEADLINE = 20 * SECOND;
/** The least that a PUT is given, and the slowest line it is given time for (64 kbit/s). */
const LEAST_PUT_DEADLINE = MINUTE;
const SLOWEST_BYTES_PER_MS = 8;

export interface StorageDeps {
  readonly http: Http;
  readonly session: Pick<Session, 'withAccess'>;
  /** The broker's base address. */
  readonly broker: () => Promise<string>;
}

/** The broker's side of an attempt: a place for its sealed bytes, and what became of its `file_url`. */
export function createStorage({ http, session, broker }: StorageDeps) {
  async function ask<T>(whose: Owner, path: string, json: unknown, schema: z.ZodType<T>): Promise<T> {
    const url = `${await broker()}${path}`;
    return session.withAccess((token) => {
      const headers = { authorization: `Bearer ${token}` };
      return http.json({ method: 'POST', url, headers, json, deadlineMs: ASK_DEADLINE }, schema);
    }, whose);
  }

  return {
    /** Signs one attempt's upload. The same answer however often it is asked. */
    async sign(flow: Flow, slotId: string, attempt: Attempt): Promise<UploadSlot> {
      const slots = await ask(flow, '/v1/uploads', [uploadRequest(flow, slotId, attempt)], UploadSlots);
      const slot = slots.find(({ documentId }) => documentId === attempt.documentId);
      if (!slot) throw new Failed('unreadable', { detail: 'no slot for the attempt' });
      return slot;
    },

    /** PUTs the sealed bytes. A store's answer carries an ETag; a captive portal's does not. */
    async put(slot: UploadSlot, sealed: Blob): Promise<void> {
      const deadlineMs = Math.max(LEAST_PUT_DEADLINE, sealed.size / SLOWEST_BYTES_PER_MS);
      const request = {
        method: 'PUT' as const,
        url: slot.putUrl,
        headers: slot.putHeaders,
        body: sealed,
        deadlineMs,
      };
      const headers = await http.send(request).catch((thrown: unknown) => {
        throw signAnew(toFailed(thrown));
      });
      if (!headers.has('etag')) throw new Failed('unreadable', { detail: 'the store gave no ETag' });
    },

    evidence: (whose: Owner, documentIds: readonly string[]): Promise<Evidence> =>
      ask(whose, '/v1/evidence', { documentIds }, Evidence),

    /** After this Atlas can fetch none of them any more. */
    withdraw: (whose: Owner, documentIds: readonly string[]): Promise<Evidence> =>
      ask(whose, '/v1/withdrawals', { documentIds }, Evidence),
  };
}
export type Storage = ReturnType<typeof createStorage>;

/**
 * A store's refusal says nothing of the document: an expired signature (403), a slow line or a body broken on
 * the way (400), a proxy (404, 413). The next try signs anew.
 */
function signAnew(failed: Failed): Failed {
  const { code, status } = failed;
  const isRefused = code === 'forbidden' || code === 'unauthorized' || code === 'rejected';
  return isRefused ? new Failed('unavailable', { status, detail: 'upload refused' }) : failed;
}

function uploadRequest(flow: Flow, slotId: string, { documentId, capture }: Attempt): UploadRequest {
  return {
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
