import { beforeEach, describe, expect, test } from 'vitest';
import { freshDatabase } from '@/test/lib/outbox/fresh-database';
import { failureOf } from '@/test/lib/session/at-work';
import type { Laptop, Town } from './town';
import { asha, createLaptop, createTown, paper, ravi } from './town';

beforeEach(freshDatabase);

const MINUTE = 60_000;
const pin = '402918';
const signIn = { password: true, pin: true };

async function laptopWithPin(): Promise<{ town: Town; laptop: Laptop }> {
  const town = await createTown(1, {}, { signIn });
  const laptop = createLaptop(town);
  await laptop.wait(laptop.popup.call('session.signIn', asha));
  await laptop.wait(laptop.popup.call('pin.set', { pin }));
  return { town, laptop };
}
const open = (laptop: Laptop, typed = pin) => laptop.wait(laptop.popup.call('pin.open', { pin: typed }));
const stateOf = (laptop: Laptop) => laptop.wait(laptop.popup.call('state.get'));
const asked = ({ sent }: Town, path: string) =>
  sent.filter(({ text }) => text.split('\n')[0]?.endsWith(path));
const half = (laptop: Laptop) => laptop.areas.local.kept.get('pin');
const shares = ({ objects }: Town) => [...objects.kept.keys()].filter((key) => key.endsWith('/share'));

