import { readFileSync } from 'node:fs';
import { beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { features, isAllowedPortal, Policy } from '@/lib/domain/policy';
import { freshDatabase } from '@/test/lib/outbox/fresh-database';
import { asha, createLaptop, createTown, origins, paper } from '@/test/scenarios/town';
import { failureOf } from './at-work';

beforeEach(freshDatabase);

/** A laptop whose administrator sets rules at any time. */
async function managedLaptop(first: unknown = {}) {
  const town = await createTown();
  const laptop = createLaptop(town);
  let rules = first;
  Object.assign(laptop.areas, { managed: async () => rules });
  laptop.killWorker();
  const signIn = () => laptop.wait(laptop.popup.call('session.signIn', asha));
  const state = () => laptop.wait(laptop.popup.call('state.get'));
  const capture = () =>
    laptop.wait(
      laptop.portal.call('portal.capture', {
        loanId: 'CDL-1',
        kind: 'PAN',
        source: 'portal-link',
        bytes: paper('PAN', 'ABCDE1234F'),
      }),
    );
  return {
    town,
    laptop,
    signIn,
    state,
    capture,
    set: (next: unknown) => {
      rules = next;
    },
  };
}

describe('malformed rules', () => {
  test.each([
    [{ tenant: 7 }],
    [{ tenat: 'sunrise' }],
    [{ organisationAddress: 'http://satchel.bank.example' }],
    [{ organisationAddress: 'javascript:alert(1)' }],
    [{ allowedPortals: ['https://portal.test/'] }],
    [{ featuresOff: ['everything'] }],
    [[]],
    ['off'],
  ])('%j close everything with a clear word, and lose nothing', async (wrong) => {
    const { laptop, signIn, state, capture, set } = await managedLaptop();
    await signIn();
    await capture();
    set(wrong);
    expect((await failureOf(state())).reason).toBe('policy-malformed');
    expect((await failureOf(capture())).reason).toBe('policy-malformed');
    expect((await failureOf(laptop.wait(laptop.portal.call('portal.open')))).reason).toBe('policy-malformed');
    set({});
    expect(await state()).toMatchObject({ phase: 'signed-in', waiting: 1 });
  });

  test('park no document: it goes on when they are mended', async () => {
    const { town, laptop, signIn, capture, set, state } = await managedLaptop();
    await signIn();
    await capture();
    const [flow] = await laptop.wait(laptop.popup.call('flow.list', { finished: 100 }));
    await laptop.wait(laptop.popup.call('flow.send', { flowId: flow?.flowId ?? '' }));
    set({ tenant: 7 });
    await town.world.advance(20 * 60_000);
    set({});
    await state();
    await town.world.until(
      async () =>
        (await laptop.wait(laptop.popup.call('flow.list', { finished: 100 })))[0]?.documents[0]?.state ===
        'read',
    );
    expect(town.atlas.pulls()).toHaveLength(1);
  });
});

describe('rules', () => {
  test('name the address, and the agent cannot choose another', async () => {
    const { laptop, state } = await managedLaptop({ organisationAddress: origins.broker });
    expect((await state()).organisation?.address).toBe(origins.broker);
    const other = laptop.wait(laptop.popup.call('organisation.set', { address: 'https://other.test' }));
    expect((await failureOf(other)).reason).toBe('policy-address');
  });

  test('that name another address than the known one leave nothing of it in use', async () => {
    const { signIn, state, set } = await managedLaptop();
    await signIn();
    set({ organisationAddress: 'https://other.test' });
    expect((await state()).phase).toBe('no-organisation');
  });

  test('name the tenant', async () => {
    const { laptop, signIn, state, set } = await managedLaptop({ tenant: 'moonrise' });
    expect((await failureOf(signIn())).reason).toBe('policy-tenant');
    expect((await state()).organisation?.tenant).toBe('moonrise');
    set({ tenant: 'sunrise' });
    expect((await signIn()).phase).toBe('signed-in');
    expect(laptop.lines.join()).not.toContain(asha.password);
  });

  test('take a portal away at once', async () => {
    const { laptop, signIn, capture, set } = await managedLaptop({ allowedPortals: ['portal.test'] });
    await signIn();
    await capture();
    set({ allowedPortals: ['elsewhere.test'] });
    expect(await laptop.wait(laptop.portal.call('portal.open'))).toBeNull();
    expect((await failureOf(capture())).reason).toBe('no-profile');
  });

  test('say how long documents stay, in the place of the organisation', async () => {
    const { town, laptop, signIn, capture, set } = await managedLaptop({ graceHours: 2 });
    await signIn();
    await capture();
    const flow = async () => (await laptop.wait(laptop.popup.call('flow.list', { finished: 100 })))[0];
    await laptop.wait(laptop.popup.call('flow.send', { flowId: (await flow())?.flowId ?? '' }));
    await town.world.until(async () => (await flow())?.documents[0]?.state === 'read');
    expect((await flow())?.finished).toBe(false);
    await town.world.advance(2 * 3_600_000 + 10 * 60_000);
    expect((await flow())?.finished).toBe(true);
    set({ graceHours: 0 });
    expect((await failureOf(capture())).reason).toBe('policy-malformed');
  });

  test('that switch something off have the pages not offer it', async () => {
    const { laptop, signIn, state, set } = await managedLaptop();
    await signIn();
    expect(await laptop.wait(laptop.portal.call('portal.open'))).not.toBeNull();
    set({ featuresOff: ['portal-capture', 'file-capture', 'password-sign-in'] });
    expect(await state()).toMatchObject({
      featuresOff: ['portal-capture', 'file-capture', 'password-sign-in'],
      organisation: { signIn: { password: false } },
    });
    expect(await laptop.wait(laptop.portal.call('portal.open'))).toBeNull();
  });

  test.each(features)('switch %s off', async (feature) => {
    const { laptop, signIn, capture, set } = await managedLaptop();
    await signIn();
    await capture();
    const [flow] = await laptop.wait(laptop.popup.call('flow.list', { finished: 100 }));
    const { flowId = '' } = flow ?? {};
    set({ featuresOff: [feature] });
    const asked = {
      'portal-capture': capture,
      'file-capture': () =>
        laptop.wait(
          laptop.capturePage.call('capture.add', {
            flowId,
            kind: 'PAN',
            source: 'drop',
            bytes: paper('PAN', 'X'),
          }),
        ),
      results: () => laptop.wait(laptop.popup.call('flow.results', { flowId })),
      'password-sign-in': signIn,
      pin: () => laptop.wait(laptop.popup.call('pin.set', { pin: '402918' })),
    } as const;
    expect((await failureOf(asked[feature]())).reason).toBe('policy-off');
  });
});

test.each([
  ['https://portal.bank.example/*', ['bank.example'], true],
  ['https://*.bank.example/*', ['bank.example'], true],
  ['https://*.bank.example/*', ['portal.bank.example'], false],
  ['https://evilbank.example/*', ['bank.example'], false],
  ['https://bank.example.evil.test/*', ['bank.example'], false],
  ['*://*/*', ['bank.example'], false],
  ['https://portal.bank.example/*', [], false],
] as const)('%s within %j: %s', (pattern, allowed, is) => {
  expect(isAllowedPortal(pattern, { allowedPortals: [...allowed] })).toBe(is);
});

test('the schema that administrators get names what the program understands', () => {
  const Schema = z.object({ properties: z.record(z.string(), z.looseObject({ type: z.string() })) });
  const text = readFileSync(new URL('../../../public/policy.schema.json', import.meta.url), 'utf8');
  const { properties } = Schema.parse(JSON.parse(text));
  const ours = Schema.parse(z.toJSONSchema(Policy)).properties;
  const types = (of: typeof properties) => Object.entries(of).map(([name, { type }]) => [name, type]);
  expect(types(properties)).toEqual(types(ours));
  for (const feature of features) expect(text).toContain(`"${feature}"`);
});
