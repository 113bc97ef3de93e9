import { needsNobody } from '@/lib/domain/failed';
import type { FolderId } from '@/lib/domain/folder-id';
import { folderOfPart } from '@/lib/domain/folder-id';
import type { Flow, FlowDocument } from '@/lib/domain/flow';
import { currentAttempt } from '@/lib/domain/flow';
import type { Witnessed } from './testimony';

/** Why a document needs its agent. */
export type Cause = 'refused' | 'parked' | 'lost';

/** A document with which nobody but its agent can go on. */
export interface Need {
  /** The id of the attempt, or of the lost capture: one fact, told once. */
  readonly fact: string;
  readonly cause: Cause;
  readonly loanId: string;
  /** The loan is no loan but a part of this folder. */
  readonly folder?: FolderId;
  /** Where it is photographed again; absent: its record is lost, too. */
  readonly place?: { readonly flowId: string; readonly slotId: string };
}

/** What the facts are taken from, all of one agent. */
export interface Standing {
  /** Of which something is still to do. */
  readonly flows: readonly Flow[];
  /** What the witness names as lost. */
  readonly lost: readonly Witnessed[];
}

/** What needs the agent, a document at most once. */
export function needsOf({ flows, lost }: Standing): Need[] {
  const missing = new Map(lost.map((one) => [one.captureId, one]));
  const needs = flows.flatMap((flow) =>
    flow.documents.flatMap((document): Need[] => {
      const { documentId, capture } = currentAttempt(document);
      const place = { flowId: flow.flowId, slotId: document.slotId };
      // A capture that is gone is gone whatever its attempt waits for.
      const isLost = missing.delete(capture.captureId);
      const cause = isLost ? 'lost' : causeOf(document);
      const fact = isLost ? capture.captureId : documentId;
      return cause ? [{ fact, cause, ...of(flow.loanId), place }] : [];
    }),
  );
  const others = [...missing.values()].map(({ captureId, loanId }): Need => ({
    fact: captureId,
    cause: 'lost',
    loanId,
  }));
  return [...needs, ...others];
}

function of(loanId: string): Pick<Need, 'loanId' | 'folder'> {
  const folder = folderOfPart(loanId);
  return { loanId, ...(folder && { folder }) };
}

/** Facts that may come up again without anything new having happened: what was told of them stays told. */
export function openFacts({ flows, lost }: Standing): ReadonlySet<string> {
  const attempts = flows.flatMap(({ documents }) => documents.map(currentAttempt));
  return new Set([
    ...attempts.map(({ documentId }) => documentId),
    ...lost.map(({ captureId }) => captureId),
  ]);
}

function causeOf(document: FlowDocument): Cause | undefined {
  const attempt = currentAttempt(document);
  if (attempt.state === 'refused') return 'refused';
  return attempt.state === 'parked' && !needsNobody(attempt.failure) ? 'parked' : undefined;
}
