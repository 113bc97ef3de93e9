import type { UploadSlot } from '@/lib/contract/broker';
import type { Owner } from '@/lib/domain/agent';
import { isOwner } from '@/lib/domain/agent';
import { Failed, toFailed } from '@/lib/domain/failed';
import type { World } from '@/lib/world';
import type { Parcel } from './deliver';
import type { Slots } from './signed-ahead';
import { createSignedAhead } from './signed-ahead';

const SECOND = 1_000;
/** What is captured within this time after a request is signed by one request at its end. */
const GATHERS = SECOND;
/** The length of a list: at first, and the most. The broker takes a hundred. */
const FIRST_MOST = 8;
const MOST = 50;
/** A full list that came in less time may be twice as long the next time, one that took more half as long. */
const QUICK = SECOND;
const SLOW = 5 * SECOND;

export interface SigningDeps {
  readonly world: Pick<World, 'now' | 'monotonic' | 'sleep'>;
  /** One request, with their agent's token. @throws Failed when it brings nothing for any of them */
  readonly ask: (whose: Owner, parcels: readonly Parcel[]) => Promise<Slots>;
  /** @throws Failed when somebody else is signed in by now, or nobody */
  readonly mustStillBe: (whose: Owner) => Promise<void>;
  /** So many sealed bytes are on their way soon. */
  readonly soonBytes: () => number;
}

/** What will be stored in a moment, first things first; some of it may be signed already. */
export type Soon = () => readonly Parcel[];

interface List {
  readonly wishes: Parcel[];
  readonly slots: Promise<Slots>;
}

/**
 * Signs late, and together: whoever's turn comes has the addresses of those whose turn is next signed by the same
 * request. As many of them as the line will carry soon, since an address must be fresh when it is used.
 *
 *   turn comes ── signed ahead, or being signed? ── yes ─────────────────────────────> its own answer ──> PUT
 *                        └── no ──> the list that gathers ──> one request an agent ──────────┤
 *                                                         refused as a whole, or not named ──┴──> asked for by itself
 */
export function createSigning({ world, ask, mustStillBe, soonBytes }: SigningDeps) {
  const ahead = createSignedAhead(world);
  /** The list of each agent that has not been sent yet. */
  const gathering = new Map<string, List>();
  const quietUntil = new Map<string, number>();
  let most = FIRST_MOST;

  /** With what its refusal says of it alone. */
  async function alone(parcel: Parcel): Promise<UploadSlot> {
    const slot = (await ask(parcel.flow, [parcel])).get(parcel.attempt.documentId);
    if (!slot) throw new Failed('unreadable', { detail: 'no slot for the attempt' });
    return slot;
  }

  function gather(parcel: Parcel, soon: Soon): Promise<Slots> {
    const who = JSON.stringify([parcel.flow.tenantId, parcel.flow.agentId]);
    const open = gathering.get(who);
    if (open && open.wishes.length < most) {
      open.wishes.push(parcel);
      return open.slots;
    }
    const wishes = [parcel];
    const slots = quiet(who).then(() => {
      if (gathering.get(who)?.wishes === wishes) gathering.delete(who);
      return send(who, parcel.flow, wishes, soon);
    });
    gathering.set(who, { wishes, slots });
    return slots;
  }

  async function quiet(who: string): Promise<void> {
    const wait = (quietUntil.get(who) ?? 0) - world.monotonic();
    if (wait > 0) await world.sleep(wait);
  }

  async function send(who: string, whose: Owner, wishes: readonly Parcel[], soon: Soon): Promise<Slots> {
    const { parcels, isAll } = fill(whose, wishes, soon());
    const startedAt = world.monotonic();
    // What a full list leaves over goes on at once; what is new by then can wait for more of its kind.
    quietUntil.set(who, isAll ? startedAt + GATHERS : startedAt);
    const asked = ask(whose, parcels);
    const slots = parcels.length > 1 ? asked.catch(eachAlone) : asked;
    ahead.keep(parcels.slice(wishes.length), slots);
    try {
      const signed = await slots;
      const took = world.monotonic() - startedAt;
      if (took > SLOW) most = half(most);
      else if (took < QUICK && parcels.length >= most) most = Math.min(MOST, most * 2);
      return signed;
    } catch (thrown) {
      ahead.forget(parcels.map(({ attempt }) => attempt.documentId));
      quietUntil.delete(who);
      if (parcels.length > 1 && toFailed(thrown).code !== 'offline') most = half(most);
      throw thrown;
    }
  }

  function fill(whose: Owner, wishes: readonly Parcel[], soon: readonly Parcel[]) {
    const parcels = [...wishes];
    const named = new Set(wishes.map(({ attempt }) => attempt.documentId));
    let room = soonBytes();
    for (const parcel of soon) {
      const { documentId, capture } = parcel.attempt;
      if (named.has(documentId) || !isOwner(parcel.flow, whose) || ahead.has(parcel)) continue;
      room -= capture.sealed.size;
      if (room < 0 || parcels.length >= most) return { parcels, isAll: false };
      parcels.push(parcel);
    }
    return { parcels, isAll: true };
  }

  return {
    /** An address that is used at once. The same answer however often it is asked for. */
    async sign(parcel: Parcel, soon: Soon = () => []): Promise<UploadSlot> {
      const kept = ahead.take(parcel);
      const slots = await (kept ?? gather(parcel, soon));
      // No token is shown for what was signed before its turn: whose turn it is has to be asked.
      if (kept) await mustStillBe(parcel.flow);
      return slots.get(parcel.attempt.documentId) ?? alone(parcel);
    },

    /** After a store's refusal of an address: those signed with it are as old. */
    signAnew(parcel: Parcel): Promise<UploadSlot> {
      ahead.clear();
      return alone(parcel);
    },

    /** Of attempts that Atlas shall not fetch any more. */
    forget: ahead.forget,
  };
}

const half = (most: number) => Math.max(1, Math.floor(most / 2));

/** A list that is refused as a whole says nothing of who in it is meant: each is asked for when its turn comes. */
function eachAlone(thrown: unknown): Slots {
  if (toFailed(thrown).code === 'rejected') return new Map();
  throw thrown;
}
