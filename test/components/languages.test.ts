import { globSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { label } from '@/components/field-words';
import { createWords } from '@/components/words/words';
import { loadCatalogue } from '@/components/words/catalogues';
import type { Language } from '@/lib/domain/language';
import { languages, localeOf, nativeNames, pickLanguage } from '@/lib/domain/language';
import { anatomyOf, apartMessagesOf, messagesOf } from '@/test/support/messages';
import { sayingsOf } from '@/test/support/said';

const root = fileURLToPath(new URL('../..', import.meta.url));
const english = messagesOf('en');
const others = languages.filter((language) => language !== 'en');

/** What each script is called by Unicode. */
const scripts: Readonly<Record<Language, string>> = {
  en: 'Latin',
  hi: 'Devanagari',
  mr: 'Devanagari',
  bn: 'Bengali',
  ta: 'Tamil',
  te: 'Telugu',
  gu: 'Gujarati',
  kn: 'Kannada',
};

/** Names that stand in Latin letters in every language, as their owners, files and keys write them. */
const latin =
  /Satchel|Atlas|Atrium|PIN|JPEG|PNG|WebP|PDF|HEIC|CSV|JSON|SHA-256|FSSAI|MB|api_access|most compatible|satchel\.bank\.example/g;

const sayings = sayingsOf(
  root,
  globSync(['components/**/*.{ts,tsx}', 'entrypoints/**/*.{ts,tsx}'], { cwd: root }),
);

describe('the messages', () => {
  it('are all said somewhere', () => {
    expect([...english.keys()].filter((key) => !sayings.names.has(key))).toEqual([]);
  });

  it('are said with the values that stand in them, no more and no fewer', () => {
    expect(sayings.calls.length).toBeGreaterThan(200);
    const plain = sayings.calls.filter(({ isPlain }) => isPlain);
    const wrong = plain.flatMap(({ where, keys, values }) =>
      keys
        .filter((key) => values && values.join() !== anatomyOf(english.get(key) ?? '').places.join())
        .map((key) => `${where}: ${key} with ${values?.join(', ') ?? ''}`),
    );
    expect(wrong).toEqual([]);
  });

  it.each(languages)('say every number as %s writes it', (language) => {
    const messages = messagesOf(language);
    const raw = sayings.calls.flatMap(({ where, keys, numbers }) =>
      keys.flatMap((key) => {
        const { plain } = anatomyOf(messages.get(key) ?? '');
        return numbers.filter((one) => plain.includes(one)).map((one) => `${where}: {${one}} in ${key}`);
      }),
    );
    expect(raw).toEqual([]);
  });

  it('are where numbers stand: none is drawn as it is', () => expect(sayings.rawNumbers).toEqual([]));

  it('use the apostrophe of print: the straight one is syntax', () => {
    const straight = languages.flatMap((language) =>
      [...messagesOf(language)].filter(([, text]) => text.includes("'")).map(([key]) => `${language} ${key}`),
    );
    expect(straight).toEqual([]);
  });
});

describe.each(others)('%s', (language) => {
  const messages = messagesOf(language);
  const pairs = [...messages].flatMap(([key, text]) => {
    const original = english.get(key);
    return original === undefined ? [] : [{ key, text, original }];
  });

  it('has every message, in the same order, and no other', () => {
    expect([...messages.keys()]).toEqual([...english.keys()]);
  });

  it('has the same places in each', () => {
    const wrong = pairs.filter(
      ({ text, original }) => anatomyOf(text).places.join() !== anatomyOf(original).places.join(),
    );
    expect(wrong).toEqual([]);
  });

  it('has the branches its grammar needs, and says the number wherever English does', () => {
    const { pluralCategories } = new Intl.PluralRules(localeOf(language)).resolvedOptions();
    const wrong = pairs.filter(({ text, original }) => {
      const needed = anatomyOf(original).choices.map(({ branches, counted }) => {
        const exact = branches.filter((one) => one.startsWith('='));
        return `${[...pluralCategories, ...exact].toSorted().join()} ${counted.length > 0}`;
      });
      const has = anatomyOf(text).choices.map(
        ({ branches, counted }) => `${branches.join()} ${counted.length > 0}`,
      );
      return has.join() !== needed.join();
    });
    expect(wrong).toEqual([]);
  });

  it('leaves nothing in English, and mixes no scripts', () => {
    const own = new RegExp(`\\p{Script=${scripts[language]}}`, 'u');
    const foreign = pairs.flatMap(({ key, text }) => {
      const letters =
        anatomyOf(text)
          .text.replaceAll(latin, '')
          .match(/[\p{L}\p{M}]/gu) ?? [];
      const alien = letters.filter((letter) => !own.test(letter));
      return alien.length > 0 ? [`${key}: ${alien.join('')} in ${text}`] : [];
    });
    expect(foreign).toEqual([]);
  });

  it('ends sentences where English does', () => {
    const last = (text: string) => text.replace(/[}”\s]+$/, '').at(-1) ?? '';
    const end = (text: string) =>
      /[.।?]/.test(last(text)) ? 'sentence' : last(text) === '…' ? 'under way' : 'name';
    const wrong = pairs.filter(({ text, original }) => end(text) !== end(original));
    expect(wrong.map(({ key, text }) => `${key}: ${text}`)).toEqual([]);
  });

  it('says one sentence one way', () => {
    const ways = Map.groupBy(pairs, ({ original }) => original);
    const split = [...ways.values()].filter((all) => new Set(all.map(({ text }) => text)).size > 1);
    const sentences = split.filter(([first]) => /\s\w+\s.*\.$/.test(first?.original ?? ''));
    expect(sentences).toEqual([]);
  });

  it('formats each message, with every number', async () => {
    const words = createWords(language, await loadCatalogue(language), (error) => {
      throw error;
    });
    expect(words.t('loan.sendSet', { count: 1_234 })).toContain('1,234');
    expect(words.day(Date.UTC(2026, 10, 22, 9, 30))).toMatch(/22.*2026|2026.*22/);
    expect(words.ago(0, 120_000)).toMatch(/2/);
  });
});

