import type { CardState } from '@/lib/contract/flow-view';
import type { Agent, Owner } from '@/lib/domain/agent';
import { isOwner } from '@/lib/domain/agent';
import type { Flow } from '@/lib/domain/flow';
import type { World } from '@/lib/world';
import type { Standing } from './card';
import { needsBytesOf, stateOfCard } from './card';
import type { Store } from './store';

export interface CardsDeps {
  readonly world: Pick<World, 'online'>;
  readonly agent: () => Promise<Agent | undefined>;
  readonly store: Pick<Store, 'list' | 'held'>;
}

/** The word on a card, and whose card it is: a loan's by its id, or that of the folder that it is a part of. */
export interface Card {
  readonly of: string;
  readonly state: CardState;
}

function cardOf(flow: Flow, standing: Standing): Card | undefined {
  const state = stateOfCard(flow, standing);
  return state && { of: flow.folder ?? flow.loanId, state };
}

/** What the cards of one agent said when they were last looked at. */
interface Seen {
  readonly owner: Owner;
  readonly standing: Standing;
  /** By flow; `undefined`: it has no card. */
  readonly cards: Map<string, Card | undefined>;
}

/**
 * The word on the card of each unfinished loan, for the badge. All of them are read once; after that only what is
 * written is looked at. Reading five hundred documents for each number on the badge cost more than sending them.
 */
export function createCards({ world, agent, store }: CardsDeps) {
  let seen: Seen | undefined;
  let isForgotten = false;
  /** Written since they were last looked at. */
  let written = new Map<string, Flow>();

  async function readAll(owner: Owner): Promise<Seen> {
    // What is written from here on may be newer than what is read.
    written = new Map();
    const [flows, held] = await Promise.all([store.list(owner), store.held()]);
    const standing = { online: world.online(), held };
    return {
      owner,
      standing,
      cards: new Map(flows.map((flow) => [flow.flowId, cardOf(flow, standing)])),
    };
  }

  /** As it was, with what was written since. */
  async function keepUp(before: Seen): Promise<Seen> {
    const mine = [...written.values()].filter((flow) => isOwner(flow, before.owner));
    written = new Map();
    const isKnown = (captureId: string) => before.standing.held.has(captureId);
    const isNew = mine.some((flow) => !needsBytesOf(flow).every(isKnown));
    const standing = isNew ? { ...before.standing, held: await store.held() } : before.standing;
    for (const flow of mine) {
      if (flow.unfinished === undefined) before.cards.delete(flow.flowId);
      else before.cards.set(flow.flowId, cardOf(flow, standing));
    }
    return { ...before, standing };
  }

  return {
    /** A flow was written. */
    saw(flow: Flow): void {
      written.set(flow.flowId, flow);
    },

    /** Something else has changed: who is signed in, or what the device still has. */
    forget(): void {
      isForgotten = true;
    },

    /** Of the agent who is known now; nobody: none. One call at a time. */
    async now(): Promise<readonly Card[]> {
      const owner = await agent();
      const before = isForgotten ? undefined : seen;
      isForgotten = false;
      // What fails in the middle is read anew the next time.
      seen = undefined;
      if (!owner) return [];
      const isSame = before && isOwner(before.owner, owner) && before.standing.online === world.online();
      seen = await (isSame ? keepUp(before) : readAll(owner));
      return [...seen.cards.values()].flatMap((card) => card ?? []);
    },
  };
}
export type Cards = ReturnType<typeof createCards>;
