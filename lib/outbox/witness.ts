import type { Owner } from '@/lib/domain/agent';
import { isOwner } from '@/lib/domain/agent';
import type { Vault } from '@/lib/session/vault';
import type { World } from '@/lib/world';
import { createPatience, READ_PATIENCE, WRITE_PATIENCE } from './patience';
import type { Store } from './store';
import type { Survey } from './survey';
import { captured, createFates } from './survey';
import type { Entry, Witnessed } from './testimony';
import { append, isWhole, salvage, testify, Testimony } from './testimony';

const WITNESS_LOCK = 'satchel-witness';

export interface WitnessDeps {
  readonly world: Pick<World, 'now' | 'lock' | 'sleep'>;
  readonly vault: Pick<Vault, 'get' | 'set'>;
  readonly store: Pick<Store, 'survey'>;
  /** Told when the agent has something new to see. */
  readonly changed: () => void;
}

/** What the witness has to tell an agent. */
export interface WitnessReport {
  readonly lost: readonly Witnessed[];
  /** Since when it cannot be relied on for what came before (epoch ms). */
  readonly brokenAt?: number | undefined;
}

/**
 * Notices what the database lost without a word. Every capture the agent was told is safe stands here, outside
 * of the database, until its bytes go after a good verdict.
 *
 *   store.add complete ──(1)── note ──(2)── "safe"
 *
 * A death at (1): the capture is in the database and nobody was told; the next check takes it in. A death at
 * (2): the witness names a capture that is there. So what is told is always witnessed.
 */
export function createWitness({ world, vault, store, changed }: WitnessDeps) {
  const within = createPatience(world);
  const alone = (work: (late: AbortSignal) => Promise<void>) =>
    world.lock(WITNESS_LOCK, {}, () => within(WRITE_PATIENCE, work));
  const stored = () => vault.get('witness');
  /** What stands there as far as this worker knows, to tell the agent of; whatever is decided is read anew. */
  let remembered: Testimony | undefined;
  async function keep(testimony: Testimony, late: AbortSignal): Promise<void> {
    // Whoever was given up has let go of the lock: what it read is old.
    late.throwIfAborted();
    remembered = undefined;
    await vault.set('witness', testimony);
    remembered = testimony;
  }

  /** The testimony after a look at the database: what is missing marked, what is over gone, the rest taken in. */
  async function compare(found: unknown, survey: Survey, fresh?: string): Promise<Testimony> {
    const parsed = Testimony.safeParse(found).data;
    const whole = parsed && (await isWhole(parsed)) ? parsed : undefined;
    const known = new Map((whole?.entries ?? salvage(found)).map((one) => [one.captureId, one]));
    const present = new Map(captured(survey).map((one) => [one.captureId, one]));
    const fate = createFates(survey);
    const kept = [...known.values()].flatMap((one) => {
      const now = fate(one);
      // Where both speak of a capture, the database knows better whose it is.
      return now === 'over' ? [] : [{ ...one, ...present.get(one.captureId), isMissing: now === 'missing' }];
    });
    const adopted = [...present.values()].filter(({ captureId }) => !known.has(captureId));
    // No testimony at all and nothing to testify of: a new device, and no damage.
    const isFirst = found === undefined && adopted.every(({ captureId }) => captureId === fresh);
    const brokenAt = whole || isFirst ? whole?.brokenAt : world.now();
    return testify([...kept, ...adopted], brokenAt);
  }

  return {
    /** Writes a capture down, after the database has completed it and before the agent is told it is safe. */
    async note(one: Witnessed): Promise<void> {
      await alone(async (late) => {
        const found = await stored();
        // Links are followed only by `check`: here the count and the chain's end must do, for speed.
        const sound = Testimony.safeParse(found).data;
        const before = sound ?? (await compare(found, await store.survey(said(found)), one.captureId));
        const isKnown = before.entries.some(({ captureId }) => captureId === one.captureId);
        if (!sound || !isKnown) await keep(isKnown ? before : await append(before, one), late);
      });
    },

    /** Compares with the database. On every wake. @throws Failed when the database does not answer; marks nothing then */
    async check(): Promise<void> {
      await alone(async (late) => {
        // The witness is read first: all that it names was complete before the database is looked at.
        const found = await stored();
        const before = Testimony.safeParse(found).data;
        const after = await compare(found, await store.survey(said(found)));
        if (before && isSame(before, after)) {
          if (!late.aborted) remembered = before;
          return;
        }
        await keep(after, late);
        if (after.brokenAt !== before?.brokenAt || missing(after) !== missing(before)) changed();
      });
    },

    /** What this agent has to be told. Never fails for what is stored. */
    async report(owner: Owner): Promise<WitnessReport> {
      const found = remembered ?? (await within(READ_PATIENCE, stored));
      if (found === undefined) return { lost: [] };
      // Written meanwhile, it is newer than what was read.
      const sound = remembered ?? Testimony.safeParse(found).data;
      remembered = sound;
      const entries = sound?.entries ?? salvage(found);
      const lost = entries.filter((one) => one.isMissing && isOwner(one, owner));
      return { lost, brokenAt: sound ? sound.brokenAt : world.now() };
    },

    /** The agent has noted these losses, and with `broken` that the witness itself was damaged. */
    async acknowledge(owner: Owner, captureIds: readonly string[], broken: boolean): Promise<void> {
      const noted = new Set(captureIds);
      const isNoted = (one: Entry) => one.isMissing && noted.has(one.captureId) && isOwner(one, owner);
      await alone(async (late) => {
        const sound = Testimony.safeParse(await stored()).data;
        // A damaged one is left for the next check, which says so.
        if (!sound || !(await isWhole(sound))) return;
        const open = sound.entries.filter((one) => !isNoted(one));
        await keep(await testify(open, broken ? undefined : sound.brokenAt), late);
      });
      changed();
    },
  };
}
export type Witness = ReturnType<typeof createWitness>;

/** What it says, sound or not. */
function said(found: unknown): readonly Entry[] {
  return Testimony.safeParse(found).data?.entries ?? salvage(found);
}

function isSame(one: Testimony, other: Testimony): boolean {
  return one.chain === other.chain && one.brokenAt === other.brokenAt && missing(one) === missing(other);
}

function missing(testimony: Testimony | undefined): string {
  return (testimony?.entries ?? []).map(({ isMissing }) => (isMissing ? '1' : '0')).join('');
}
