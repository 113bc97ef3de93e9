import { beforeEach, expect, test } from 'vitest';
import type { Agent } from '@/lib/domain/agent';
import type { Flow } from '@/lib/domain/flow';
import { addCapture, newFlow, requestSend } from '@/lib/outbox/actions';
import { createCards } from '@/lib/outbox/cards';
import { discard } from '@/lib/outbox/discard';
import { createStore } from '@/lib/outbox/store';
import { flowView } from '@/lib/outbox/view';
import { buildCapture, createMoments, owner, uuidOf } from '@/test/support/builders';
import { createFakeWorld } from '@/test/support/fake-world';
import { freshDatabase } from './fresh-database';

beforeEach(freshDatabase);

const asha: Agent = { ...owner, tenant: 'sunrise', email: 'a@b.test', displayName: 'Asha' };
const ravi: Agent = { ...asha, agentId: 'agent-2' };
const bytes = new Blob(['x']);

/** Who is known, and what the network and the disk do. */
interface Now {
  agent: Agent | undefined;
  online: boolean;
  onList: () => Promise<void>;
}

function setUp() {
  const world = createFakeWorld();
  const { at } = createMoments();
  const reads = { list: 0, held: 0 };
  const now: Now = { agent: asha, online: true, onList: async () => {} };
  const store = createStore({
    world,
    changed: (flow) => cards.saw(flow),
    damaged: () => {},
  });
  const counted = {
    list: async (whose: Agent) => {
      reads.list += 1;
      const flows = await store.list(whose);
      await now.onList();
      return flows;
    },
    held: () => {
      reads.held += 1;
      return store.held();
    },
  };
  const cards = createCards({
    world: { online: () => now.online },
    agent: async () => now.agent,
    store: counted,
  });
  return {
    cards,
    store,
    reads,
    now,
    at,
    capture: (loanId: string, n: number, whose = asha) => {
      const added = { slotId: uuidOf(5_000 + n), kind: 'PAN', capture: buildCapture(n) };
      const make = (flow?: Flow) =>
        flow
          ? addCapture(flow, added, at())
          : newFlow(whose, { loanId, productType: 'POC_CDL' }, added, at());
      return store.add(whose, loanId, { captureId: added.capture.captureId, sealed: bytes }, make);
    },
    /** As the pages would say it: all read, all computed. */
    async anew() {
      const [flows, held] = await Promise.all([store.list(now.agent ?? asha), store.held()]);
      const seen = { now: 0, online: now.online, products: [], customers: {}, previews: new Map(), held };
      return flows.map((flow) => flowView(flow, seen).state).toSorted();
    },
    states: async () => (await cards.now()).map(({ state }) => state).toSorted(),
  };
}

test('what was written is kept up with, as if all had been read again, and nothing else is read', async () => {
  const { states, anew, capture, store, reads, at } = setUp();
  const one = await capture('CDL-1', 1);
  await capture('CDL-2', 2);
  expect(await states()).toEqual(['collecting', 'collecting']);
  await store.update(one?.flowId ?? '', (flow) => requestSend(flow, at()));
  expect(await states()).toEqual(['collecting', 'sending']);
  await capture('CDL-2', 3);
  await store.update(one?.flowId ?? '', (flow) => ({ ...flow, atlas: { state: 'open', flowUuid: 'u' } }));
  expect(await states()).toEqual(await anew());
  expect(reads).toEqual({ list: 1, held: 2 });
});

test('a loan with twins needs the agent, and no more when one of them is taken out', async () => {
  const { states, capture, store, at } = setUp();
  await capture('CDL-1', 1);
  expect(await states()).toEqual(['collecting']);
  const twin = {
    slotId: uuidOf(6_000),
    kind: 'AADHAAR',
    capture: buildCapture(1, { captureId: uuidOf(77) }),
  };
  const flow = await store.add(
    owner,
    'CDL-1',
    { captureId: uuidOf(77), sealed: bytes },
    (there) => there && addCapture(there, twin, at()),
  );
  expect(await states()).toEqual(['attention']);
  await store.update(flow?.flowId ?? '', (there) => discard(there, twin.slotId, at()));
  expect(await states()).toEqual(['collecting']);
});

test('what is written while all are read is not lost', async () => {
  const { states, capture, store, now, at } = setUp();
  const flow = await capture('CDL-1', 1);
  now.onList = async () => {
    now.onList = async () => {};
    await store.update(flow?.flowId ?? '', (there) => requestSend(there, at()));
  };
  await states();
  expect(await states()).toEqual(['sending']);
});

test('another agent, another network, or word that something else has changed: all are read again', async () => {
  const { cards, states, capture, store, reads, now, at } = setUp();
  const flow = await capture('CDL-1', 1);
  await capture('CDL-2', 2, ravi);
  await store.update(flow?.flowId ?? '', (there) => requestSend(there, at()));
  expect(await states()).toEqual(['sending']);
  now.online = false;
  expect(await states()).toEqual(['waiting']);
  now.agent = ravi;
  expect(await states()).toEqual(['collecting']);
  // Ravi's badge says nothing of what is written for Asha.
  await capture('CDL-3', 3);
  expect(await states()).toEqual(['collecting']);
  now.agent = undefined;
  expect(await states()).toEqual([]);
  now.agent = asha;
  expect(await states()).toEqual(['collecting', 'waiting']);
  const before = reads.list;
  cards.forget();
  await states();
  expect(reads.list).toBe(before + 1);
});

test('a card that could not be read is read the next time', async () => {
  const { states, capture, now } = setUp();
  await capture('CDL-1', 1);
  now.onList = () => Promise.reject(new Error('the disk'));
  await expect(states()).rejects.toThrow('the disk');
  now.onList = async () => {};
  expect(await states()).toEqual(['collecting']);
});

test('parts of a folder say whose they are', async () => {
  const { cards, capture, store } = setUp();
  const one = await capture('CDL-1', 1);
  const other = await capture('CDL-2', 2);
  const folder = 'F-20261128-K7Q2MX-2';
  for (const flow of [one, other]) await store.update(flow?.flowId ?? '', (there) => ({ ...there, folder }));
  expect((await cards.now()).map(({ of }) => of)).toEqual([folder, folder]);
});
