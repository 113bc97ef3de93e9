import type { Owner } from '@/lib/domain/agent';
import { isOwner } from '@/lib/domain/agent';
import { Failed } from '@/lib/domain/failed';
import { Flow } from '@/lib/domain/flow';
import type { FolderContent } from '@/lib/outbox/contents';
import { broughtBy, isHolding, mustBeOnce } from '@/lib/outbox/contents';
import { mended, stamped } from '@/lib/outbox/finished';
import type { createStore, Store } from '@/lib/outbox/store';
import { damagedPlaces, loansOutside, mayBelongTo } from '@/lib/outbox/survey';
import type { Context } from './sim-context';

/** The device's disk: what outlives every worker. */
export interface Disk {
  readonly flows: Map<string, unknown>;
  readonly bytes: Map<string, Blob>;
  quarantine: unknown[];
  /** Writes end with no room left. */
  isFull: boolean;
  /** The estimate tells when it is. */
  isHonest: boolean;
  /** Nothing is answered in time. */
  isSilent: boolean;
  /** Operations so far. */
  writes: number;
  reads: number;
}

export function createDisk(): Disk {
  return {
    flows: new Map(),
    bytes: new Map(),
    quarantine: [],
    isFull: false,
    isHonest: true,
    isSilent: false,
    writes: 0,
    reads: 0,
  };
}

const DISK_MS = 25;

// Records are never changed, only replaced, so each is parsed once.
const parsed = new WeakMap<object, { readonly flow: Flow | undefined }>();

function flowIn(stored: unknown): Flow | undefined {
  if (typeof stored !== 'object' || stored === null) return undefined;
  const known = parsed.get(stored) ?? { flow: Flow.safeParse(stored).data };
  parsed.set(stored, known);
  return known.flow;
}

// As the parser would find again, without its work.
const isDamaged = (stored: unknown) => flowIn(stored) === undefined;

