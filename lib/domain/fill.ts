import type { Counted, Template } from './portal-words';

type Values = Readonly<Record<string, string | number>>;

/** Fills in a template. What is filled in is looked at no further: a page's text may hold braces. */
export function fill(template: Template, values: Values): string {
  return template.replace(/\{(\w+)\}/g, (_, name: string) => `${values[name] ?? ''}`);
}

/** The same for what counts something: `count` picks the form, by the language's own rules. */
export function fillCounted(
  counted: Counted,
  language: string,
  values: Values & { readonly count: number },
): string {
  return fill(counted[new Intl.PluralRules(language).select(values.count)] ?? counted.other, values);
}
