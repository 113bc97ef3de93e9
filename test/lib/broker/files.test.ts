import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { AtlasGrant, Evidence, UploadSlots } from '@/lib/contract/broker';
import { generateSealingKey } from '@/lib/broker/keyring';
import { createMemoryObjects } from '@/test/support/memory-objects';
import type { Desk } from './desk';
import { asha, createDesk, ravi, sealCapture, secrets, sha256 } from './desk';

const uploads = '/v1/uploads';

describe('a capture on its way to Atlas', () => {
  test('comes out of the broker as it went into the camera', async () => {
    const desk = await createDesk();
    const capture = await sealCapture(desk);
    const { fileUrl } = await desk.deliver(capture);
    const response = await desk.ask('GET', fileUrl, { token: '' });
    expect(response.status).toBe(200);
    expect(new Uint8Array(await response.arrayBuffer())).toEqual(capture.clear);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'application/pdf',
      'content-length': String(capture.clear.byteLength),
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'content-disposition': 'inline',
    });
    expect(fileUrl).toMatch(new RegExp(`/v1/files/[^/]+/${capture.request.documentId}\\.pdf$`));
  });

  test('has the same addresses whenever they are asked for, and says when there is nothing left to PUT', async () => {
    const desk = await createDesk();
    const capture = await sealCapture(desk);
    const first = await desk.deliver(capture);
    desk.clock.at += 60_000;
    const [second] = UploadSlots.parse(
      await (await desk.ask('POST', uploads, { body: [capture.request] })).json(),
    );
    expect(first.stored).toBe(false);
    expect(second).toMatchObject({
      fileUrl: first.fileUrl,
      stored: true,
      expiresAt: first.expiresAt + 60_000,
    });
    expect([...desk.store.kept.keys()].filter((key) => key.startsWith('captures/'))).toHaveLength(1);
  });

  test('lies at a key that its ids do not tell', async () => {
    const desk = await createDesk();
    const { request } = await sealCapture(desk);
    const other = await createDesk({ sealingKey: generateSealingKey() });
    const [slot] = UploadSlots.parse(await (await desk.ask('POST', uploads, { body: [request] })).json());
    const key = new URL(slot?.putUrl ?? '').pathname;
    expect(key).toMatch(new RegExp(`^/captures/${asha.tenantId}/${asha.agentId}/[\\w-]{43}$`));
    const moved = { ...request, keyId: other.keyring.current.keyId };
    const [elsewhere] = UploadSlots.parse(await (await other.ask('POST', uploads, { body: [moved] })).json());
    expect(new URL(elsewhere?.putUrl ?? '').pathname).not.toBe(key);
  });

  test('still opens, at the same address, when a newer key has come to the front', async () => {
    const store = createMemoryObjects();
    const before = await createDesk({ store });
    const capture = await sealCapture(before);
    const { fileUrl } = await before.deliver(capture);
    const after = await createDesk({ store, sealingKey: `${generateSealingKey()},${secrets.sealingKey}` });
    expect((await after.deliver(capture)).fileUrl).toBe(fileUrl);
    expect((await after.ask('GET', fileUrl, { token: '' })).status).toBe(200);
    expect(after.keyring.current.keyId).not.toBe(before.keyring.current.keyId);
  });

  test('is answered in the order asked', async () => {
    const desk = await createDesk();
    const captures = await Promise.all(Array.from({ length: 20 }, () => sealCapture(desk)));
    const body = captures.map(({ request }) => request);
    const slots = UploadSlots.parse(await (await desk.ask('POST', uploads, { body })).json());
    expect(slots.map(({ documentId }) => documentId)).toEqual(body.map(({ documentId }) => documentId));
  });
});

