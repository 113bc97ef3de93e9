import type { CapturedView } from '@/lib/contract/portal-view';
import type { Owner } from '@/lib/domain/agent';
import type { Binding, Capture, Source } from '@/lib/domain/capture';
import { Failed } from '@/lib/domain/failed';
import type { AtlasApi, Kind } from '@/lib/domain/organisation';
import type { World } from '@/lib/world';
import { addCapture, newFlow } from './actions';
import type { FolderFile } from './folder';
import { fileIn, mustTake } from './folder';
import type { Found } from './place-in-flow';
import { alreadyThere, foundIn, isFailedSlot, twin } from './place-in-flow';
import type { Store } from './store';
import { reductionOf } from './smaller';
import type { SpaceLeft } from './space';
import { witnessed } from './survey';
import type { Witnessed } from './testimony';
import type { Witness } from './witness';

/** What `lib/capture` makes of bytes. */
export interface Taken {
  readonly capture: Capture;
  readonly sealed: Blob;
  readonly thumbnail?: string | undefined;
}

/** How long bytes stay, in milliseconds, and which of Atlas's APIs a new loan goes by. */
export interface Terms {
  readonly graceMs: number;
  readonly api: AtlasApi;
}

export interface IntakeDeps {
  readonly world: Pick<World, 'now' | 'random' | 'id'>;
  readonly store: Pick<Store, 'add' | 'bytes' | 'loan'>;
  readonly witness: Pick<Witness, 'note'>;
  readonly space: Pick<SpaceLeft, 'mustFit'>;
  /** What the organisation has for captures from now on; absent: what is usual. */
  readonly terms?: () => Promise<Terms>;
  /** @param ceiling the most bytes that may come of it; absent: as many as there are */
  readonly take: (
    bytes: Blob,
    source: Source,
    binding: Omit<Binding, 'captureId'>,
    ceiling?: number,
  ) => Promise<Taken>;
}

/** Bytes for a document of a loan. */
export interface Intake {
  readonly owner: Owner;
  readonly loanId: string;
  readonly productType: string;
  /** It is of a folder, and `loanId` names the part. */
  readonly folder?: FolderFile | undefined;
  readonly kind: Kind;
  /** The slot whose document is replaced; absent: a new document. */
  readonly slotId?: string | undefined;
  /** The slot whose failed document it replaces unless its very bytes are there; if none failed there, it is a new one. */
  readonly retakes?: string | undefined;
  readonly source: Source;
  readonly bytes: Blob;
  /** The slot's picture was too large for the line: this one is made smaller, and that one stays beside it. */
  readonly smaller?: boolean | undefined;
}

