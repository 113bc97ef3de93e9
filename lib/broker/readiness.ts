import type { Readiness } from '@/lib/contract/broker';
import type { World } from '@/lib/world';
import type { Objects } from './objects';

const SECOND = 1_000;
/** How long an answer stands, so that asking whether the broker is ready is no load on anybody. */
const STANDS = 5 * SECOND;
/** Whoever is silent for longer does not answer; a balancer's own patience is seldom more. */
const PATIENCE = 3 * SECOND;

/** Whether requests should come here: when store and Atlas both answer. */
export function createReadiness(
  world: Pick<World, 'monotonic' | 'sleep'>,
  { objects, warm }: { readonly objects: Objects; readonly warm: () => Promise<unknown> },
) {
  let last: { readonly at: number; readonly answer: Promise<Readiness> } | undefined;

  async function soon(work: Promise<unknown>): Promise<boolean> {
    const isOver = new AbortController();
    const late = world.sleep(PATIENCE, isOver.signal).then(
      () => false,
      () => false,
    );
    const answered = await Promise.race([answers(work), late]);
    isOver.abort();
    return answered;
  }

  async function look(): Promise<Readiness> {
    const [store, atlas] = await Promise.all([soon(objects.head('ready')), soon(warm())]);
    return { ok: store && atlas, store, atlas };
  }

  return (): Promise<Readiness> => {
    const now = world.monotonic();
    if (!last || now - last.at >= STANDS) last = { at: now, answer: look() };
    return last.answer;
  };
}

async function answers(work: Promise<unknown>): Promise<boolean> {
  return work.then(
    () => true,
    () => false,
  );
}