describe('a capture that is not what was announced is never served', () => {
  test('sealed for another agent', async () => {
    const desk = await createDesk();
    const { fileUrl } = await desk.deliver(await sealCapture(desk, { boundTo: ravi }));
    await expectDamaged(await desk.ask('GET', fileUrl, { token: '' }));
  });

  test('announced for another loan than it was sealed for', async () => {
    const desk = await createDesk();
    const capture = await sealCapture(desk);
    const request = { ...capture.request, loanId: 'CDL-2026-000001' };
    const { fileUrl } = await desk.deliver({ ...capture, request });
    await expectDamaged(await desk.ask('GET', fileUrl, { token: '' }));
  });

  test.each([0, 64, 65, -17, -1])('with the byte at %i flipped in the store', async (at) => {
    const desk = await createDesk();
    const capture = await sealCapture(desk);
    const { fileUrl } = await desk.deliver(capture);
    for (const { bytes } of desk.store.kept.values()) {
      const index = at < 0 ? bytes.byteLength + at : at;
      bytes[index] = (bytes[index] ?? 0) ^ 1;
    }
    await expectDamaged(await desk.ask('GET', fileUrl, { token: '' }));
    const evidence = await desk.ask('POST', '/v1/evidence', {
      body: { documentIds: [capture.request.documentId] },
    });
    expect(await evidence.json()).toEqual([{ documentId: capture.request.documentId }]);
  });

  test('with a flipped byte whose hash was announced: the seal itself refuses', async () => {
    const desk = await createDesk();
    const capture = await sealCapture(desk);
    capture.sealed[70] = (capture.sealed[70] ?? 0) ^ 1;
    const request = { ...capture.request, sha256: sha256(capture.sealed) };
    const { fileUrl } = await desk.deliver({ ...capture, request });
    await expectDamaged(await desk.ask('GET', fileUrl, { token: '' }));
  });

  test('opening to other bytes than announced', async () => {
    const desk = await createDesk();
    const capture = await sealCapture(desk);
    const opened = { ...capture.request.opened, sha256: 'a'.repeat(64) };
    const { fileUrl } = await desk.deliver({ ...capture, request: { ...capture.request, opened } });
    await expectDamaged(await desk.ask('GET', fileUrl, { token: '' }));
  });

  test('longer in the store than announced', async () => {
    const desk = await createDesk();
    const { fileUrl } = await desk.deliver(await sealCapture(desk));
    for (const [key, one] of desk.store.kept)
      desk.store.kept.set(key, { ...one, bytes: new Uint8Array([...one.bytes, 0]) });
    await expectDamaged(await desk.ask('GET', fileUrl, { token: '' }));
  });
});

describe('an address that is not ours', () => {
  test('is not found: no token, a changed one, another name, not stored yet', async () => {
    const desk = await createDesk();
    const capture = await sealCapture(desk);
    const [slot] = UploadSlots.parse(
      await (await desk.ask('POST', uploads, { body: [capture.request] })).json(),
    );
    const fileUrl = slot?.fileUrl ?? '';
    const [head = '', payload = '', signature = ''] = (fileUrl.split('/').at(-2) ?? '').split('.');
    const claims = z.array(z.unknown()).parse(JSON.parse(Buffer.from(payload, 'base64url').toString()));
    const forged = Buffer.from(JSON.stringify([ravi.tenantId, ravi.agentId, ...claims.slice(2)]));
    const none = Buffer.from('{"alg":"none"}').toString('base64url');
    for (const token of [
      'x',
      'a.b.c',
      `${head}.${forged.toString('base64url')}.${signature}`,
      `${none}.${payload}.`,
    ])
      expect((await desk.ask('GET', `/v1/files/${token}/${capture.request.documentId}.pdf`)).status).toBe(
        404,
      );
    expect((await desk.ask('GET', fileUrl.replace('.pdf', '.jpg'))).status).toBe(404);
    expect((await desk.ask('GET', fileUrl)).status).toBe(404);
    expect((await desk.ask('HEAD', fileUrl)).status).toBe(404);
  });

  test('a token for another use opens no file', async () => {
    const desk = await createDesk();
    const grant = AtlasGrant.parse(await (await desk.ask('POST', '/v1/atlas-token')).json());
    for (const url of [grant.callbackUrl, grant.authUrl]) {
      const token = url.split('/').at(-1);
      expect((await desk.ask('GET', `/v1/files/${token}/x.pdf`)).status).toBe(404);
    }
  });
});

