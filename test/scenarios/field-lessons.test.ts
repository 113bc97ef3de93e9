import { beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { DocumentState } from '@/lib/contract/flow-view';
import { byteKeys, freshDatabase } from '@/test/lib/outbox/fresh-database';
import { arrive, papers, UPLOAD } from './errand';
import { asha, origins } from './town';

/* What users of comparable tools suffered in the field, by the number of the lesson: none of it happens here. */

beforeEach(freshDatabase);

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const serverConfirmed: ReadonlySet<DocumentState> = new Set(['sent', 'read', 'refused']);
type Arrived = Awaited<ReturnType<typeof arrive>>;

/** A server that answers `status`, or nobody at all, until it is told to be well again. */
function breakDown({ town }: Arrived, name: keyof typeof origins, status: number | 'nobody') {
  const key = `${origins[name]}/`;
  const well = town.world.routes[key];
  let asked = 0;
  town.world.routes[key] = async () => {
    asked += 1;
    if (status === 'nobody') throw new TypeError('Failed to fetch');
    return new Response('{"error":"down"}', { status });
  };
  return {
    asked: () => asked,
    mend: () => {
      if (well) town.world.routes[key] = well;
    },
  };
}

/** Atlas fetches the one document, once, before that time is over. */
async function expectPulledWithin({ town, pulls }: Arrived, ms: number): Promise<void> {
  await town.world.until(() => pulls().length > 0, ms);
  expect(pulls()).toHaveLength(1);
}

describe('L1: a 500 is counted as delivered, and the request is gone', () => {
  test.each([
    ['before it acted', false],
    ['after it acted', true],
  ])('not here: a 500 %s deletes nothing before Atlas names the document', async (_, acts) => {
    const at = await arrive({ extractsLateMs: 30 * MINUTE });
    const fault = { kind: 'status', status: 500, acts } as const;
    at.town.atlas.faults.add({ on: `POST ${UPLOAD}`, times: 1, fault });
    await at.capture('PAN');
    await at.send();
    await at.town.world.advance(25 * MINUTE);
    expect(await byteKeys()).toHaveLength(1);
    await at.is('PAN', 'read', 3 * HOUR);
    expect(await byteKeys()).toHaveLength(1);
    expect(new Set(at.pulls()).size).toBe(1);
    // The proof names it, and a day has passed in which the agent may still want it.
    await at.town.world.advance(DAY + HOUR);
    await at.laptop.wait(at.laptop.popup.call('session.signIn', asha));
    await at.town.world.until(async () => (await byteKeys()).length === 0, HOUR);
  });
});

describe('L2: the user is told that it was uploaded, and it was not', () => {
  test.each(['lost-request', 'lost-answer', 'empty', 'garbage', 'html', 'hang', 'reset'] as const)(
    'not here: with %s, "sent" is said only of what Atlas has',
    async (kind) => {
      const at = await arrive();
      at.town.atlas.faults.add({ on: `POST ${UPLOAD}`, times: 2, fault: { kind } });
      await at.capture('PAN');
      await at.send();
      const said = new Set<DocumentState>();
      let lies = false;
      await at.town.world.until(async () => {
        const { state } = await at.row('PAN');
        const has = at.town.atlas.flows().some(({ documents }) => documents.length > 0);
        said.add(state);
        lies ||= serverConfirmed.has(state) && !has;
        return state === 'read';
      }, 2 * HOUR);
      expect(lies).toBe(false);
      expect(said).toContain('checking');
    },
  );
});

describe('L5: it never uploaded, there are no logs, and no way to upload the copy he has', () => {
  test('not here: the copy stays, with its reason, and a file takes its place', async () => {
    const at = await arrive();
    const store = breakDown(at, 'store', 507);
    await at.capture('PAN');
    await at.send();
    await at.is('PAN', 'parked', 3 * HOUR);
    await at.town.world.advance(9 * HOUR);
    const { failure, slotId } = await at.row('PAN');
    expect(failure?.code).toBe('unavailable');
    expect(await byteKeys()).toHaveLength(1);
    store.mend();
    const { flowId } = await at.flow();
    const file = { flowId, slotId, kind: 'PAN', source: 'file' as const, bytes: papers.AADHAAR };
    await at.laptop.wait(at.laptop.popup.call('session.signIn', asha));
    await at.laptop.wait(at.laptop.capturePage.call('capture.add', file));
    await at.send();
    await at.is('PAN', 'read');
    expect(at.pulls()).toHaveLength(1);
  });
});

describe('L11: part of a batch fails, "already have that id" on retry, and the second photo is never stored', () => {
  test.each(['reject', 'overwrite', 'second-entry'] as const)(
    'not here: each document is settled by itself, when Atlas does with known ids: %s',
    async (onDuplicate) => {
      const at = await arrive({ onDuplicate, failedPull: 'absent' });
      const key = `${origins.broker}/`;
      const broker = at.town.world.routes[key];
      let fetches = 0;
      at.town.world.routes[key] = async (request) => {
        // Atlas takes both and gets hold of one.
        if (request.url.includes('/v1/files/') && (fetches += 1) === 1)
          return new Response(null, { status: 503 });
        return broker ? broker(request) : Response.error();
      };
      await at.capture('PAN');
      await at.capture('AADHAAR');
      await at.send();
      await at.town.world.advance(11 * MINUTE);
      const { flowId, documents } = await at.flow();
      expect(documents.map(({ state }) => state).toSorted()).toEqual(['read', 'sent']);
      expect(await byteKeys()).toHaveLength(2);
      // The other one is named as late, and goes once more under an id of its own.
      const late = documents.find(({ isLate }) => isLate);
      await at.laptop.wait(at.laptop.popup.call('flow.rerunLate', { flowId, slotId: late?.slotId ?? '' }));
      await at.is('PAN', 'read');
      await at.is('AADHAAR', 'read');
      expect(at.town.atlas.pulls()).toHaveLength(2);
      expect(new Set(at.town.atlas.pulls().map(({ sha256 }) => sha256)).size).toBe(2);
      expect((await at.flow()).documents.some(({ possibleDouble }) => possibleDouble)).toBe(false);
    },
  );
});

describe('L11, the other way round: the answer names the first, and the second counts as delivered with it', () => {
  test('not here: what the answer does not name is asked about, and goes once more', async () => {
    const at = await arrive();
    const key = `${origins.atlas}/`;
    const atlas = at.town.world.routes[key];
    let told = 0;
    // Of the first batch only the first document ever reaches Atlas.
    at.town.world.routes[key] = async (request) => {
      if (!request.url.includes(UPLOAD) || (told += 1) > 1) return atlas?.(request) ?? Response.error();
      const { method, url, headers } = request;
      const batch = z.looseObject({ file_urls: z.array(z.unknown()) }).parse(await request.json());
      const body = JSON.stringify({ ...batch, file_urls: batch.file_urls.slice(0, 1) });
      return atlas?.(new Request(url, { method, headers, body })) ?? Response.error();
    };
    await at.capture('PAN');
    await at.capture('AADHAAR');
    await at.send();
    await at.town.world.until(async () => (await at.flow()).documents.some(({ state }) => state === 'read'));
    const other = (await at.flow()).documents.find(({ state }) => state !== 'read');
    expect(other?.state).toBe('checking');
    expect(await byteKeys()).toHaveLength(2);
    await at.is('PAN', 'read');
    await at.is('AADHAAR', 'read');
    expect(new Set(at.town.atlas.pulls().map(({ sha256 }) => sha256)).size).toBe(2);
  });
});

describe('S1: the server comes back, and the queue does not move until somebody looks', () => {
  test.each(['broker', 'store', 'atlas', 'atrium'] as const)(
    'not here: %s was down for half an hour, and nobody looks',
    async (name) => {
      const at = await arrive();
      await at.capture('PAN');
      const outage = breakDown(at, name, 503);
      await at.send();
      await at.town.world.advance(30 * MINUTE);
      outage.mend();
      await expectPulledWithin(at, 15 * MINUTE);
    },
  );

  test.each([503, 'nobody'] as const)(
    'not here: half a day in which %s answers, it goes on within a quarter of an hour',
    async (status) => {
      const at = await arrive();
      await at.capture('PAN');
      const outage = breakDown(at, 'broker', status);
      await at.send();
      await at.town.world.advance(11 * HOUR);
      expect((await at.row('PAN')).state).toBe('parked');
      const asked = outage.asked();
      outage.mend();
      await expectPulledWithin(at, 15 * MINUTE);
      expect(asked).toBeGreaterThan(16);
    },
  );

  test('not here: not even ten minutes when the agent looks', async () => {
    const at = await arrive();
    await at.capture('PAN');
    const outage = breakDown(at, 'broker', 503);
    await at.send();
    await at.is('PAN', 'parked');
    outage.mend();
    await at.laptop.wait(at.laptop.popup.call('state.get'));
    await expectPulledWithin(at, MINUTE);
  });
});

describe('S2: queued for ever, because the answer of the connectivity check changed', () => {
  test('not here: a device that says "offline" for ever sends all the same', async () => {
    const at = await arrive({}, { online: () => false });
    await at.capture('PAN');
    await at.send();
    await expectPulledWithin(at, 15 * MINUTE);
  });

  test('not here: nor when that was true for a night, and nobody says that it is over', async () => {
    const at = await arrive({}, { online: () => false });
    await at.capture('PAN');
    const outage = breakDown(at, 'broker', 'nobody');
    await at.send();
    await at.town.world.advance(9 * HOUR);
    outage.mend();
    await expectPulledWithin(at, 15 * MINUTE);
  });

  test.each([404, 500, 200])('not here: a health check that answers %i holds nothing up', async (status) => {
    const at = await arrive();
    at.town.world.routes[`${origins.broker}/healthz`] = async () => new Response('<html>', { status });
    await at.capture('PAN');
    await at.send();
    await expectPulledWithin(at, 15 * MINUTE);
  });
});

describe('D1: up to eight copies, each with its own id, after uploads that seemed to hang', () => {
  test('not here: hanging, restarted and pressed eight times, it is told to Atlas under one id', async () => {
    const at = await arrive();
    const fault = { kind: 'late-request', ms: 4 * MINUTE } as const;
    at.town.atlas.faults.add({ on: `POST ${UPLOAD}`, times: 1, fault });
    await at.capture('PAN');
    for (let press = 0; press < 8; press += 1) {
      await at.send();
      at.laptop.killWorker();
      await at.town.world.advance(20 * SECOND);
    }
    await at.is('PAN', 'read');
    expect(new Set(at.told()).size).toBe(1);
    expect(at.pulls()).toHaveLength(1);
    expect((await at.row('PAN')).attempts).toBe(1);
  });
});

describe('U1: an address signed up front dies while queued, and the retry fails at once', () => {
  const signings = ({ town }: Arrived) => town.sent.filter(({ text }) => text.includes('/v1/uploads')).length;

  test('not here: it is signed when its turn comes, hours after the capture', async () => {
    const at = await arrive();
    at.town.world.setOnline(false);
    await at.capture('PAN');
    await at.town.world.advance(4 * HOUR);
    at.town.world.setOnline(true);
    const before = signings(at);
    await at.laptop.wait(at.laptop.popup.call('session.signIn', asha));
    await at.send();
    await at.is('PAN', 'read');
    expect(signings(at) - before).toBe(1);
  });

  test('not here: one that died on the way is signed anew in the same try, without a wait', async () => {
    const at = await arrive();
    const key = `${origins.store}/`;
    const well = at.town.world.routes[key];
    const store = breakDown(at, 'store', 403);
    const refuse = at.town.world.routes[key];
    const puts: number[] = [];
    at.town.world.routes[key] = async (request) => {
      puts.push(at.town.world.monotonic());
      const answer = store.asked() === 0 ? refuse : well;
      return answer?.(request) ?? Response.error();
    };
    await at.capture('PAN');
    await at.is('PAN', 'stored');
    const [refused = 0, taken = Infinity] = puts;
    // The shortest backoff is longer.
    expect(taken - refused).toBeLessThan(SECOND / 10);
    expect(signings(at)).toBe(2);
  });

  test('not here: an address that has expired is signed anew, and not tried again', async () => {
    const at = await arrive();
    const store = breakDown(at, 'store', 403);
    await at.capture('PAN');
    await at.town.world.until(() => store.asked() === 2, HOUR);
    store.mend();
    await at.send();
    await at.is('PAN', 'read');
    expect(signings(at)).toBeGreaterThanOrEqual(3);
    const puts = at.town.sent.filter(({ text }) => text.includes('?signature=')).map(({ text }) => text);
    expect(new Set(puts.map((text) => text.split('\n')[0])).size).toBe(puts.length);
  });
});
