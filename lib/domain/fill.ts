import { localeOf } from './language';
import type { Counted, Template } from './portal-words';

type Values = Readonly<Record<string, string>>;

/** Fills in a template. What is filled in is looked at no further: a page's text may hold braces. */
export function fill(template: Template, values: Values): string {
  return template.replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? '');
}

/** The same for what counts something: `count` picks the form, by the language's own rules. */
export function fillCounted(counted: Counted, language: string, count: number, values: Values = {}): string {
  const form = counted[new Intl.PluralRules(language).select(count)] ?? counted.other;
  return fill(form, { ...values, count: numeral(language, count) });
}

/** A number as the language writes it: `1,234`. */
export function numeral(language: string, value: number): string {
  return new Intl.NumberFormat(localeOf(language)).format(value);
}