describe('the fence', () => {
  const evidenceOf = async (desk: Desk, id: string, as = asha) =>
    Evidence.parse(
      await (await desk.ask('POST', '/v1/evidence', { as, body: { documentIds: [id] } })).json(),
    )[0];
  const withdraw = async (desk: Desk, id: string, as = asha) =>
    Evidence.parse(
      await (await desk.ask('POST', '/v1/withdrawals', { as, body: { documentIds: [id] } })).json(),
    )[0];

  test('a fetch is evidence, from its first time on; a look at the headers is none', async () => {
    const desk = await createDesk();
    const capture = await sealCapture(desk);
    const { documentId } = capture.request;
    const { fileUrl } = await desk.deliver(capture);
    const head = await desk.ask('HEAD', fileUrl, { token: '' });
    expect([head.status, head.headers.get('content-length')]).toEqual([
      200,
      String(capture.clear.byteLength),
    ]);
    expect(await evidenceOf(desk, documentId)).toEqual({ documentId });
    const fetchedAt = desk.clock.at;
    await desk.ask('GET', fileUrl, { token: '' });
    desk.clock.at += 5_000;
    await desk.ask('GET', fileUrl, { token: '' });
    expect(await evidenceOf(desk, documentId)).toEqual({ documentId, fetchedAt });
  });

  test('nothing is served, and nothing is signed, once it is withdrawn', async () => {
    const desk = await createDesk();
    const capture = await sealCapture(desk);
    const { documentId } = capture.request;
    const { fileUrl } = await desk.deliver(capture);
    expect(await withdraw(desk, documentId)).toEqual({ documentId, withdrawnAt: desk.clock.at });
    for (const method of ['GET', 'HEAD'])
      expect((await desk.ask(method, fileUrl, { token: '' })).status).toBe(410);
    const again = await desk.ask('POST', uploads, { body: [capture.request] });
    expect([again.status, await again.json()]).toMatchObject([409, { error: 'withdrawn' }]);
    expect(await evidenceOf(desk, documentId)).toEqual({ documentId, withdrawnAt: desk.clock.at });
  });

  test('another agent neither sees nor withdraws it', async () => {
    const desk = await createDesk();
    const capture = await sealCapture(desk);
    const { documentId } = capture.request;
    const { fileUrl } = await desk.deliver(capture);
    await withdraw(desk, documentId, ravi);
    await withdraw(desk, documentId, { ...asha, tenantId: 'another-tenant' });
    expect((await desk.ask('GET', fileUrl, { token: '' })).status).toBe(200);
    expect(await evidenceOf(desk, documentId, ravi)).toEqual({ documentId, withdrawnAt: desk.clock.at });
    expect(await evidenceOf(desk, documentId)).toEqual({ documentId, fetchedAt: desk.clock.at });
  });

  /** Runs `outer`, and `inner` as a whole before its call number `moment`; false when there is no such call. */
  async function interleave(desk: Desk, moment: number, outer: () => unknown, inner: () => Promise<unknown>) {
    let calls = 0;
    let ran = false;
    desk.store.onCall(async () => {
      calls += 1;
      if (calls - 1 !== moment) return;
      desk.store.onCall(() => {});
      ran = true;
      await inner();
    });
    await outer();
    desk.store.onCall(() => {});
    return ran;
  }

  test.each(['fetch', 'withdrawal'])(
    'at every moment of a %s: served and known, or refused',
    async (outer) => {
      const outcomes: string[] = [];
      for (let moment = 0, ran = true; ran; moment += 1) {
        const desk = await createDesk();
        const capture = await sealCapture(desk);
        const { fileUrl } = await desk.deliver(capture);
        let status = 0;
        let fenced: Awaited<ReturnType<typeof withdraw>>;
        const fetching = async () => {
          ({ status } = await desk.ask('GET', fileUrl, { token: '' }));
        };
        const withdrawing = async () => {
          fenced = await withdraw(desk, capture.request.documentId);
        };
        ran = await (outer === 'fetch'
          ? interleave(desk, moment, fetching, withdrawing)
          : interleave(desk, moment, withdrawing, fetching));
        if (ran) outcomes.push(`${status} ${fenced?.fetchedAt === undefined ? 'unknown' : 'known'}`);
      }
      expect(outcomes.length).toBeGreaterThan(2);
      expect(outcomes).not.toContain('200 unknown');
      expect(outcomes.filter((one) => !/^(200 known|410 \w+)$/.test(one))).toEqual([]);
    },
  );
});

describe('what is refused when signing', () => {
  test.each([
    ['a key the broker does not hold', { keyId: 'deadbeef' }, 409, 'unknown_key'],
    ['more than a capture may be', { size: 64 * 1_024 * 1_024 + 1 }, 413, 'too_large'],
    ['a hash that is none', { sha256: 'x' }, 400, 'bad_request'],
    ['a type that is not the sealed one', { contentType: 'image/jpeg' }, 400, 'bad_request'],
    ['an id that climbs', { documentId: '../../x' }, 400, 'bad_request'],
  ])('%s', async (_what, change, status, error) => {
    const desk = await createDesk();
    const { request } = await sealCapture(desk);
    const response = await desk.ask('POST', uploads, { body: [{ ...request, ...change }] });
    expect([response.status, await response.json()]).toMatchObject([status, { error }]);
  });

  test('names the wrong input by its path and not by its value', async () => {
    const desk = await createDesk();
    const { request } = await sealCapture(desk);
    const body = [request, { ...request, opened: { ...request.opened, sha256: 'Asha Patil' } }];
    const text = await (await desk.ask('POST', uploads, { body })).text();
    expect(text).toContain('[1].opened.sha256');
    expect(text).not.toContain('Asha');
  });
});

async function expectDamaged(response: Response): Promise<void> {
  expect([response.status, await response.json()]).toMatchObject([502, { error: 'capture_damaged' }]);
}