/** The way into the outbox: read, seal, then bytes and record in one transaction. */
export function createIntake({ world, store, witness, space, take, terms }: IntakeDeps) {
  /**
   * One is read while the one before it is written, and no third: a capture may be 50 MB, and a worker's memory is not
   * for many of them.
   */
  let lastRead: Promise<unknown> = Promise.resolve();
  let lastWritten: Promise<unknown> = Promise.resolve();

  async function read(intake: Intake): Promise<Ready> {
    const { owner, loanId, source, bytes, folder } = intake;
    // Before anything else: the agent is still at the document.
    await space.mustFit(bytes.size);
    const slotId = intake.slotId ?? intake.retakes ?? world.id();
    const { tenantId: tenant, agentId } = owner;
    const smaller = intake.smaller ? reductionOf(await store.loan(owner, loanId), slotId) : undefined;
    const binding = { tenant, agentId, loanId, slotId };
    const [taken, own] = await Promise.all([take(bytes, source, binding, smaller?.ceiling), terms?.()]);
    const capture = {
      ...taken.capture,
      ...(folder && { file: folder.file }),
      ...(smaller && { reducedFrom: smaller.from }),
    };
    return { ...taken, capture, slotId, own };
  }

  async function write(intake: Intake, { capture, sealed, thumbnail, slotId, own }: Ready): Promise<TakenIn> {
    const { owner, loanId, productType, kind, folder } = intake;
    const moment = { now: world.now(), random: world.random, id: world.id };
    const added = { slotId, kind, capture };
    const content = folder && { folderId: folder.folderId, sha256: capture.opened.sha256 };
    const bytes = { captureId: capture.captureId, sealed, content };
    let same: Found | undefined;
    let isTooLate = false;
    const flow = await store.add(owner, loanId, bytes, (existing, holders) => {
      same = intake.slotId ? undefined : alreadyThere([existing, ...holders], added, folder);
      isTooLate = intake.retakes !== undefined && !isFailedSlot(existing, added);
      if (same || isTooLate) return undefined;
      if (existing && !intake.slotId) mustTake(existing, folder);
      const loan = { loanId, productType, api: own?.api };
      const next = existing
        ? addCapture(existing, added, moment)
        : newFlow(owner, folder ? { ...loan, folder: folder.folderId, api: 'bulk' } : loan, added, moment);
      return own ? { ...next, graceMs: own.graceMs } : next;
    });
    if (same) return { view: await again(intake, same, capture) };
    if (isTooLate) return takeAnew({ ...intake, retakes: undefined });
    if (!flow) throw new Failed('bug', { detail: 'the capture was not written' });
    await vouch(witnessed(owner, loanId, kind, capture));
    const view = { flowId: flow.flowId, slotId, captureId: capture.captureId, already: false };
    const about = { ...twin(flow, slotId), ...(intake.retakes !== undefined && { retaken: true as const }) };
    return { view: { ...view, ...about }, thumbnail };
  }

  /** For another slot than they are sealed for: a seal is bound to its slot. */
  async function takeAnew(intake: Intake): Promise<TakenIn> {
    return write(intake, await read(intake));
  }

  /** The same bytes once more: there already, or the device lost them and here they are again. */
  async function again(intake: Intake, found: Found, { opened }: Capture): Promise<CapturedView> {
    const { flow, document, attempt } = found;
    const isReplaced = attempt.capture.opened.sha256 !== opened.sha256;
    if (isReplaced || !(await isLost(found))) return stands(found);
    const { loanId } = flow;
    return (await takeAnew({ ...intake, loanId, slotId: document.slotId, retakes: undefined })).view;
  }

  async function isLost({ attempt: { state, capture } }: Found): Promise<boolean> {
    const needsBytes = state === 'captured' || state === 'parked';
    return needsBytes && !(await store.bytes(capture.captureId));
  }

  async function stands({ flow, document: { slotId, kind }, attempt }: Found): Promise<CapturedView> {
    // Saying that it is there already is saying that it is safe.
    await vouch(witnessed(flow, flow.loanId, kind, attempt.capture));
    return { flowId: flow.flowId, slotId, captureId: attempt.capture.captureId, already: true };
  }

  /** This very file of the folder was taken in before, and nothing of it is missing: it need not be read. */
  async function takenBefore({ owner, loanId, folder }: Intake): Promise<TakenIn | undefined> {
    const flow = folder && (await store.loan(owner, loanId));
    const found = flow && foundIn(flow, fileIn(flow, folder.file));
    return !found || (await isLost(found)) ? undefined : { view: await stands(found) };
  }

  /** "Safe" is said only of what the witness knows. The capture stays; the same one again adds nothing. */
  async function vouch(one: Witnessed): Promise<void> {
    await witness.note(one).catch((cause: unknown) => {
      throw new Failed('unavailable', { reason: 'not-confirmed', detail: 'the witness', cause });
    });
  }

  return {
    /**
     * Resolves once the outbox holds the capture durably and the witness knows of it.
     * @throws Failed `rejected` with why the bytes are no document, `full` when there is no room,
     *   `not-confirmed` when it may be kept and cannot be vouched for, `in-the-way` when no smaller one is wanted or it
     *   does not belong there, `folder-full`, `in-folder` for what would be twice in its folder
     */
    async add(intake: Intake): Promise<TakenIn> {
      const before = await takenBefore(intake);
      if (before) return before;
      // What is to be made smaller follows from what was written before.
      const turnOf = intake.smaller ? Promise.all([lastRead, lastWritten]) : lastRead;
      const ready = turnOf.then(() => read(intake));
      const turn = Promise.all([ready, lastWritten]).then(([taken]) => write(intake, taken));
      lastRead = over(ready, lastWritten);
      lastWritten = over(turn);
      return turn;
    },
  };
}

/** When all of it has ended, well or not; what it came to is not held on to. */
const over = (...work: ReadonlyArray<Promise<unknown>>) => Promise.allSettled(work).then(() => undefined);

/** A capture that is read and sealed, to be written. */
interface Ready extends Taken {
  readonly slotId: string;
  readonly own: Terms | undefined;
}

interface TakenIn {
  readonly view: CapturedView;
  readonly thumbnail?: string | undefined;
}
