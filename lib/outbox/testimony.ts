import { z } from 'zod';
import { sha256 } from '@/lib/capture/sha256';
import type { Owner } from '@/lib/domain/agent';
import { Sha256 } from '@/lib/domain/capture';
import { Kind } from '@/lib/domain/organisation';

/** A capture the agent was told is safe: ids, a kind and an instant (epoch ms), and nothing that names a person. */
export interface Witnessed extends Owner {
  readonly captureId: string;
  readonly loanId: string;
  readonly kind: Kind;
  readonly capturedAt: number;
}

const Entry = z.strictObject({
  captureId: z.string().min(1),
  tenantId: z.string(),
  agentId: z.string(),
  loanId: z.string(),
  kind: Kind,
  capturedAt: z.number(),
  /** Hash of the link before and of all above: an entry changed, taken out or put in breaks what follows. */
  link: Sha256,
  /** The last check did not find it on this device. */
  isMissing: z.boolean(),
});
export type Entry = z.infer<typeof Entry>;

/** What the witness keeps. `chain` is the last entry's link, so that a list cut short shows too. */
export const Testimony = z
  .strictObject({
    version: z.literal(1),
    count: z.number().int().nonnegative(),
    chain: z.string(),
    /** When it was found damaged and made anew (epoch ms), until the agent has noted it. */
    brokenAt: z.number().optional(),
    entries: z.array(Entry),
  })
  .refine(({ count, chain, entries }) => count === entries.length && chain === headOf(entries));
export type Testimony = z.infer<typeof Testimony>;

const START = 'start';

/** A testimony of these captures, in this order. */
export async function testify(
  said: ReadonlyArray<Witnessed & { readonly isMissing?: boolean }>,
  brokenAt?: number,
): Promise<Testimony> {
  const entries = new Array<Entry>();
  for (const one of said) entries.push(await linked(entries, one));
  return sealed(entries, brokenAt);
}

/** One capture more; what was there before is taken as it is. */
export async function append(testimony: Testimony, said: Witnessed): Promise<Testimony> {
  const entry = await linked(testimony.entries, said);
  return sealed([...testimony.entries, entry], testimony.brokenAt);
}

/** Whether every link follows from the one before. A guard against damage: there is no secret in it. */
export async function isWhole({ entries }: Testimony): Promise<boolean> {
  const again = await testify(entries);
  return again.chain === headOf(entries);
}

/** What can still be read of a damaged testimony: an entry that is well formed may name a loss. */
export function salvage(stored: unknown): Entry[] {
  const list = z.looseObject({ entries: z.array(z.unknown()) }).safeParse(stored).data?.entries ?? [];
  return list.flatMap((one) => Entry.safeParse(one).data ?? []);
}

async function linked(
  before: readonly Entry[],
  said: Witnessed & { readonly isMissing?: boolean },
): Promise<Entry> {
  const { captureId, tenantId, agentId, loanId, kind, capturedAt, isMissing = false } = said;
  const words = [headOf(before), captureId, tenantId, agentId, loanId, kind, capturedAt];
  const link = await sha256(new TextEncoder().encode(JSON.stringify(words)));
  return { captureId, tenantId, agentId, loanId, kind, capturedAt, link, isMissing };
}

function sealed(entries: Entry[], brokenAt: number | undefined): Testimony {
  const base = { version: 1 as const, count: entries.length, chain: headOf(entries), entries };
  return brokenAt === undefined ? base : { ...base, brokenAt };
}

function headOf(entries: readonly Entry[]): string {
  return entries.at(-1)?.link ?? START;
}
