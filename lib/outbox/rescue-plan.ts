import { z } from 'zod';
import { RescueItem } from '@/lib/contract/rescue';
import type { Owner } from '@/lib/domain/agent';
import { isOwner } from '@/lib/domain/agent';
import { Flow } from '@/lib/domain/flow';
import { createFates, damagedPlaces, mayBelongTo, witnessed } from './survey';

/** Everything in the database but the bytes themselves, as it lies there. */
export interface Raw {
  readonly stored: readonly unknown[];
  /** Damaged records that were set aside. */
  readonly aside: readonly unknown[];
  /** Captures whose bytes are there. */
  readonly keys: readonly string[];
}

const { shape } = RescueItem;
const lenient = <T extends z.ZodType>(type: T) => type.optional().catch(undefined);
const list = <T extends z.ZodType>(type: T) => z.array(lenient(type)).catch([]);

/** A record as far as it can be read. Only what is named here leaves the database. */
const Salvaged = z
  .object({
    tenantId: lenient(shape.tenantId),
    agentId: lenient(shape.agentId),
    loanId: lenient(shape.loanId),
    documents: list(
      z.object({
        slotId: lenient(shape.slotId),
        kind: lenient(shape.kind),
        attempts: list(
          z.object({
            documentId: lenient(z.string().max(200)),
            state: lenient(z.string().max(200)),
            capture: z.object({
              captureId: shape.captureId,
              source: lenient(shape.source),
              capturedAt: lenient(shape.capturedAt),
              opened: lenient(z.object(shape.opened.unwrap().shape)),
              sealed: lenient(z.object(shape.sealed.unwrap().shape)),
            }),
          }),
        ),
      }),
    ),
  })
  .catch({ documents: [] });

/**
 * All captures of an agent that a rescue copy should hold: those whose bytes are here and those that are lost.
 * Bytes whose record no longer says whose they are belong to everybody: only the broker opens them.
 */
export function planRescue(raw: Raw, owner: Owner): RescueItem[] {
  const { stored, aside, keys } = raw;
  const flows = stored.flatMap((record) => Flow.safeParse(record).data ?? []);
  const held = new Set(keys);
  const fate = createFates({ flows, damaged: damagedPlaces(stored, aside), captureIds: held });
  const sound = flows.flatMap((flow) => itemsOf(flow, false));
  const broken = [...stored.filter((record) => !Flow.safeParse(record).success), ...aside];
  const salvaged = broken.flatMap((record) => itemsOf(record, true));
  const named = new Set([...sound, ...salvaged].map(({ captureId }) => captureId));
  const nameless = keys
    .filter((key) => !named.has(key))
    .map((captureId) => ({ captureId, attempts: [], isDamaged: true }));

  const isLost = ({ captureId, loanId = '', kind = '', capturedAt = 0 }: RescueItem) =>
    fate(witnessed(owner, loanId, kind, { captureId, capturedAt })) === 'missing';
  return merged([
    ...sound.filter(({ tenantId = '', agentId = '' }) => isOwner({ tenantId, agentId }, owner)),
    ...salvaged.filter((one) => mayBelongTo(one, owner)),
    ...nameless,
  ]).filter((one) => held.has(one.captureId) || isLost(one));
}

function itemsOf(record: unknown, isDamaged: boolean): RescueItem[] {
  const { documents, ...place } = Salvaged.parse(record);
  return documents.flatMap((document) =>
    (document?.attempts ?? []).flatMap((attempt) => {
      if (!document || !attempt) return [];
      const { capture, documentId, state } = attempt;
      const { slotId, kind } = document;
      return { ...place, slotId, kind, ...capture, attempts: [{ documentId, state }], isDamaged };
    }),
  );
}

/** One item a capture: sent again, it stands in several attempts. What a sound record says comes first. */
function merged(items: readonly RescueItem[]): RescueItem[] {
  const byId = new Map<string, RescueItem>();
  for (const one of items) {
    const before = byId.get(one.captureId);
    byId.set(one.captureId, before ? { ...before, attempts: [...before.attempts, ...one.attempts] } : one);
  }
  return [...byId.values()];
}
