import { expect, it } from 'vitest';
import { createPreferences } from '@/lib/session/preferences';
import { createSpoken } from '@/lib/session/spoken';
import { createVault } from '@/lib/session/vault';
import { createMemoryArea } from '@/test/lib/session/office';

const of = (wished: string[]) => {
  const areas = { session: createMemoryArea(), local: createMemoryArea() };
  const vault = createVault(areas);
  return { areas, vault, preferences: createPreferences(vault, () => wished) };
};

it('speaks the browser’s language until another one is chosen, and again when that is taken back', async () => {
  const { preferences } = of(['ta-IN', 'en']);
  expect([await preferences.chosen(), await preferences.spoken()]).toEqual([undefined, 'ta']);
  await preferences.choose('gu');
  expect([await preferences.chosen(), await preferences.spoken(), preferences.browsers()]).toEqual([
    'gu',
    'gu',
    'ta',
  ]);
  await preferences.choose(undefined);
  expect(await preferences.spoken()).toBe('ta');
});

it('survives a sign-out: the next sign-in screen is read by the same eyes', async () => {
  const { preferences, vault } = of(['en']);
  await preferences.choose('bn');
  await preferences.speakHints(true);
  await vault.clearSession();
  expect([await preferences.spoken(), await preferences.speaksHints()]).toEqual(['bn', true]);
});

it('says no hints until it is asked to', async () => {
  const { preferences } = of([]);
  expect(await preferences.speaksHints()).toBe(false);
  await preferences.speakHints(true);
  await preferences.speakHints(false);
  expect(await preferences.speaksHints()).toBe(false);
});

it('takes a language that nobody speaks for none', async () => {
  const { areas, preferences } = of(['hi']);
  await areas.local.set({ language: 'tlh' });
  expect(await preferences.spoken()).toBe('hi');
});

it('is read by the popup, which loads no schema, as by everybody else', async () => {
  const { areas, preferences } = of(['ta-IN', 'en']);
  const spoken = createSpoken(areas, () => ['ta-IN', 'en']);
  expect(await spoken()).toBe('ta');
  await preferences.choose('gu');
  expect(await spoken()).toBe('gu');
  await areas.local.set({ language: 'la' });
  expect([await spoken(), await preferences.spoken()]).toEqual(['ta', 'ta']);
});