const apart = others.flatMap((language) => [
  { where: 'portal' as const, language },
  { where: 'notice' as const, language },
]);

describe.each(apart)('what is said apart from our pages ($where) in $language', ({ where, language }) => {
  const words = apartMessagesOf(where, language);
  const original = apartMessagesOf(where, 'en');
  const counts = [...original.keys()].flatMap((key) => /^(.+)\.other$/.exec(key)?.[1] ?? []);
  const places = (text: string) => (text.match(/\{\w+\}/g) ?? []).toSorted().join();

  it('has every sentence, with the same places', () => {
    expect([...words.keys()]).toEqual([...original.keys()]);
    const wrong = [...words].filter(([key, text]) => places(text) !== places(original.get(key) ?? ''));
    expect(wrong).toEqual([]);
  });

  it('has a form for each way in which it counts', () => {
    const { pluralCategories } = new Intl.PluralRules(language).resolvedOptions();
    expect(counts.length).toBeGreaterThan(1);
    for (const counted of counts)
      expect([...words.keys()].filter((key) => key.startsWith(`${counted}.`))).toEqual(
        pluralCategories
          .toSorted((a, b) => Number(a === 'other') - Number(b === 'other'))
          .map((one) => `${counted}.${one}`),
      );
  });

  it('leaves nothing in English, and mixes no scripts', () => {
    const own = new RegExp(`\\p{Script=${scripts[language]}}`, 'u');
    const foreign = [...words].flatMap(([key, text]) => {
      if (key === 'language') return text === language ? [] : [text];
      const letters =
        text
          .replaceAll(/\{\w+\}/g, '')
          .replaceAll(latin, '')
          .match(/[\p{L}\p{M}]/gu) ?? [];
      return letters.every((letter) => own.test(letter)) ? [] : [`${key}: ${text}`];
    });
    expect(foreign).toEqual([]);
  });
});

describe('what Atlas calls a field or a type', () => {
  const keys = [...english.keys()].flatMap((key) => /^field\.(.+)$/.exec(key)?.[1] ?? []);

  it.each(languages)('is said in %s wherever there are words for it', async (language) => {
    const words = createWords(language, await loadCatalogue(language));
    const own = messagesOf(language);
    expect(keys.length).toBeGreaterThan(30);
    expect(keys.map((key) => label(words, key))).toEqual(keys.map((key) => own.get(`field.${key}`)));
  });

  it('is made readable where there are none, whatever it is', async () => {
    const words = createWords('hi', await loadCatalogue('hi'));
    expect(['nic_code', 'constructor'].map((key) => label(words, key))).toEqual(['NIC code', 'Constructor']);
  });
});

describe('the language', () => {
  it('is the first of the wished ones that is spoken, else English', () => {
    expect(pickLanguage(['fr-FR', 'mr-IN', 'hi'])).toBe('mr');
    expect(pickLanguage(['KN-in'])).toBe('kn');
    expect(pickLanguage(['fr', 'de-CH'])).toBe('en');
    expect(pickLanguage([])).toBe('en');
  });

  it('is listed by its own name, in its own script', () => {
    for (const language of languages)
      expect(nativeNames[language]).toMatch(new RegExp(`^[\\p{Script=${scripts[language]}}]+$`, 'u'));
  });
});
