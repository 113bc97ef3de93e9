import type { Reader } from '@/lib/domain/organisation';
import { quietly } from './quietly';

/** A page, or a part of one, as readers see it. */
export interface Page {
  readonly url: string;
  readonly root: ParentNode;
}

/** A pattern is the organisation's, the text a portal's: a slow pattern must not meet a long text. */
const LONGEST_READ = 1_000;
/** Elements looked at for a selector; a portal may keep empty ones before the one it shows. */
const MOST_ELEMENTS = 50;

/**
 * Reads one value from a page: of the elements a selector matches, the first that gives one.
 * @returns trimmed text with its white space folded, never empty; `undefined` when there is none
 */
export function readValue(reader: Reader, { url, root }: Page): string | undefined {
  if (reader.from === 'url') return pick(reader, url);
  const found = quietly(() => root.querySelectorAll(reader.selector)) ?? [];
  return firstOf(Array.from(found).slice(0, MOST_ELEMENTS), (element) => readElement(reader, element));
}

/** What a `text` or `attribute` reader finds at one element. */
export function readElement(reader: Exclude<Reader, { from: 'url' }>, element: Element): string | undefined {
  const raw = reader.from === 'text' ? element.textContent : element.getAttribute(reader.attribute);
  return raw === null ? undefined : pick(reader, fold(raw));
}

/** The first value that `read` finds. */
export function firstOf<T, V>(all: readonly T[], read: (one: T) => V | undefined): V | undefined {
  for (const one of all) {
    const value = read(one);
    if (value !== undefined) return value;
  }
  return undefined;
}

/** The part of a text that counts: the first group of the pattern, or all of it. */
function pick({ pattern }: Pick<Reader, 'pattern'>, text: string): string | undefined {
  const capped = text.slice(0, LONGEST_READ);
  const part = pattern === undefined ? capped : quietly(() => new RegExp(pattern).exec(capped)?.[1]);
  return (part && fold(part)) || undefined;
}

/**
 * White space to single spaces; without control characters and the marks that reorder or hide text. The
 * joiners U+200C and U+200D stay: Indian names are written with them.
 */
function fold(text: string): string {
  return text
    .slice(0, LONGEST_READ * 4)
    .replace(/[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g, '')
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim();
}
