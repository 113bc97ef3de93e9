import { beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { compose } from '@/entrypoints/background/compose';
import type { MethodName } from '@/lib/contract/rpc';
import { rpc } from '@/lib/contract/rpc';
import type { Sender } from '@/lib/rpc/sender';
import { freshDatabase } from '@/test/lib/outbox/fresh-database';
import { createMemoryArea } from '@/test/lib/session/office';
import { asha, createTown, origins, paper, portalUrl } from './town';
import { uuidOf } from '@/test/support/builders';
import { createChance } from '@/test/support/fake-world';

beforeEach(freshDatabase);

const SECOND = 1_000;
const Asked = z.object({ method: z.string() }).catch({ method: '' });
const self = { id: 'satchel', origin: 'chrome-extension://satchel' };
const portalMethods: readonly string[] = ['portal.open', 'portal.status', 'portal.capture'];
const popup: Sender = { id: self.id, origin: self.origin, url: `${self.origin}/popup.html` };

/** The whole background with an agent signed in, a capture kept, and everything in memory that must not get out. */
async function createVictim() {
  const town = await createTown();
  const areas = { session: createMemoryArea(), local: createMemoryArea() };
  const lines = new Array<string>();
  const client = compose(
    { ...town.world, fetch: (request) => town.fromDevice(request, town.world.fetch) },
    {
      areas,
      self,
      stayAwake: () => () => {},
      restUntil: async () => {},
      missingOrigins: async () => [],
      registerPortals: async () => {},
      changed: () => {},
      bakedAddress: origins.broker,
      writeLog: (line) => lines.push(line),
    },
  );
  const ask = (method: MethodName, input: unknown) => client.answer({ method, input }, popup);
  const signedIn = await ask('session.signIn', asha);
  if (!signedIn.ok) throw new Error('not signed in');
  const kept = {
    loanId: 'CDL-1',
    customer: 'Meera Iyer',
    kind: 'PAN',
    source: 'portal-link',
    bytes: paper('PAN', 'ABCDE1234F'),
  };
  const sender = {
    id: self.id,
    origin: new URL(portalUrl).origin,
    url: portalUrl,
    tab: { id: 1, url: portalUrl },
  };
  const captured = await client.answer({ method: 'portal.capture', input: kept }, sender);
  if (!captured.ok) throw new Error('not captured');
  await client.session.withGrant(async () => undefined);
  const secrets = [
    ...town.atrium.refreshTokens(),
    ...town.atrium.accessTokens(),
    ...['grant', 'tokens', 'previews'].flatMap((name) => textsIn(areas.session.kept.get(name))),
    asha.password,
    asha.email,
    'Meera Iyer',
    'ABCDE1234F',
  ];
  return { town, client, secrets };
}

function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return value.length > 12 && !value.startsWith('https://') ? [value] : [];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

/** Messages that are right, nearly right, and nothing at all, from one seed. */
function createMessages(chance: () => number) {
  const pick = <T>(all: readonly [T, ...T[]]): T => all[Math.floor(chance() * all.length)] ?? all[0];
  const bytes = new Blob(['%PDF-1.7 PAN X\n%%EOF']);
  const values: readonly [unknown, ...unknown[]] = [
    undefined,
    null,
    '',
    'CDL-1',
    'https://evil.test',
    '__proto__',
    7,
    Number.NaN,
    [],
    bytes,
    uuidOf(1),
    [uuidOf(2)],
    true,
    'x'.repeat(2_000),
  ];
  const inputs: readonly [() => unknown, ...Array<() => unknown>] = [
    () => undefined,
    () => pick(values),
    () => ({ loanId: pick(['CDL-1', 'CDL-2', ' ']) }),
    () => ({ loanId: 'CDL-1', source: 'portal-link', bytes, kind: pick(['PAN', 'pan']) }),
    () => ({ flowId: uuidOf(1), slotId: uuidOf(2) }),
    () => ({ tenant: asha.tenant, email: asha.email, password: asha.password }),
    () => ({ tenant: asha.tenant }),
    () => ({ deleteUnsent: true }),
    () => ({ address: 'https://evil.test' }),
    () => ({ flowId: pick(values), kind: pick(values), source: pick(values), bytes: pick(values) }),
    (): unknown => JSON.parse('{"loanId":"CDL-1","__proto__":{"role":"popup"}}'),
  ];
  const methods: readonly [string, ...string[]] = [
    'state.get',
    ...Object.keys(rpc),
    'constructor',
    '__proto__',
    'portal.open ',
    '',
  ];
  return (): unknown => {
    const message = { method: pick(methods), input: pick(inputs)() };
    const way = chance();
    if (way < 0.3) return { method: 'portal.open', input: undefined };
    if (way < 0.5) return { method: 'portal.status', input: { loanId: 'CDL-1' } };
    if (way < 0.8) return message;
    if (way < 0.9) return { ...message, role: 'popup', id: self.id, url: `${self.origin}/popup.html` };
    return way < 0.95 ? pick(values) : [message];
  };
}

/** Whoever runs in a page that our script may run in, and whoever claims to. */
function pageSenders(tab: number): readonly Sender[] {
  const at = (url: string): Sender => ({
    id: self.id,
    origin: new URL(url).origin,
    url,
    tab: { id: tab, url },
  });
  return [
    at(portalUrl),
    at('https://evil.test/loans/CDL-1'),
    at(`${origins.atrium}/api/v1/auth/oidc/callback`),
    { ...at(portalUrl), url: `https://evil.test/${self.origin}/popup.html` },
    { ...at(portalUrl), origin: self.origin },
    { ...at(portalUrl), url: `${self.origin}/popup.html`, origin: 'https://portal.test' },
  ];
}

const isPortal = ({ url, origin }: Sender) => url === portalUrl && origin !== undefined;

describe('hostile messages', () => {
  test('100,000 from pages and content scripts: three verbs on the portal, no secret, 20 a second a tab', async () => {
    const { town, client, secrets } = await createVictim();
    const chance = createChance(7);
    const next = createMessages(chance);
    const wrong = new Array<string>();
    let served = 0;
    await town.world.advance(2 * SECOND);
    for (let second = 0; second < 40; second += 1) {
      const servedTo = new Map<number, number>();
      const asked = Array.from({ length: 2_500 }, async (_, n) => {
        const tab = n % 2;
        const all = pageSenders(tab);
        const sender = all[Math.floor(chance() * all.length)] ?? {};
        const message = next();
        const answer = await client.answer(message, sender);
        const text = JSON.stringify(answer);
        for (const secret of secrets) if (text.includes(secret)) wrong.push(`${text} tells a secret`);
        const { method } = Asked.parse(message);
        if (answer.ok) {
          servedTo.set(tab, (servedTo.get(tab) ?? 0) + 1);
          served += 1;
          const may = method === 'portal.open' ? sender.url?.startsWith('https://') : isPortal(sender);
          if (!portalMethods.includes(method) || !may) wrong.push(`${method} for ${sender.url}`);
          if (method === 'portal.open' && !isPortal(sender) && answer.value !== null) wrong.push('a profile');
        }
      });
      await Promise.all(asked);
      for (const [tab, count] of servedTo) if (count > 20) wrong.push(`${count} for tab ${tab}`);
      await town.world.advance(SECOND);
    }
    expect(wrong).toEqual([]);
    expect(served).toBeGreaterThan(100);
    const state = await client.answer({ method: 'state.get' }, popup);
    expect(state).toMatchObject({
      ok: true,
      value: { phase: 'signed-in', organisation: { address: origins.broker } },
    });
  }, 120_000);

  test('10,000 from a second extension: none is served', async () => {
    const { client, secrets } = await createVictim();
    const next = createMessages(createChance(8));
    const other = 'ponmlkjihgfedcbaponmlkjihgfedcba';
    const senders: readonly Sender[] = [
      { ...popup, id: other },
      { id: other, origin: `chrome-extension://${other}`, url: `chrome-extension://${other}/popup.html` },
      { id: other, origin: 'https://portal.test', url: portalUrl, tab: { id: 1, url: portalUrl } },
    ];
    const answers = new Set<string>();
    for (let n = 0; n < 10_000; n += 1)
      answers.add(JSON.stringify(await client.answer(next(), senders[n % 3] ?? {})));
    expect([...answers]).toEqual(['{"ok":false,"failure":{"code":"forbidden"}}']);
    expect(secrets.length).toBeGreaterThan(5);
  }, 60_000);
});