describe('staying signed in by a PIN', () => {
  test('is offered once where the organisation allows it, and nowhere else', async () => {
    const off = await createTown();
    const without = createLaptop(off);
    await without.wait(without.popup.call('session.signIn', asha));
    expect((await stateOf(without)).pin).toBeUndefined();
    expect((await failureOf(without.wait(without.popup.call('pin.set', { pin })))).reason).toBe('policy-off');
    freshDatabase();
    const on = createLaptop(await createTown(2, {}, { signIn }));
    await on.wait(on.popup.call('session.signIn', asha));
    expect((await stateOf(on)).pin).toMatchObject({ isSet: false, isOffered: true });
    await on.wait(on.popup.call('pin.remove'));
    expect((await stateOf(on)).pin).toMatchObject({ isSet: false, isOffered: false });
  });

  test('a restart asks for the PIN alone, and sending goes on; so after the next one', async () => {
    const { town, laptop } = await laptopWithPin();
    for (const loanId of ['CDL-1', 'CDL-2']) {
      laptop.restartBrowser();
      expect(await stateOf(laptop)).toMatchObject({ phase: 'locked', pin: { isSet: true } });
      await laptop.wait(
        laptop.portal.call('portal.capture', {
          loanId,
          kind: 'PAN',
          source: 'portal-link',
          bytes: paper('PAN', loanId),
        }),
      );
      expect(await open(laptop)).toMatchObject({
        phase: 'signed-in',
        pin: { isSet: true, isOffered: false },
      });
      const flows = () => laptop.wait(laptop.popup.call('flow.list', { finished: 8 }));
      await town.world.until(async () =>
        (await flows()).some((flow) => flow.loanId === loanId && flow.documents[0]?.state === 'stored'),
      );
    }
    expect(asked(town, '/login')).toHaveLength(1);
    // A new half each time, and the old one is gone.
    expect(shares(town)).toHaveLength(1);
  });

  test('after hours of renewals the sealed copy is the newest', async () => {
    const { town, laptop } = await laptopWithPin();
    for (let hour = 0; hour < 8; hour += 1) {
      await town.world.advance(59 * MINUTE);
      await laptop.wait(
        laptop.portal.call('portal.capture', {
          loanId: `CDL-${hour}`,
          kind: 'PAN',
          source: 'portal-link',
          bytes: paper('PAN', String(hour)),
        }),
      );
      await town.world.advance(MINUTE);
    }
    expect(asked(town, '/refresh').length).toBeGreaterThan(6);
    laptop.restartBrowser();
    expect((await open(laptop)).phase).toBe('signed-in');
  });

  test('four wrong ones are counted and shown; the fifth ends it, and a normal sign-in keeps everything', async () => {
    const { town, laptop } = await laptopWithPin();
    laptop.restartBrowser();
    for (const left of [4, 3, 2, 1]) {
      expect((await failureOf(open(laptop, '402919'))).reason).toBe('pin-wrong');
      expect((await stateOf(laptop)).pin).toMatchObject({ isSet: true, left });
    }
    expect((await failureOf(open(laptop, '402919'))).reason).toBe('pin-gone');
    expect((await stateOf(laptop)).pin).toMatchObject({ isSet: false });
    expect((await failureOf(open(laptop))).reason).toBe('pin-gone');
    expect(shares(town)).toEqual([]);
    await laptop.wait(laptop.popup.call('session.signIn', asha));
    expect((await stateOf(laptop)).pin).toMatchObject({ isSet: false, isOffered: false });
  });

  test('forgotten: a normal sign-in ends it, here and at the broker', async () => {
    const { town, laptop } = await laptopWithPin();
    laptop.restartBrowser();
    await laptop.wait(laptop.popup.call('session.signIn', asha));
    expect(half(laptop)).toBeUndefined();
    await town.world.until(() => shares(town).length === 0);
  });

  test.each(['signing out', 'another agent', 'locked, signing out'])(
    '%s destroys both halves',
    async (how) => {
      const { town, laptop } = await laptopWithPin();
      if (how !== 'signing out') laptop.restartBrowser();
      if (how === 'another agent') await laptop.wait(laptop.popup.call('session.signIn', ravi));
      else await laptop.wait(laptop.popup.call('session.signOut', { deleteUnsent: false }));
      expect(half(laptop)).toBeUndefined();
      expect([...laptop.areas.session.kept.keys()]).not.toContain('pinKey');
      await town.world.until(() => shares(town).length === 0);
    },
  );

  test('a copy of the disk that is older than the last renewal says so, and asks for a normal sign-in', async () => {
    const { town, laptop } = await laptopWithPin();
    const copy = structuredClone(half(laptop));
    const before = laptop.areas.session.kept.get('tokens');
    await town.world.advance(20 * MINUTE);
    await laptop.wait(
      laptop.portal.call('portal.capture', {
        loanId: 'CDL-1',
        kind: 'PAN',
        source: 'portal-link',
        bytes: paper('PAN', 'X'),
      }),
    );
    await town.world.until(() => asked(town, '/refresh').length > 0);
    // Its answer, too: a pair that is saved after the restart would be one of this session.
    await town.world.until(() => laptop.areas.session.kept.get('tokens') !== before);
    laptop.restartBrowser();
    laptop.areas.local.kept.set('pin', copy);
    expect((await failureOf(open(laptop))).reason).toBe('pin-stale');
    const state = await stateOf(laptop);
    expect(state).toMatchObject({ phase: 'locked', pin: { isSet: false }, waiting: 1 });
  });

  test('after an opening, an older copy of the disk is worth nothing', async () => {
    const { laptop } = await laptopWithPin();
    const copy = structuredClone(half(laptop));
    laptop.restartBrowser();
    await open(laptop);
    laptop.restartBrowser();
    laptop.areas.local.kept.set('pin', copy);
    expect((await failureOf(open(laptop))).reason).toBe('pin-gone');
  });

  test('killed at every request of an opening: at most one normal sign-in, nothing kept is lost', async () => {
    for (let n = 1; n <= 4; n += 1) {
      freshDatabase();
      const { town, laptop } = await laptopWithPin();
      laptop.restartBrowser();
      const before = town.sent.length;
      town.whenRequested((at, when) => {
        if (when === 'has left' && at === before + n) laptop.killWorker();
      });
      void laptop.popup.call('pin.open', { pin }).catch(() => undefined);
      await town.world.advance(MINUTE);
      town.whenRequested(() => {});
      laptop.restartBrowser();
      const isOpen = await open(laptop).then(
        ({ phase }) => phase === 'signed-in',
        () => false,
      );
      // Either it opens, or it says once and for all that it does not.
      expect((await stateOf(laptop)).pin?.isSet).toBe(isOpen);
      await laptop.wait(laptop.popup.call('session.signIn', asha));
      expect((await stateOf(laptop)).phase).toBe('signed-in');
    }
  });

  test('pressed twice at once, it is shown once', async () => {
    const { town, laptop } = await laptopWithPin();
    laptop.restartBrowser();
    const both = await Promise.all([open(laptop), open(laptop)]);
    expect(both.map(({ phase }) => phase)).toEqual(['signed-in', 'signed-in']);
    expect(asked(town, '/refresh')).toHaveLength(1);
    expect(asked(town, '/v1/pins/open')).toHaveLength(1);
  });

  test('without a broker nothing is spent, and the PIN opens later', async () => {
    const { town, laptop } = await laptopWithPin();
    laptop.restartBrowser();
    town.world.setOnline(false);
    expect((await failureOf(open(laptop))).code).toBe('offline');
    expect((await stateOf(laptop)).pin).toMatchObject({ isSet: true });
    town.world.setOnline(true);
    expect((await open(laptop)).phase).toBe('signed-in');
  });

  test('who signs out while it is opened has the last word', async () => {
    const { town, laptop } = await laptopWithPin();
    laptop.restartBrowser();
    town.whenRequested((_n, when) => {
      if (when === 'leaves') town.whenRequested(() => {});
      if (when === 'leaves') void laptop.popup.call('session.signOut', { deleteUnsent: false });
    });
    await open(laptop).catch(() => undefined);
    await town.world.advance(MINUTE);
    expect((await stateOf(laptop)).phase).toBe('signed-out');
    expect(half(laptop)).toBeUndefined();
    expect([...laptop.areas.session.kept.keys()]).not.toContain('pinKey');
  });

  test('nothing on the disk is the token, the PIN or a key; with the disk and all the broker has, a PIN is needed', async () => {
    const { town, laptop } = await laptopWithPin();
    const disk = JSON.stringify([...laptop.areas.local.kept]);
    const memory = JSON.stringify(laptop.areas.session.kept.get('pinKey'));
    const key = /"key":"(\w+)"/.exec(memory)?.[1] ?? 'none';
    for (const secret of [...town.atrium.refreshTokens(), pin, key]) expect(disk).not.toContain(secret);
    for (const { text } of town.sent) expect(text).not.toContain(pin);
    expect(laptop.lines.join('\n')).not.toContain(pin);
    const answers = JSON.stringify(await stateOf(laptop));
    expect(answers).not.toContain(key);
  });
});
