import { createHash } from 'node:crypto';
import { beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { DocumentState } from '@/lib/contract/flow-view';
import { byteKeys, freshDatabase, rawFlows } from '@/test/lib/outbox/fresh-database';
import { asha, clientSecret, createLaptop, createTown, origins, paper, ravi, firstAsked } from './town';
import type { Laptop, Town } from './town';

beforeEach(freshDatabase);

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const number = '492164578901';
const Tokens = z.object({ accessToken: z.string(), refreshToken: z.string() });
const papers = { AADHAAR: paper('AADHAAR', number), PAN: paper('PAN', 'ABCDE1234F') };

async function arrive() {
  const town = await createTown();
  const laptop = createLaptop(town);
  return { town, laptop };
}

async function signIn(laptop: Laptop, who = asha) {
  return laptop.wait(laptop.popup.call('session.signIn', who));
}

/** What the portal page's chip does. */
async function capture(laptop: Laptop, kind: keyof typeof papers, bytes = papers[kind]) {
  const input = { loanId: 'CDL-1', customer: 'Meera Iyer', kind, source: 'portal-link' as const, bytes };
  return laptop.wait(laptop.portal.call('portal.capture', input));
}

async function flow(laptop: Laptop) {
  const [first] = await laptop.wait(laptop.popup.call('flow.list', { finished: 100 }));
  if (!first) throw new Error('no flow');
  return first;
}

async function send(laptop: Laptop) {
  return laptop.wait(laptop.popup.call('flow.send', { flowId: (await flow(laptop)).flowId }));
}

const says = async (laptop: Laptop, state: DocumentState) =>
  (await flow(laptop)).documents.every((document) => document.state === state);

async function sha256(blob: Blob): Promise<string> {
  return createHash('sha256')
    .update(new Uint8Array(await blob.arrayBuffer()))
    .digest('hex');
}

/** Atlas pulled exactly these bytes, each once. */
async function expectPulled(town: Town, ...blobs: Blob[]): Promise<void> {
  const pulled = town.atlas.pulls().map((pull) => pull.sha256);
  const captured = await Promise.all(blobs.map(sha256));
  expect(pulled).toHaveLength(captured.length);
  expect(new Set(pulled)).toEqual(new Set(captured));
}

describe('the whole job', () => {
  test('captured offline, browser restarted, signed in, sent, one refused and run again, verified', async () => {
    const { town, laptop } = await arrive();
    expect((await signIn(laptop)).phase).toBe('signed-in');
    await capture(laptop, 'AADHAAR');
    town.world.setOnline(false);
    await capture(laptop, 'PAN');
    laptop.restartBrowser();
    const locked = await laptop.wait(laptop.popup.call('state.get'));
    expect(locked).toMatchObject({ phase: 'locked', waiting: 2, agent: { email: asha.email } });
    expect((await flow(laptop)).state).toBe('collecting');
    town.world.setOnline(true);
    await signIn(laptop);
    const blurred = {
      documentType: 'PAN',
      fields: {},
      error_code: 'INVALID_DOC',
      error_reason: 'Blurred',
    } as const;
    town.atlas.misread(1, blurred);
    await send(laptop);
    await town.world.until(async () => (await flow(laptop)).state === 'attention', HOUR);
    const refused = (await flow(laptop)).documents.filter(({ state }) => state === 'refused');
    expect(refused).toMatchObject([{ verdictCode: 'INVALID_DOC' }]);
    const { flowId } = await flow(laptop);
    await laptop.wait(
      laptop.popup.call('flow.rerun', { flowId, slotIds: refused.map(({ slotId }) => slotId) }),
    );
    await town.world.until(async () => (await flow(laptop)).state === 'verified', HOUR);
    expect(town.atlas.flows()).toHaveLength(1);
    expect(new Set(town.atlas.pulls().map(({ sha256: hash }) => hash)).size).toBe(2);
    expect(town.atlas.pulls()).toHaveLength(3);
    expect(new Set(town.atlas.pulls().map(({ documentId }) => documentId)).size).toBe(3);
  });

  test('the result shows four digits, and the number is nowhere on this device', async () => {
    const { town, laptop } = await arrive();
    await signIn(laptop);
    await capture(laptop, 'AADHAAR');
    await send(laptop);
    await town.world.until(() => says(laptop, 'read'), HOUR);
    const { flowId } = await flow(laptop);
    const results = await laptop.wait(laptop.popup.call('flow.results', { flowId }));
    expect(results.documents[0]?.fields).toContainEqual({
      key: 'aadhaar_number',
      value: 'XXXX XXXX 8901',
      confidence: 0.98,
    });
    const kept = JSON.stringify([
      await rawFlows(),
      [...laptop.areas.local.kept],
      laptop.lines,
      town.lines,
      results,
    ]);
    expect(kept).not.toContain(number);
    expect(kept).not.toContain('Meera');
  });

  test('secrets go to their owners alone', async () => {
    const { town, laptop } = await arrive();
    await signIn(laptop);
    await capture(laptop, 'PAN');
    await send(laptop);
    await town.world.until(() => says(laptop, 'read'), HOUR);
    const { refreshToken, accessToken } = Tokens.parse(laptop.areas.session.kept.get('tokens'));
    const carriers = (secret: string) =>
      new Set(town.sent.filter(({ text }) => text.includes(secret)).map(({ origin }) => origin));
    expect(carriers(clientSecret)).toEqual(new Set());
    expect(carriers(asha.password)).toEqual(new Set([origins.atrium]));
    expect(carriers(refreshToken)).toEqual(new Set());
    expect(carriers(accessToken)).toEqual(new Set([origins.broker]));
    for (const token of town.atlas.tokens()) expect(carriers(token)).toEqual(new Set([origins.atlas]));
    // Sealed on the way to the store, and open only where Atlas fetches.
    expect(carriers('ABCDE1234F')).toEqual(new Set());
  });
});

describe('two agents, one laptop', () => {
  test('the second neither sees nor sends what the first left; the first finds it again', async () => {
    const { town, laptop } = await arrive();
    await signIn(laptop);
    town.world.setOnline(false);
    await capture(laptop, 'PAN');
    town.world.setOnline(true);
    await laptop.wait(laptop.popup.call('session.signOut', { deleteUnsent: false }));
    // The log names nobody; see secrets.test.ts.
    expect([...laptop.areas.session.kept.keys()]).toEqual(['log']);
    await expect(capture(laptop, 'AADHAAR')).rejects.toMatchObject({ reason: 'signed-out' });
    await signIn(laptop, ravi);
    await town.world.advance(HOUR);
    expect(await laptop.wait(laptop.popup.call('flow.list', { finished: 100 }))).toEqual([]);
    const opened = await laptop.wait(laptop.popup.call('popup.open', firstAsked));
    expect(opened).toMatchObject({
      loans: { lines: [], flows: [], all: 0 },
      state: { waiting: 0, agent: { email: ravi.email } },
    });
    expect(town.objects.kept.size).toBe(0);
    expect(await byteKeys()).toHaveLength(1);
    await laptop.wait(laptop.popup.call('session.signOut', { deleteUnsent: false }));
    await signIn(laptop);
    await send(laptop);
    await town.world.until(() => says(laptop, 'read'), HOUR);
    await expectPulled(town, papers.PAN);
  });
});

describe('a worker killed', () => {
  // One signs both; two PUTs, the grant, the flow, the telling, and a look of two.
  const requests = Array.from({ length: 8 }, (_, n) => n + 1);
  const moments = requests.flatMap((n) => [
    { n, when: 'leaves' as const },
    { n, when: 'has left' as const },
  ]);
  test.each(moments)(
    'as request $n $when: each document is read once, as it was captured',
    async ({ n, when }) => {
      const { town, laptop } = await arrive();
      await signIn(laptop);
      town.world.setOnline(false);
      await capture(laptop, 'PAN');
      await capture(laptop, 'AADHAAR');
      const before = town.sent.length;
      let deaths = 0;
      town.whenRequested((count, moment) => {
        if (count !== before + n || moment !== when) return;
        deaths += 1;
        laptop.killWorker();
      });
      town.world.setOnline(true);
      // The worker may die before it can answer; what was asked for is on the disk.
      await send(laptop).catch(() => undefined);
      await town.world.until(() => says(laptop, 'read'), HOUR);
      expect(deaths).toBe(1);
      await expectPulled(town, papers.PAN, papers.AADHAAR);
      expect(town.atlas.flows().filter(({ documents }) => documents.length > 0)).toHaveLength(1);
    },
  );
});

describe('bad answers', () => {
  test.each(['lost-answer', 'reset', 'garbage', 'empty', 'html', 'lost-request', 'hang'] as const)(
    'multiupload: %s. Each document is read once all the same',
    async (kind) => {
      const { town, laptop } = await arrive();
      town.atlas.faults.add({ on: 'POST /v3/verification/multiupload', times: 1, fault: { kind } });
      await signIn(laptop);
      await capture(laptop, 'PAN');
      await capture(laptop, 'AADHAAR');
      await send(laptop);
      await town.world.until(() => says(laptop, 'read'), HOUR);
      await expectPulled(town, papers.PAN, papers.AADHAAR);
    },
  );

  test('a submission that arrives after its fence is read by nobody', async () => {
    const { town, laptop } = await arrive();
    const late = { kind: 'late-request', ms: 40 * MINUTE } as const;
    town.atlas.faults.add({ on: 'POST /v3/verification/multiupload', times: 1, fault: late });
    await signIn(laptop);
    await capture(laptop, 'PAN');
    await send(laptop);
    await town.world.until(() => says(laptop, 'read'), HOUR);
    await town.world.advance(2 * HOUR);
    await expectPulled(town, papers.PAN);
    expect((await flow(laptop)).documents).toMatchObject([{ state: 'read', attempts: 2 }]);
  });

  test('tokens that die under way cost nobody a sign-in', async () => {
    const { town, laptop } = await arrive();
    await signIn(laptop);
    await capture(laptop, 'PAN');
    await town.world.advance(20 * MINUTE);
    town.atlas.expireTokens();
    await send(laptop);
    await town.world.until(() => says(laptop, 'read'), HOUR);
    expect((await laptop.wait(laptop.popup.call('state.get'))).phase).toBe('signed-in');
    await expectPulled(town, papers.PAN);
  });
});
