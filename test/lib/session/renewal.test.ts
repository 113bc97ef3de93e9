import { describe, expect, test } from 'vitest';
import { toFailed } from '@/lib/domain/failed';
import { createChance } from '@/test/support/fake-world';
import type { Bureau, Fate } from './bureau';
import { answersLost, createBureau, shownKnowingly } from './bureau';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const EXPIRED = 15 * MINUTE + SECOND;

/** What Atrium may do with a used refresh token; its pages do not say. */
const manners = [
  { onReuse: 'refuse' },
  { onReuse: 'revoke-family' },
  { graceUntilSuccessorUsed: true },
  { graceUntilSuccessorUsed: true, onReuse: 'revoke-family' },
] as const;

test('1,000 expiries, twenty callers at once in four contexts: one refresh each', async () => {
  const bureau = await createBureau(1, { onReuse: 'revoke-family' });
  const contexts = [1, 2, 3, 4].map(() => bureau.context());
  await contexts[0]?.signIn();
  for (let expiry = 1; expiry <= 1_000; expiry += 1) {
    await bureau.world.advance(EXPIRED);
    const callers = [1, 2, 3, 4, 5].flatMap(() => contexts.map((one) => one.use()));
    const tokens = new Set(await Promise.all(callers));
    if (tokens.size !== 1 || bureau.shown.length !== expiry) throw new Error(`expiry ${expiry}`);
  }
  expect(bureau.shown.every(({ usable, status }) => usable && status === 200)).toBe(true);
}, 60_000);

/** Dies at its `n`-th step of a renewal, others calling all the while; a next worker goes on. */
async function killAt(n: number, seed: number, manner: (typeof manners)[number]): Promise<Bureau> {
  const bureau = await createBureau(seed, manner);
  await bureau.context().signIn();
  await bureau.world.advance(EXPIRED);
  const chance = createChance(seed);
  const dying = bureau.context(n);
  const bystander = chance() < 0.5 ? bureau.context() : undefined;
  void dying.use().catch(() => undefined);
  void dying.use().catch(() => undefined);
  void bystander?.use().catch(() => undefined);
  await bureau.world.advance(chance() < 0.5 ? 0 : 10 * SECOND);
  dying.kill();
  const next = bureau.context();
  await settled(bureau, next.use().catch(toFailed));
  return bureau;
}

async function settled<T>({ world }: Bureau, work: Promise<T>): Promise<T> {
  const end = new Array<T>();
  void work.then((value) => end.push(value));
  await world.until(() => end.length > 0).catch(() => undefined);
  if (end.length === 0) throw new Error('no end of it');
  return work;
}

describe.each(manners)('where a used token is met with %o', (manner) => {
  test('killed at every step of a renewal, 200 times over', async () => {
    const probe = await createBureau(0, manner);
    await probe.context().signIn();
    await probe.world.advance(EXPIRED);
    const whole = probe.context();
    await whole.use();
    const steps = whole.steps();
    expect(steps).toBeGreaterThan(16);
    const locked = new Array<string>();
    for (let run = 0; run < 200; run += 1) {
      const n = 1 + (run % (steps + 1));
      const bureau = await killAt(n, run + 1, manner);
      expect(shownKnowingly(bureau), `step ${n}, run ${run}`).toEqual([]);
      const { agent, signedIn } = await bureau.context().session.state();
      expect(agent?.displayName).toBe('Asha Rao');
      if (signedIn) continue;
      locked.push(`step ${n}`);
      expect(answersLost(bureau), `step ${n}, run ${run}`).toBe(1);
      await bureau.context().signIn();
      await bureau.context().use();
    }
    // With grace nothing is ever lost; without it only an answer that nobody could store.
    expect(locked.length > 0).toBe(!('graceUntilSuccessorUsed' in manner));
  }, 120_000);

  test('eight hours, six contexts that die, a clock that jumps, 5 % lost: no sign-in but for a lost answer', async () => {
    let asked = 0;
    for (let seed = 1; seed <= 5; seed += 1) {
      const bureau = await createBureau(seed, manner);
      const signIns = await workADay(bureau, createChance(seed * 7));
      expect(shownKnowingly(bureau)).toEqual([]);
      expect(bureau.shown.length).toBeGreaterThan(30);
      expect(signIns).toBeLessThanOrEqual(answersLost(bureau));
      asked += signIns;
    }
    expect(asked > 0).toBe(!('graceUntilSuccessorUsed' in manner));
  }, 120_000);
});

/** @returns sign-ins beyond the first. @throws when one was asked for while Atrium would have taken our token */
async function workADay(bureau: Bureau, chance: () => number): Promise<number> {
  const { world, line } = bureau;
  const fates: readonly Fate[] = ['is lost', 'answer is lost'];
  line.fate = () => (chance() < 0.05 ? (fates[Math.floor(chance() * 2)] ?? 'is lost') : 'arrives');
  const contexts = Array.from({ length: 6 }, () => bureau.context());
  await bureau.context().signIn();
  let signIns = 0;
  for (let spent = 0; spent < 8 * HOUR; spent += 20 * SECOND) {
    await world.advance(20 * SECOND);
    for (const [place, one] of contexts.entries()) {
      if (chance() < 0.3) void one.use().catch(() => undefined);
      if (chance() > 0.02) continue;
      one.kill();
      contexts[place] = bureau.context();
    }
    if (chance() < 0.01) line.skew = (chance() - 0.5) * 8 * HOUR;
    const { signedIn } = await bureau.context().session.state();
    if (signedIn) continue;
    const last = bureau.shown.at(-1);
    if (!last || last.usable || last.status !== 401) throw new Error('locked for nothing');
    signIns += 1;
    await bureau.context().signIn();
  }
  return signIns;
}
