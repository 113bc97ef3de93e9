import type { z } from 'zod';
import type { AtlasGrant } from '@/lib/contract/broker';
import type { Stages } from '@/lib/domain/flow';
import type { Extracts } from './extracts';

/** One document told to Atlas. */
export interface Submission {
  readonly documentId: string;
  readonly fileUrl: string;
}

/** What Atlas says it accepted. */
export interface Accepted {
  readonly documentId: string;
  readonly fileUuid?: string | undefined;
  readonly batchId?: string | undefined;
}

/** A loan as Atlas is told of it. */
export interface Loan {
  readonly loanId: string;
  readonly productType: string;
}

/** Where Atlas keeps what was sent of a loan: in a flow that was opened, or in the batches it gave numbers to. */
export interface Place {
  readonly productType: string;
  readonly flowUuid?: string | undefined;
  readonly batchIds: readonly string[];
}

/** How far Atlas is. */
export interface Progress {
  /** Absent: this API has none, and what is finished shows by what came back. */
  readonly stages?: Stages;
  readonly extracts: Extracts;
}

/**
 * One of Atlas's APIs as the outbox uses it. What differs between them (paths, shapes, pages, identifiers) stays
 * behind this; every error is `Failed`.
 */
export interface Api {
  /** @returns Atlas's flow id. @throws Failed `bug` where there are no flows */
  open(grant: AtlasGrant, loan: Loan): Promise<string>;
  /** Tells Atlas of documents. Without an idempotency key: an unclear end must be asked about, not repeated. */
  submit(grant: AtlasGrant, place: Place, submissions: readonly Submission[]): Promise<Accepted[]>;
  ask(grant: AtlasGrant, place: Place): Promise<Progress>;
  /** How far Atlas is, without what it read. Absent: this API has no stages. */
  stages?(grant: AtlasGrant, place: Place): Promise<Stages>;
  extracts(grant: AtlasGrant, place: Place): Promise<Extracts>;
}

/** How one family answers an upload. */
export interface UploadAnswer<T> {
  readonly schema: z.ZodType<T>;
  readonly read: (answer: T, submissions: readonly Submission[]) => Accepted[];
}
