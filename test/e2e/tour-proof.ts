import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { z } from 'zod';
import { Flow } from '@/lib/domain/flow';
import type { Logged } from '@/test/emulators/faults';
import { asha, loanId, samples, secrets } from '@/test/support/stack';
import type { Scene } from './tour';

/** The flows as they lie on the device, read beside the extension's own code. */
export async function readFlows(page: Page): Promise<Flow[]> {
  const stored = await page.evaluate(
    () =>
      new Promise<unknown>((resolve, reject) => {
        const opening = indexedDB.open('satchel');
        opening.addEventListener('error', () => reject(opening.error));
        opening.addEventListener('success', () => {
          const all = opening.result.transaction('flows').objectStore('flows').getAll();
          all.addEventListener('success', () => {
            opening.result.close();
            resolve(all.result);
          });
        });
      }),
  );
  return z.array(Flow).parse(stored);
}

/** At Atlas, storage and Atrium, not only on screen: each document once, its very bytes, and no secret astray. */
export async function assertDelivered({ popup, stack }: Scene): Promise<void> {
  const [flow, ...others] = await readFlows(popup);
  assert.ok(flow, 'the outbox holds the flow');
  assert.equal(others.length, 0, 'and no other');
  assert.equal(flow.loanId, loanId);

  const [atAtlas, ...moreAtAtlas] = stack.atlas.emulator.flows();
  assert.equal(moreAtAtlas.length, 0, 'one flow at Atlas');
  assert.equal(atAtlas?.applicationId, loanId);

  const attempts = flow.documents.flatMap((document) => document.attempts);
  assert.equal(flow.documents.length, 4, 'four documents');
  assert.equal(attempts.length, 6, 'one replaced, one run again');
  const pulls = stack.atlas.emulator.pulls();
  for (const { documentId, capture } of attempts) {
    const fetched = pulls.filter((pull) => pull.documentId === documentId);
    assert.equal(fetched.length, 1, `Atlas fetched ${capture.source} once under one id`);
    assert.equal(fetched[0]?.sha256, capture.opened.sha256, 'and read the bytes that were captured');
    assert.equal(fetched[0]?.contentType, capture.opened.contentType);
  }
  assert.equal(pulls.length, attempts.length, 'and nothing else');
  const pdf = createHash('sha256')
    .update(readFileSync(join(samples, 'specimens/delivery-order.pdf')))
    .digest('hex');
  assert.ok(
    pulls.some(({ sha256 }) => sha256 === pdf),
    'a PDF goes as it is',
  );

  assert.equal(
    storedCaptures(stack).length,
    5,
    'five captures in the store, the one run again among them once',
  );
  assertNoSecretAstray(stack);
}

/** Object keys of captures that were PUT, each once. */
export function storedCaptures({ store }: Scene['stack']): string[] {
  const prefix = `/${store.bucket}/captures/`;
  const puts = store.requests.filter(({ method, path }) => method === 'PUT' && path.startsWith(prefix));
  return [...new Set(puts.map(({ path }) => path.split('?')[0] ?? ''))];
}

/** Nothing that opens anything, and nothing that names anybody, lies on the disk. */
export async function assertDiskIsClean({ popup, stack }: Scene): Promise<void> {
  const local = await popup.evaluate<unknown>('chrome.storage.local.get()');
  const disk = JSON.stringify([local, await readFlows(popup)]);
  assert.deepEqual(astrayIn(disk, stack), []);
}

/** What of tokens, names, numbers and passwords stands in a text. */
function astrayIn(text: string, stack: Scene['stack']): string[] {
  const words = [
    ...stack.atrium.emulator.refreshTokens(),
    'eyJ',
    '495381726045',
    '4953 8172 6045',
    'Meena',
    'delivery-order',
    'photo-receipt',
    asha.password,
  ];
  return words.filter((word) => text.includes(word));
}

/** A sign-out leaves nothing of the session, and ends it at Atrium. */
export async function assertSignedOut({ popup, stack }: Scene): Promise<void> {
  const session = z
    .record(z.string(), z.unknown())
    .parse(await popup.evaluate('chrome.storage.session.get()'));
  const { log, 'popup-draft': _, ...left } = session;
  assert.deepEqual(left, {}, 'storage.session is empty');
  // For support: what happened, by words of ours alone.
  assert.deepEqual(astrayIn(JSON.stringify(log ?? []), stack), []);
  assert.deepEqual(stack.atrium.emulator.liveRefreshTokens(), [], 'no refresh token works any more');
  const local = z.record(z.string(), z.unknown()).parse(await popup.evaluate('chrome.storage.local.get()'));
  assert.ok(!('agent' in local), 'the agent is forgotten');
}

/** What the toolbar button says. */
export function badge(popup: Page): Promise<string> {
  return popup.evaluate<string>('chrome.action.getBadgeText({})');
}

/** Each secret is seen by its owner alone. */
function assertNoSecretAstray(stack: Scene['stack']): void {
  const { atlas, atrium, store, portal, broker } = stack;
  const everybody: Record<string, readonly Logged[]> = {
    atlas: atlas.emulator.requests,
    atrium: atrium.emulator.requests,
    store: store.requests,
    portal: portal.emulator.requests,
    broker: broker.requests,
  };
  const seenBy = (secret: string) =>
    Object.entries(everybody).flatMap(([name, requests]) => {
      const hits = requests.filter((request) => JSON.stringify(request).includes(secret));
      return hits.length > 0 ? [{ name, paths: new Set(hits.map(({ path }) => path)) }] : [];
    });
  assert.deepEqual(seenBy(secrets.clientSecret), [
    // Address Match takes the pair itself: the broker shows it, and nobody else could.
    { name: 'atlas', paths: new Set(['/v3/verification/authtoken', '/v1/address/match/batch']) },
  ]);
  const refreshTokens = atrium.emulator.refreshTokens();
  assert.ok(refreshTokens.length > 0);
  for (const token of refreshTokens) {
    const elsewhere = seenBy(token).filter(({ name }) => name !== 'atrium');
    assert.deepEqual(elsewhere, [], 'a refresh token went to Atrium alone');
  }
  for (const { headers, path } of store.requests) {
    const signedByBroker = 'x-amz-content-sha256' in headers || headers['authorization']?.startsWith('AWS4-');
    assert.ok(signedByBroker || !headers['authorization'], `no bearer token to the store at ${path}`);
    assert.ok(!('token' in headers), 'no Atlas token to the store');
  }
  for (const { headers } of [...store.requests, ...broker.requests])
    assert.ok(!('cookie' in headers), 'no cookies');
}
