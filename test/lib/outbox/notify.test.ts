import { describe, expect, test } from 'vitest';
import type { Agent } from '@/lib/domain/agent';
import type { Flow } from '@/lib/domain/flow';
import { currentAttempt } from '@/lib/domain/flow';
import type { NoticeSettings } from '@/lib/domain/notice';
import { refuse } from '@/lib/outbox/attempt';
import type { Notice } from '@/lib/outbox/notices';
import type { NoticePort } from '@/lib/outbox/notify';
import { createNotify } from '@/lib/outbox/notify';
import { createVault } from '@/lib/session/vault';
import { createMemoryArea } from '@/test/lib/session/office';
import { buildFlow, createMoments, owner, uuidOf } from '@/test/support/builders';
import { createFakeWorld } from '@/test/support/fake-world';

const HOUR = 3_600_000;
const asha: Agent = { ...owner, tenant: 'sunrise', email: 'asha@sunrise.test', displayName: 'Asha Rao' };
const ravi: Agent = { ...asha, agentId: 'agent-2', displayName: 'Ravi Nair' };

class Dead extends Error {}

interface Device {
  agent: Agent | undefined;
  /** By agent. */
  readonly flows: Map<string, Flow[]>;
  isAllowed: boolean;
  /** When it was asked to look again. */
  readonly wakes: number[];
  acts: number;
}

/** Loan `n` with so many of its two documents refused. */
function loan(n: number, refused = 1): Flow {
  const flow = buildFlow(createMoments().at());
  return {
    ...flow,
    flowId: uuidOf(n),
    loanId: `CDL-${n}`,
    documents: flow.documents.map((document, place) => {
      const attempt = { ...currentAttempt(document), documentId: uuidOf(100 * n + place) };
      return {
        ...document,
        attempts: [place < refused ? refuse(attempt, 'INVALID_DOC', 'PAN', 1) : attempt],
      };
    }),
  };
}

/** A device with a screen, on which workers come and go. */
function createDesk() {
  const world = createFakeWorld();
  const vault = createVault({ session: createMemoryArea(), local: createMemoryArea() });
  const screen = new Map<string, Notice>();
  const said = new Array<string>();
  const it: Device = { agent: asha, flows: new Map(), isAllowed: true, wakes: [], acts: 0 };
  /** Acts that leave something behind: after so many of them the worker is dead. */
  function worker(life = Infinity) {
    let left = life;
    const act = async <T>(work: () => T | Promise<T>): Promise<T> => {
      if (left <= 0) throw new Dead();
      left -= 1;
      it.acts += 1;
      return work();
    };
    const port: NoticePort = {
      isAllowed: async () => it.isAllowed,
      shown: async () => [...screen.keys()],
      show: (id, notice) =>
        act(() => {
          screen.set(id, notice);
          said.push(textOf(notice));
        }),
      clear: (id) => act(() => void screen.delete(id)),
      wakeAt: (at) => act(() => void it.wakes.push(at)),
    };
    const { lock } = world.context().world;
    return createNotify({
      world: { now: world.now, id: world.id, lock },
      vault: { get: vault.get.bind(vault), set: (name, value) => act(() => vault.set(name, value)) },
      session: { state: async () => ({ agent: it.agent, signedIn: true, ended: undefined }) },
      store: { list: async ({ agentId }) => it.flows.get(agentId) ?? [] },
      witness: { report: async () => ({ lost: [] }) },
      mayPhotograph: async () => true,
      port,
    });
  }
  const textOf = ({ about, needs }: Notice) =>
    `${about.is === 'loan' ? about.loanId : about.is}: ${needs.length}`;
  return {
    it,
    world,
    said,
    screen: () => [...screen.values()].map(textOf),
    dismiss: () => screen.clear(),
    has: (...flows: Flow[]) => void it.flows.set(it.agent?.agentId ?? '', flows),
    settings: (settings: NoticeSettings) => vault.set('notices', settings),
    look: () => worker().look(),
    lookAndDie: (life: number) =>
      worker(life)
        .look()
        .then(
          () => 'lived',
          (thrown: unknown) => {
            if (!(thrown instanceof Dead)) throw thrown;
            return 'died';
          },
        ),
  };
}

test('says a fact once, also to a worker that knows nothing of the one before', async () => {
  const desk = createDesk();
  desk.has(loan(1));
  await desk.look();
  await desk.look();
  expect(desk.said).toEqual(['CDL-1: 1']);
  desk.dismiss();
  await desk.look();
  expect(desk.said).toEqual(['CDL-1: 1']);
});

