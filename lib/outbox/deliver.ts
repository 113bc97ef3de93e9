import type { UploadSlot } from '@/lib/contract/broker';
import type { Part, SignedPart } from '@/lib/contract/multipart';
import { Failed, toFailed } from '@/lib/domain/failed';
import type { Attempt, Flow } from '@/lib/domain/flow';
import type { Pace } from './pace';
import { LARGEST_PART, LEAST_PART } from './pace';
import type { HashOf } from './part-hash';

/** So often in a row a body of the least size may be called too large before the agent hears of it. */
const PATIENCE_WITH_413 = 3;

/** Whose bytes go. */
export interface Parcel {
  readonly flow: Flow;
  readonly slotId: string;
  readonly attempt: Attempt;
}

export interface DeliverDeps {
  readonly pace: Pick<Pace, 'partSize' | 'wholeSize' | 'refused'>;
  readonly hashOf: HashOf;
  readonly signAnew: (parcel: Parcel) => Promise<UploadSlot>;
  /** @param tries of this document so far */
  readonly put: (address: Address, body: Blob, tries: number) => Promise<void>;
  readonly parts: (parcel: Parcel) => Promise<readonly Part[]>;
  readonly signPart: (parcel: Parcel, part: Required<Part>) => Promise<SignedPart>;
  readonly complete: (parcel: Parcel, parts: readonly Part[]) => Promise<boolean>;
  readonly abort: (parcel: Parcel) => Promise<void>;
}
export type Address = Pick<SignedPart, 'putUrl' | 'putHeaders'>;

/** Where in the sealed bytes of a parcel the next part begins. */
interface Place {
  readonly parcel: Parcel;
  readonly sealed: Blob;
  readonly offset: number;
}

/**
 * Brings sealed bytes to the store: small ones by one PUT, large ones in parts, one after the other; where the line is
 * fast, large ones are small. Nothing of it is
 * remembered here: the store is asked for the parts it has, and only what is missing is sent.
 */
export function createDeliver(deps: DeliverDeps) {
  /** An address whose time was over when its turn came is signed anew, once: a store that refuses all is not asked for ever. */
  async function putFresh(
    address: Address,
    body: Blob,
    tries: number,
    again: () => Promise<Address>,
  ): Promise<void> {
    try {
      await deps.put(address, body, tries);
    } catch (thrown) {
      if (!isRefused(thrown, 403)) throw thrown;
      await deps.put(await again(), body, tries);
    }
  }

  async function sendPart(parcel: Parcel, body: Blob, part: Required<Part>): Promise<void> {
    const again = () => deps.signPart(parcel, part);
    await putFresh(await again(), body, parcel.attempt.line.tries, again);
  }

  /** Written down when it was captured, or read now: of what an earlier version has captured or begun to send. */
  async function hashAt({ parcel, sealed, offset }: Place, size: number): Promise<string> {
    return knownHash(parcel, offset, size) ?? deps.hashOf(sealed.slice(offset, offset + size));
  }

  /** Where the store keeps no hash, the size has to do; the broker proves the whole when it opens it. */
  async function isHeld(place: Place, held: Part): Promise<boolean> {
    if (place.offset + held.size > place.sealed.size) return false;
    return held.sha256 === undefined || held.sha256 === (await hashAt(place, held.size));
  }

  /** The next part as the store has it already, or as it has been sent now. */
  async function nextPart(place: Place, number: number, most: number, held: Part | undefined) {
    if (held && (await isHeld(place, held))) return held;
    const body = place.sealed.slice(place.offset, place.offset + most);
    const part = { number, size: body.size, sha256: await hashAt(place, body.size) };
    await sendPart(place.parcel, body, part);
    return part;
  }

  async function inParts(
    parcel: Parcel,
    sealed: Blob,
    size: number,
    isWanted: () => Promise<boolean>,
  ): Promise<void> {
    let most = size;
    const held = new Map((await deps.parts(parcel)).map((part) => [part.number, part]));
    const parts = new Array<Part>();
    for (let offset = 0; offset < sealed.size;) {
      const number = parts.length + 1;
      if (!(await isWanted())) throw new Failed('unavailable', { detail: 'not wanted any more' });
      try {
        const part = await nextPart({ parcel, sealed, offset }, number, most, held.get(number));
        parts.push(part);
        offset += part.size;
      } catch (thrown) {
        if (!isRefused(thrown, 413) || most <= LEAST_PART) throw thrown;
        most = LEAST_PART;
      }
    }
    if (await deps.complete(parcel, parts)) return;
    // Something there is not what it was said to be: better from the start than for ever.
    await deps.abort(parcel);
    throw new Failed('unavailable', { detail: 'the parts make no whole' });
  }

  async function inOne(
    parcel: Parcel,
    slot: UploadSlot,
    sealed: Blob,
    isWanted: () => Promise<boolean>,
  ): Promise<void> {
    try {
      await putFresh(slot, sealed, parcel.attempt.line.tries, () => deps.signAnew(parcel));
    } catch (thrown) {
      if (!isRefused(thrown, 413) || sealed.size <= LEAST_PART) throw thrown;
      deps.pace.refused(sealed.size);
      await inParts(parcel, sealed, LEAST_PART, isWanted);
    }
  }

  /** @param isWanted asked before each part: what the agent has taken back goes no further */
  return async function deliver(
    parcel: Parcel,
    slot: UploadSlot,
    sealed: Blob,
    isWanted: () => Promise<boolean>,
  ): Promise<void> {
    try {
      const size = parcel.attempt.capture.sealed.parts?.size ?? deps.pace.partSize();
      const most = isFresh(parcel) ? deps.pace.wholeSize() : LARGEST_PART;
      if (sealed.size > most) await inParts(parcel, sealed, size, isWanted);
      else await inOne(parcel, slot, sealed, isWanted);
    } catch (thrown) {
      throw aboutTheWay(thrown, parcel.attempt.line.tries);
    }
  };
}

/** Never begun before, under whatever id: the store can hold no parts of it that would be sent twice. */
function isFresh({ flow, attempt }: Parcel): boolean {
  const { captureId } = attempt.capture;
  const attempts = flow.documents.flatMap((document) => document.attempts);
  return (
    attempt.line.booked <= 1 && attempts.filter((one) => one.capture.captureId === captureId).length === 1
  );
}

/** What the capture says of just this run of its sealed bytes. */
function knownHash({ attempt }: Parcel, offset: number, size: number): string | undefined {
  const { parts, size: all } = attempt.capture.sealed;
  if (!parts || offset % parts.size !== 0 || size !== Math.min(parts.size, all - offset)) return undefined;
  return parts.sha256[offset / parts.size];
}

/** By the store, or something before it: what the broker refuses has a code of its own. */
function isRefused(thrown: unknown, by: 403 | 413): boolean {
  const { code, status } = toFailed(thrown);
  return code === 'unavailable' && status === by;
}

/** Only a way that lets no part through, however small, is the agent's to hear of; the capture stays. */
function aboutTheWay(thrown: unknown, tries: number): unknown {
  if (!isRefused(thrown, 413) || tries < PATIENCE_WITH_413) return thrown;
  return new Failed('rejected', { status: 413, reason: 'too-large-for-line', cause: thrown });
}
