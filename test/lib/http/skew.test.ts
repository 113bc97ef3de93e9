import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { createHttp } from '@/lib/http/http';
import { createSkew } from '@/lib/http/skew';
import { createFakeWorld } from '@/test/support/fake-world';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const url = 'https://broker.test/v1/config';

/** A device whose clock is `off` ms ahead of the server's, which answers after `took`. */
function createDevice({ off = 0, took = 0, answer = '{}', status = 200 } = {}) {
  const world = createFakeWorld();
  const device = { ...world, now: () => world.now() + off };
  world.routes['https://'] = async () => {
    await world.sleep(took);
    const date = new Date(world.now()).toUTCString();
    return new Response(answer, { status, headers: { date } });
  };
  const skew = createSkew(device);
  const http = createHttp(device, skew.watch);
  const ask = { method: 'GET' as const, url, deadlineMs: 10 * MINUTE };
  async function over(asked: Promise<unknown>): Promise<void> {
    let isOver = false;
    void asked
      .catch(() => undefined)
      .finally(() => {
        isOver = true;
      });
    await world.until(() => isOver);
  }
  return {
    skew,
    ask: () => over(http.json(ask, z.object({}))),
    send: () => over(http.send(ask)),
  };
}

describe('the clock', () => {
  test.each([
    [0, false],
    [4 * MINUTE, false],
    [-4 * MINUTE, false],
    [6 * MINUTE, true],
    [-12 * MINUTE, true],
    [86_400_000 * 400, true],
  ])('%s ms off', async (off, isSaid) => {
    const { ask, skew } = createDevice({ off });
    expect(skew.worthSaying()).toBeUndefined();
    await ask();
    const said = skew.worthSaying();
    expect(said !== undefined).toBe(isSaid);
    expect(Math.abs((said ?? off) - off)).toBeLessThanOrEqual(SECOND);
  });

  test('a slow answer is allowed for, and a very slow one says nothing', async () => {
    const slow = createDevice({ off: -12 * MINUTE, took: 40 * SECOND });
    await slow.ask();
    expect(Math.abs((slow.skew.worthSaying() ?? 0) + 12 * MINUTE)).toBeLessThan(30 * SECOND);
    const late = createDevice({ off: -12 * MINUTE, took: 90 * SECOND });
    await late.ask();
    expect(late.skew.worthSaying()).toBeUndefined();
  });

  test('what is not the promised answer says nothing: a captive portal, a refusal, the store', async () => {
    const portal = createDevice({ off: 60 * MINUTE, answer: '<html>Sign in</html>' });
    await portal.ask();
    expect(portal.skew.worthSaying()).toBeUndefined();
    const refused = createDevice({ off: 60 * MINUTE, status: 503 });
    await refused.ask();
    expect(refused.skew.worthSaying()).toBeUndefined();
    const store = createDevice({ off: 60 * MINUTE });
    await store.send();
    expect(store.skew.worthSaying()).toBeUndefined();
  });

  test('an answer without a date, or with none that can be read, changes nothing', () => {
    const { skew } = createDevice();
    const answered = skew.watch();
    answered(new Headers());
    answered(new Headers({ date: 'yesterday' }));
    expect(skew.worthSaying()).toBeUndefined();
  });
});