test('says what is new of a loan in the place of what was said, and takes away what needs nobody', async () => {
  const desk = createDesk();
  desk.has(loan(1));
  await desk.look();
  desk.has(loan(1, 2));
  await desk.look();
  expect(desk.screen()).toEqual(['CDL-1: 2']);
  desk.has(loan(1, 0));
  await desk.look();
  expect([desk.screen(), desk.said]).toEqual([[], ['CDL-1: 1', 'CDL-1: 2']]);
});

test('a look that finds nothing new leaves nothing behind', async () => {
  const desk = createDesk();
  desk.has(loan(1), loan(2));
  await desk.look();
  const { acts } = desk.it;
  await desk.look();
  expect(desk.it.acts).toBe(acts);
});

describe('a worker that dies', () => {
  test('at any act of its look: the agent is told, and told once', async () => {
    let deaths = 0;
    for (let life = 0; ; life += 1) {
      const desk = createDesk();
      desk.has(loan(1));
      await desk.look();
      desk.has(loan(1, 2), loan(2));
      if ((await desk.lookAndDie(life)) === 'lived') break;
      deaths += 1;
      await desk.look();
      expect([desk.screen(), desk.said], `after ${life} acts`).toEqual([
        ['loans: 3'],
        ['CDL-1: 1', 'loans: 3'],
      ]);
      desk.dismiss();
      await desk.look();
      expect(desk.said, `after ${life} acts`).toHaveLength(2);
    }
    // What is about to be said, the old one gone, the new one there, and that it was said.
    expect(deaths).toBe(4);
  });

  test('again and again before it can show anything: nothing is lost by it', async () => {
    const desk = createDesk();
    desk.has(loan(1));
    for (let n = 0; n < 5; n += 1) expect(await desk.lookAndDie(1)).toBe('died');
    expect(desk.said).toEqual([]);
    await desk.look();
    expect(desk.said).toEqual(['CDL-1: 1']);
  });
});

describe('another agent', () => {
  test('is never told of documents that are not his, and what stands there for the other one goes', async () => {
    const desk = createDesk();
    desk.has(loan(1));
    await desk.look();
    desk.it.agent = ravi;
    await desk.look();
    expect([desk.screen(), desk.said]).toEqual([[], ['CDL-1: 1']]);
    desk.has(loan(2));
    await desk.look();
    expect(desk.screen()).toEqual(['CDL-2: 1']);
  });

  test('nobody known: nothing stands there', async () => {
    const desk = createDesk();
    desk.has(loan(1));
    await desk.look();
    desk.it.agent = undefined;
    await desk.look();
    expect(desk.screen()).toEqual([]);
    desk.it.agent = asha;
    await desk.look();
    expect(desk.said).toEqual(['CDL-1: 1']);
  });
});

describe('quiet hours', () => {
  const at = (time: number) => new Date(time).getHours() * 60 + new Date(time).getMinutes();

  test('hold everything back and sum it up once afterwards', async () => {
    const desk = createDesk();
    const now = at(desk.world.now());
    await desk.settings({ quiet: { from: now, to: (now + 120) % 1440 } });
    desk.has(loan(1));
    await desk.look();
    desk.has(loan(1, 2), loan(2), loan(3));
    await desk.look();
    expect(desk.said).toEqual([]);
    const [wake = 0] = desk.it.wakes;
    expect(wake - desk.world.now()).toBe(2 * HOUR);
    await desk.world.advance(2 * HOUR);
    await desk.look();
    expect(desk.said).toEqual(['loans: 4']);
    await desk.look();
    expect(desk.said).toEqual(['loans: 4']);
  });

  test('say nothing afterwards of what the agent has dealt with meanwhile, and wake nobody for nothing', async () => {
    const desk = createDesk();
    const now = at(desk.world.now());
    await desk.settings({ quiet: { from: now, to: (now + 60) % 1440 } });
    await desk.look();
    expect(desk.it.wakes).toEqual([]);
    desk.has(loan(1));
    await desk.look();
    desk.has(loan(1, 0));
    await desk.world.advance(HOUR);
    await desk.look();
    expect(desk.said).toEqual([]);
  });
});

test('switched off, or not allowed, nothing is said, and nothing is lost by it', async () => {
  const desk = createDesk();
  desk.it.isAllowed = false;
  desk.has(loan(1));
  await desk.look();
  desk.it.isAllowed = true;
  await desk.settings({ isOff: true });
  await desk.look();
  expect(desk.said).toEqual([]);
  await desk.settings({});
  await desk.look();
  expect(desk.screen()).toEqual(['CDL-1: 1']);
  await desk.settings({ isOff: true });
  await desk.look();
  expect(desk.screen()).toEqual([]);
});
