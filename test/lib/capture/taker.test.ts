import { Aes256Gcm, CipherSuite, DhkemP256HkdfSha256, HkdfSha256, OpenError } from '@hpke/core';
import { expect, test } from 'vitest';
import { sha256 } from '@/lib/capture/sha256';
import { createTaker } from '@/lib/capture/taker';
import type { Binding } from '@/lib/domain/capture';
import { bindingBytes, Capture, PART_BYTES } from '@/lib/domain/capture';
import { createFakeCodecs, jpegBytes, pdfBytes } from './pictures';

const suite = new CipherSuite({
  kem: new DhkemP256HkdfSha256(),
  kdf: new HkdfSha256(),
  aead: new Aes256Gcm(),
});
const info = new TextEncoder().encode('satchel/1');

async function createKey() {
  const pair = await suite.kem.generateKeyPair();
  const raw = new Uint8Array(await suite.kem.serializePublicKey(pair.publicKey));
  const publicKey = Buffer.from(raw).toString('base64url');
  return { pair, key: { keyId: 'key-1', publicKey } };
}

/** What the broker does, by RFC 9180's words and the drawing above `CHUNKED`. */
async function open(sealed: Blob, recipientKey: CryptoKeyPair, binding: Binding): Promise<Uint8Array> {
  const all = new Uint8Array(await sealed.arrayBuffer());
  expect(all[0]).toBe(2);
  const enc = all.slice(1, 66).buffer;
  const context = await suite.createRecipientContext({ recipientKey, enc, info });
  const opened: Uint8Array[] = [];
  for (let at = 66; at < all.byteLength; at += 1_048_592) {
    const end = Math.min(at + 1_048_592, all.byteLength);
    const last = end === all.byteLength ? 1 : 0;
    const associated = new Uint8Array([...bindingBytes(binding), last]);
    opened.push(new Uint8Array(await context.open(all.slice(at, end), associated)));
  }
  return new Uint8Array(Buffer.concat(opened));
}

const opens = (...input: Parameters<typeof open>) =>
  open(...input).then(
    () => true,
    (error: unknown) => (error instanceof OpenError ? false : String(error)),
  );

const bound = { tenant: 'tenant-1', agentId: 'agent-1', loanId: 'LN-1001', slotId: 'slot-1' };

function createTestTaker() {
  const { codecs } = createFakeCodecs({ width: 40, height: 30 });
  const world = { id: () => 'capture-1', now: () => 1_700_000_000_000 };
  return createTaker({ world, codecs, maxBytes: 20_000_000 });
}

test('a capture opens with the broker’s key and its own binding alone', async () => {
  const { pair, key } = await createKey();
  const bytes = new Blob([pdfBytes]);
  const { sealed } = await createTestTaker().take({ bytes, source: 'file', binding: bound, key });
  const binding = { ...bound, captureId: 'capture-1' };
  expect(await open(sealed, pair, binding)).toEqual(pdfBytes);
  for (const other of ['tenant', 'agentId', 'loanId', 'slotId', 'captureId'])
    expect([other, await opens(sealed, pair, { ...binding, [other]: 'other' })]).toEqual([other, false]);
  expect(await opens(sealed, (await createKey()).pair, binding)).toBe(false);
});

test('a capture says what was opened and what was sealed', async () => {
  const { key } = await createKey();
  const bytes = new Blob([jpegBytes(40, 30)]);
  const taken = await createTestTaker().take({ bytes, source: 'portal-image', binding: bound, key });
  const drawn = new Blob(['drawn 40x30']);
  expect(Capture.parse(taken.capture)).toEqual({
    captureId: 'capture-1',
    opened: { sha256: await sha256(await drawn.arrayBuffer()), size: drawn.size, contentType: 'image/jpeg' },
    sealed: {
      sha256: await sha256(await taken.sealed.arrayBuffer()),
      size: taken.sealed.size,
      keyId: 'key-1',
    },
    source: 'portal-image',
    capturedAt: 1_700_000_000_000,
  });
  expect(taken.sealed.type).toBe('application/octet-stream');
  expect(taken.sealed.size).toBe(drawn.size + 1 + 65 + 16);
  expect(taken.thumbnail).toMatch(/^data:image\/jpeg;base64,/);
});

test('a large capture says the hash of each part it may go in', async () => {
  const { key } = await createKey();
  const filler = '% '.padEnd(11_000_000, 'x');
  const bytes = new Blob(['%PDF-1.7\n', filler, '\n%%EOF\n']);
  const taken = await createTestTaker().take({ bytes, source: 'file', binding: bound, key });
  const runs = [0, 1, 2].map((at) => taken.sealed.slice(at * PART_BYTES, (at + 1) * PART_BYTES));
  const hashes = await Promise.all(runs.map(async (run) => sha256(await run.arrayBuffer())));
  expect(Capture.parse(taken.capture).sealed.parts).toEqual({ size: PART_BYTES, sha256: hashes });
  expect(taken.capture.sealed.sha256).toBe(await sha256(await taken.sealed.arrayBuffer()));
});

test('the same bytes have the same hash, and never the same seal', async () => {
  const { key } = await createKey();
  const take = () =>
    createTestTaker().take({ bytes: new Blob([pdfBytes]), source: 'drop', binding: bound, key });
  const [one, two] = [await take(), await take()];
  expect(one.capture.opened).toEqual(two.capture.opened);
  expect(one.capture.sealed.sha256).not.toBe(two.capture.sealed.sha256);
});

test('SHA-256 is the one everybody has', async () => {
  expect(await sha256(new TextEncoder().encode('abc'))).toBe(
    'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
  );
});
