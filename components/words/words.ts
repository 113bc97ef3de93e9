import type { ReactNode } from 'react';
import { createTranslator } from 'use-intl/core';
import type { Language } from '@/lib/domain/language';
import { localeOf } from '@/lib/domain/language';
import type { Amounts } from './amounts';
import { createAmounts } from './amounts';
import type en from './en.json';

/** A language's messages. English says which there are; `test/components/languages.test.ts` compares the others. */
export type Catalogue = typeof en;

type Leaves<T> = {
  [K in keyof T & string]: T[K] extends string ? K : `${K}.${Leaves<T[K]>}`;
}[keyof T & string];
/** The name of a message: `loan.send`. */
export type Key = Leaves<Catalogue>;

/** What Atlas calls a field or a type of document, where we have words for it. */
export type FieldKey = keyof Catalogue['field'];

/** What stands in a message's places. A text from outside comes in masked. */
export type Values = Readonly<Record<string, string | number>>;
/** What a tag of a message (`<strong>`) becomes. */
export type Tag = (chunks: ReactNode) => ReactNode;

/** All that the program says, in one language. */
export interface Words extends Amounts {
  readonly language: Language;
  readonly t: (key: Key, values?: Values) => string;
  /** Whether there are words for a key of Atlas. */
  readonly isField: (key: string) => key is FieldKey;
  /** A message with tags. */
  readonly rich: (key: Key, values: Readonly<Record<string, string | number | Tag>>) => ReactNode;
}

/**
 * @param onError a message that cannot be said as it is asked for; its name stands in its place. The compiler
 *   knows the names and a test the values, so this is for tests.
 */
export function createWords(
  language: Language,
  messages: Catalogue,
  onError: (error: Error) => void = () => {},
): Words {
  const locale = localeOf(language);
  const say = createTranslator({ locale, messages, onError });
  const plain = new Map<Key, string>();
  /** A message without places is the same each time, and a list says it once a row. */
  function sayPlain(key: Key): string {
    const said = plain.get(key) ?? say(key);
    plain.set(key, said);
    return said;
  }
  const t: Words['t'] = (key, values) => (values ? say(key, values) : sayPlain(key));
  return {
    language,
    t,
    isField: (key): key is FieldKey => Object.hasOwn(messages.field, key),
    rich: (key, values) => say.rich(key, values),
    ...createAmounts(language, t),
  };
}
