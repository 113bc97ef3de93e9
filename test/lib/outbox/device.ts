import { createDrain } from '@/lib/outbox/drain';
import type { Wake } from '@/lib/outbox/drain';
import { addCapture, newFlow, requestSend } from '@/lib/outbox/actions';
import type { Owner } from '@/lib/domain/agent';
import type { Flow } from '@/lib/domain/flow';
import type { Perform } from '@/lib/outbox/perform';
import { createSilence } from '@/lib/outbox/silence';
import { createStore } from '@/lib/outbox/store';
import { createVault } from '@/lib/session/vault';
import { buildCapture, owner, uuidOf } from '@/test/support/builders';
import type { FakeWorld } from '@/test/support/fake-world';
import { createMemoryArea } from '@/test/lib/session/office';
import type { World } from '@/lib/world';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const SOONEST_ALARM = 30 * SECOND;

export interface Worker {
  readonly store: ReturnType<typeof createStore>;
  /** Rejections fail the test: nobody waits for a wake in the product. */
  wake(wake?: Wake): Promise<void>;
  after<T>(write: () => Promise<T>): Promise<T>;
  kill(): void;
}

export interface DeviceOptions {
  readonly world: FakeWorld;
  /** What a worker's steps do; told the world that dies with the worker. */
  readonly performOf: (world: World) => Perform;
  readonly storeOf?: (store: Worker['store']) => Worker['store'];
  /** Tells the agent what needs him. */
  readonly tell?: () => Promise<void>;
}

/** A browser with workers that may die: the disk, the alarm and who is signed in outlive them. */
export function createDevice({
  world,
  performOf,
  storeOf = (store) => store,
  tell = async () => {},
}: DeviceOptions) {
  const vault = createVault({ session: createMemoryArea(), local: createMemoryArea() });
  let sender: Owner | undefined = owner;
  let alarm: { nextAt: number } | undefined;
  let current: Worker | undefined;
  const awake = { now: 0, begun: 0 };
  let onSleep = () => {};
  const failures = new Array<{ step: string; code: string }>();
  const rests = new Array<number | undefined>();

  function startWorker(): Worker {
    const context = world.context();
    const store = storeOf(createStore({ world: context.world, changed: () => {}, damaged: () => {} }));
    const drain = createDrain({
      world: context.world,
      store,
      perform: performOf(context.world),
      silence: createSilence({ world: context.world, vault }),
      sender: async () => sender,
      stayAwake: () => {
        awake.now += 1;
        awake.begun += 1;
        return () => {
          awake.now -= 1;
          onSleep();
        };
      },
      tell,
      restUntil: async (dueAt) => {
        rests.push(dueAt);
        ring(dueAt === undefined ? undefined : Math.max(dueAt, world.now() + SOONEST_ALARM));
      },
      report: ({ step, failed }) => failures.push({ step, code: failed.code }),
    });
    current = {
      store,
      wake: (wake) => drain.wake(wake),
      after: (write) => drain.after(write),
      kill: () => context.kill(),
    };
    return current;
  }

  /** The browser's alarm: brings a worker back if there is none, every minute once it has rung. */
  function ring(at: number | undefined): void {
    const mine = at === undefined ? undefined : { nextAt: at };
    alarm = mine;
    if (mine) void follow(mine);
  }

  async function follow(mine: { nextAt: number }): Promise<void> {
    const isOff = () => alarm !== mine;
    for (;;) {
      await world.sleep(Math.max(0, mine.nextAt - world.now()));
      if (isOff()) return;
      mine.nextAt = world.now() + MINUTE;
      void (current ?? startWorker()).wake();
    }
  }

  return {
    awake,
    failures,
    rests,
    startWorker,
    /** The worker dies in the middle of what it does; an alarm was set before it began. */
    kill() {
      current?.kill();
      current = undefined;
      if (!alarm) ring(world.now() + MINUTE);
    },
    /** Called in the very turn in which a worker lets the browser put it to sleep. */
    whenSleeping(then: () => void): void {
      onSleep = then;
    },
    isArmed: () => alarm !== undefined,
    signIn: (agent: Owner | undefined) => {
      sender = agent;
    },
    /** `count` captures for one loan, past intake. */
    async capture(count: number, { loanId = 'CDL-1', from = 0, send = true } = {}): Promise<Flow> {
      const { store } = current ?? startWorker();
      let flow: Flow | undefined;
      for (let n = from; n < from + count; n += 1) {
        const capture = buildCapture(n);
        const added = { slotId: uuidOf(5_000 + n), kind: 'PAN', capture };
        const moment = { now: world.now(), random: world.random, id: world.id };
        const bytes = { captureId: capture.captureId, sealed: new Blob([`sealed-${n}`]) };
        flow = await store.add(owner, loanId, bytes, (there) =>
          there
            ? addCapture(there, added, moment)
            : newFlow(owner, { loanId, productType: 'POC_CDL' }, added, moment),
        );
      }
      if (flow && send) {
        const moment = { now: world.now(), random: world.random, id: world.id };
        flow = await store.update(flow.flowId, (there) => requestSend(there, moment));
      }
      if (!flow) throw new RangeError('capture at least one document');
      return flow;
    },
  };
}