/** The outbox on a disk in memory: as `lib/outbox/store`, a write is one transaction that is done or is not. */
export function createSimStore(disk: Disk, { op, note }: Pick<Context, 'op' | 'note'>): typeof createStore {
  return ({ world, changed, damaged }) => {
    function parse(stored: unknown): Flow | undefined {
      const flow = flowIn(stored);
      if (!flow && stored !== undefined) damaged('damaged');
      return flow;
    }
    const find = (owner: Owner, loanId: string) =>
      [...disk.flows].find(([, stored]) => isOf(stored, owner) && loanOf(stored) === loanId);

    async function read<T>(work: () => T): Promise<T> {
      return op(
        () => {
          disk.reads += 1;
          if (disk.isSilent) throw silent();
          return work();
        },
        { most: DISK_MS, reads: true },
      );
    }

    async function transact(work: (commit: (write: () => void) => void) => Flow | undefined) {
      const flow = await op(
        () => {
          disk.writes += 1;
          if (disk.isSilent) throw silent();
          let write: (() => void) | undefined;
          const made = work((commit) => {
            write = commit;
          });
          // Over quota the requests succeed and the transaction aborts.
          if (write && disk.isFull) {
            note('the transaction aborts');
            throw new Failed('full', { detail: 'QuotaExceededError' });
          }
          write?.();
          return made;
        },
        { most: DISK_MS },
      );
      if (flow) changed(flow);
      return flow;
    }

    const holdersOf = (owner: Owner, content: FolderContent) =>
      [...disk.flows.values()]
        .filter((stored) => isOf(stored, owner))
        .flatMap((stored) => flowIn(stored) ?? [])
        .filter((flow) => isHolding(flow, content));

    function stamp(flow: Flow, before: Flow | undefined): Flow {
      for (const content of broughtBy(flow, before)) {
        const others = holdersOf(flow, content).filter(({ flowId }) => flowId !== flow.flowId);
        mustBeOnce(content, [flow, ...others]);
      }
      const record = stamped(flow, world.now());
      // The parser has just made it: it need not be asked again.
      parsed.set(record, { flow: record });
      return record;
    }
    const unfinished = () => [...disk.flows.values()].filter(isUnfinished);

    const listed = (owner: Owner) =>
      unfinished()
        .flatMap((stored) => parse(stored) ?? [])
        .filter((flow) => isOwner(flow, owner))
        .toSorted((a, b) => b.createdAt - a.createdAt);
    const damagedOf = (owner: Owner) =>
      damagedPlaces(unfinished().filter(isDamaged), disk.quarantine).filter((place) =>
        mayBelongTo(place, owner),
      ).length;

    const store: Store = {
      add: (owner, loanId, bytes, make) =>
        transact((commit) => {
          const [key, stored] = find(owner, loanId) ?? [];
          const flow = parse(stored);
          const next = make(flow, bytes.content ? holdersOf(owner, bytes.content) : []);
          if (!next) return undefined;
          const stamped = stamp(next, flow);
          commit(() => {
            if (key !== undefined && !flow) {
              disk.quarantine = [...disk.quarantine, stored];
              disk.flows.delete(key);
            }
            disk.bytes.set(bytes.captureId, bytes.sealed);
            disk.flows.set(stamped.flowId, stamped);
          });
          return stamped;
        }),
      update: (flowId, change, drop) =>
        transact((commit) => {
          const flow = parse(disk.flows.get(flowId));
          const next = flow && change(flow);
          if (!next) return undefined;
          const stamped = stamp(next, flow);
          commit(() => {
            for (const captureId of drop ?? []) disk.bytes.delete(captureId);
            disk.flows.set(flowId, stamped);
          });
          return stamped;
        }),
      unfinished: (owner) => read(() => ({ flows: listed(owner), damaged: damagedOf(owner) })),
      list: (owner) => read(() => listed(owner)),
      finished: (owner, most, isSought) =>
        read(() =>
          [...disk.flows.values()]
            .filter((stored) => isOf(stored, owner))
            .flatMap((stored) => parse(stored) ?? [])
            .filter((flow) => flow.unfinished === undefined && flow.folder === undefined)
            .filter((flow) => isSought?.(flow) ?? true)
            .toSorted((a, b) => b.updatedAt - a.updatedAt)
            .slice(0, most),
        ),
      mend: () =>
        read(() => {
          for (const [flowId, stored] of disk.flows) {
            const record = mended(stored);
            if (record !== undefined) disk.flows.set(flowId, record);
          }
        }),
      get: (flowId) => read(() => parse(disk.flows.get(flowId))),
      loan: (owner, loanId) => read(() => parse(find(owner, loanId)?.[1])),
      bytes: (captureId) => read(() => disk.bytes.get(captureId)),
      folder: (owner, folderId) =>
        read(() =>
          [...disk.flows.values()]
            .flatMap((stored) => (isOf(stored, owner) ? (parse(stored) ?? []) : []))
            .filter(({ folder }) => folder === folderId),
        ),
      // The stories go from one to the other by no list.
      folders: () => read(() => []),
      held: () => read(() => new Set(disk.bytes.keys())),
      survey: (of) =>
        read(() => {
          const first = unfinished();
          const others = loansOutside(first, of).flatMap(
            ([tenantId, agentId, loanId]) => find({ tenantId, agentId }, loanId)?.[1] ?? [],
          );
          const stored = [...first, ...others];
          return {
            flows: stored.flatMap((record) => flowIn(record) ?? []),
            damaged: damagedPlaces(stored.filter(isDamaged), disk.quarantine),
            captureIds: new Set(disk.bytes.keys()),
          };
        }),
      // The stories tell of no receipts.
      receipts: () => read(() => []),
      raw: () =>
        read(() => ({
          stored: [...disk.flows.values()],
          aside: disk.quarantine,
          keys: [...disk.bytes.keys()],
        })),
      damaged: (owner) => read(() => damagedOf(owner)),
    };
    return store;
  };
}

function silent(): Failed {
  return new Failed('unavailable', { reason: 'disk-silent', detail: 'no answer from the disk' });
}

function textAt(stored: unknown, key: string): string {
  if (typeof stored !== 'object' || stored === null) return '';
  const found: unknown = Object.entries(stored).find(([name]) => name === key)?.[1];
  return typeof found === 'string' ? found : '';
}

const isUnfinished = (stored: unknown) =>
  typeof stored === 'object' &&
  stored !== null &&
  Object.entries(stored).some(([name, value]) => name === 'unfinished' && value === 1);
const loanOf = (stored: unknown) => textAt(stored, 'loanId');
const isOf = (stored: unknown, owner: Owner) =>
  isOwner({ tenantId: textAt(stored, 'tenantId'), agentId: textAt(stored, 'agentId') }, owner);
