import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import { replay, tell } from '@/test/support/told-diagnosis';
import { freshDatabase } from '@/test/lib/outbox/fresh-database';
import type { Laptop, Town } from './town';
import { asha, clientSecret, createLaptop, createTown, paper, firstAsked } from './town';

beforeEach(freshDatabase);

const number = '492164578901';
const HOUR = 3_600_000;
const pin = '402918';
const PinKey = z.object({ key: z.string() });
const Grant = z.object({ accessToken: z.string() });
const LogLine = z.object({
  event: z.string(),
  document: z.string().default(''),
  states: z.string().default(''),
});

/** All that lies in one database, bytes as text. */
async function contents(name: string): Promise<string> {
  const database = await new Promise<IDBDatabase>((resolve, reject) => {
    const opening = indexedDB.open(name);
    opening.addEventListener('success', () => resolve(opening.result));
    opening.addEventListener('error', () => reject(opening.error ?? new Error('not opened')));
  });
  const parts = new Array<string>();
  for (const store of database.objectStoreNames) {
    const all = await new Promise<unknown[]>((resolve, reject) => {
      const asked = database.transaction(store).objectStore(store).getAll();
      asked.addEventListener('success', () => resolve(asked.result));
      asked.addEventListener('error', () => reject(asked.error ?? new Error('not read')));
    });
    for (const one of all) parts.push(JSON.stringify(one), await bytesOf(one));
  }
  database.close();
  return parts.join('\n');
}

async function bytesOf(value: unknown): Promise<string> {
  if (value instanceof Blob) return value.text();
  if (typeof value !== 'object' || value === null) return '';
  return (await Promise.all(Object.values(value).map(bytesOf))).join('\n');
}

async function disk(): Promise<string> {
  const databases = await indexedDB.databases();
  return (await Promise.all(databases.map(({ name = '' }) => contents(name)))).join('\n');
}

const areaOf = ({ areas }: Laptop, name: 'session' | 'local') =>
  JSON.stringify([...areas[name].kept.entries()]);

/** A working day: everything that is secret has come by. */
async function workADay(): Promise<{ town: Town; laptop: Laptop; secrets: string[] }> {
  const town = await createTown(1, {}, { signIn: { password: true, pin: true } });
  const laptop = createLaptop(town);
  await laptop.wait(laptop.popup.call('session.signIn', asha));
  await laptop.wait(laptop.popup.call('pin.set', { pin }));
  for (const [kind, bytes] of [
    ['AADHAAR', paper('AADHAAR', number)],
    ['PAN', paper('PAN', 'ABCDE1234F')],
  ] as const)
    await laptop.wait(
      laptop.portal.call('portal.capture', {
        loanId: 'CDL-1',
        customer: 'Meera Iyer',
        kind,
        source: 'portal-link',
        bytes,
      }),
    );
  const flows = () => laptop.wait(laptop.popup.call('flow.list', { finished: 100 }));
  const [flow] = await flows();
  await laptop.wait(laptop.popup.call('flow.send', { flowId: flow?.flowId ?? '' }));
  await town.world.until(async () => (await flows())[0]?.state === 'verified', HOUR);
  const grant = Grant.parse(laptop.areas.session.kept.get('grant')).accessToken;
  const secrets = [
    ...town.atrium.refreshTokens(),
    ...town.atrium.accessTokens(),
    grant,
    asha.password,
    clientSecret,
    number,
    'Meera Iyer',
    pin,
    PinKey.parse(laptop.areas.session.kept.get('pinKey')).key,
  ];
  return { town, laptop, secrets };
}

const found = (text: string, secrets: readonly string[]) => secrets.filter((secret) => text.includes(secret));

test('signed in, secrets lie in the session memory alone; signed out, nowhere', async () => {
  const { laptop, secrets } = await workADay();
  const { session } = laptop.areas;
  expect([...session.kept.keys()].toSorted()).toEqual(['customers', 'grant', 'log', 'pinKey', 'tokens']);
  expect(found(areaOf(laptop, 'local') + (await disk()), secrets)).toEqual([]);
  expect([...laptop.areas.local.kept.keys()].toSorted()).toEqual([
    'agent',
    'organisation',
    'pin',
    'pinAsked',
    'products',
    'stageHistory',
    'stagesNoted',
    'witness',
  ]);
  expect(found(areaOf(laptop, 'session'), [asha.password, clientSecret, number, pin])).toEqual([]);
  expect(found(areaOf(laptop, 'session'), secrets)).toContain('Meera Iyer');
  await laptop.wait(laptop.popup.call('session.signOut', { deleteUnsent: false }));
  // What the log holds has nothing of anybody; see below.
  expect([...session.kept.keys()]).toEqual(['log']);
  expect([...laptop.areas.local.kept.keys()].toSorted()).toEqual(['organisation', 'stageHistory', 'witness']);
  expect(found(areaOf(laptop, 'local') + (await disk()), [...secrets, asha.email])).toEqual([]);
  expect(found(laptop.lines.join('\n'), [...secrets, asha.email])).toEqual([]);
});

test('what support is given names no person, number, loan or secret, and what happened can be told from it', async () => {
  const { laptop, secrets } = await workADay();
  // A loan whose id is somebody's number, and a document that stays behind.
  await laptop.wait(
    laptop.portal.call('portal.capture', {
      loanId: number,
      customer: 'Meera Iyer',
      kind: 'PAN',
      source: 'portal-link',
      bytes: paper('PAN', 'ZZZZZ9999Z'),
    }),
  );
  const diagnosis = await laptop.wait(laptop.options.call('diagnosis.get'));
  const { agent } = await laptop.wait(laptop.popup.call('state.get'));
  const canaries = [...secrets, 'CDL-1', 'ABCDE1234F', asha.email, asha.tenant, agent?.displayName ?? '?'];
  expect(found(JSON.stringify(diagnosis), canaries)).toEqual([]);
  expect(found(JSON.stringify(diagnosis).replace(/\D/g, ''), [number])).toEqual([]);

  expect(diagnosis.counts).toMatchObject({ loans: 2, waiting: 1, receipts: 2 });
  const attempts = diagnosis.loans.flatMap(({ documents }) => documents.flatMap((one) => one.attempts));
  const states = new Map(attempts.map((one) => [one.document, one.state]));
  const events = diagnosis.log.map((line) => LogLine.parse(JSON.parse(line)));
  expect(replay(events.filter(({ event }) => event === 'attempt'))).toEqual(states);
  expect([...states.values()].toSorted()).toEqual(['read', 'read', 'stored']);
  const told = tell(JSON.stringify({ format: 'satchel/diagnosis/1', ...diagnosis }));
  expect(told.filter((line) => line.includes('the log ends as the record stands'))).toHaveLength(3);
  expect(told.join('\n')).toMatch(/sent to read/);
});

test('no answer to a page holds a token, a grant or a password', async () => {
  const { laptop, secrets } = await workADay();
  const answers = [
    await laptop.wait(laptop.popup.call('state.get')),
    await laptop.wait(laptop.popup.call('flow.list', { finished: 100 })),
    await laptop.wait(laptop.popup.call('popup.open', firstAsked)),
    await laptop.wait(laptop.portal.call('portal.open')),
    await laptop.wait(laptop.portal.call('portal.status', { loanId: 'CDL-1' })),
  ];
  expect(
    found(
      JSON.stringify(answers),
      secrets.filter((one) => one !== 'Meera Iyer'),
    ),
  ).toEqual([]);
});

test('one file alone knows the places where a browser keeps things', () => {
  const root = fileURLToPath(new URL('../..', import.meta.url));
  const places =
    /\bstorage\.(local|session|sync|managed)\b|localStorage|sessionStorage|document\.cookie|\bcaches\./;
  const files = ['lib', 'components', 'entrypoints'].flatMap((folder) =>
    readdirSync(`${root}/${folder}`, { recursive: true, encoding: 'utf8' }).map(
      (name) => `${folder}/${name}`,
    ),
  );
  const code = files.filter((name) => /\.tsx?$/.test(name));
  const withoutComments = (name: string) =>
    readFileSync(`${root}/${name}`, 'utf8').replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');
  expect(code.filter((name) => places.test(withoutComments(name)))).toEqual(['lib/session/areas.ts']);
});
