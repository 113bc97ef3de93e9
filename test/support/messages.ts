import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import compile from 'icu-minify/compile';
import { z } from 'zod';
import type { Language } from '@/lib/domain/language';

type Tree = { readonly [name: string]: string | Tree };
const Tree: z.ZodType<Tree> = z.record(z.string(), z.union([z.string(), z.lazy(() => Tree)]));

/** A catalogue as it stands in its file, by name: `loan.send`. */
export function messagesOf(language: Language): Map<string, string> {
  return read(`${language}.json`);
}

/** The same of what is said outside of our pages: by the portal script, and by the background. */
export function apartMessagesOf(where: 'portal' | 'notice', language: Language): Map<string, string> {
  return read(`${where}/${language}.json`);
}

function read(file: string): Map<string, string> {
  const path = new URL(`../../components/words/${file}`, import.meta.url);
  const messages = new Map<string, string>();
  const add = (tree: Tree, prefix: string) => {
    for (const [name, inside] of Object.entries(tree))
      if (typeof inside === 'string') messages.set(`${prefix}${name}`, inside);
      else add(inside, `${prefix}${name}.`);
  };
  add(Tree.parse(JSON.parse(readFileSync(fileURLToPath(path), 'utf8'))), '');
  return messages;
}

/** A choice in a message by number or word. */
export interface Choice {
  readonly place: string;
  readonly branches: readonly string[];
  /** Branches that say the number itself. */
  readonly counted: readonly string[];
}

/** What a message is made of, beside its text. */
export interface Anatomy {
  /** Names of values and tags, sorted, each as often as it stands outside of branches. */
  readonly places: readonly string[];
  readonly choices: readonly Choice[];
  /** Values that are said as they are handed over: a number would be without its separators. */
  readonly plain: readonly string[];
  /** All its text, branches too. */
  readonly text: string;
}

const Branches = z.record(z.string(), z.unknown());
/** As `icu-minify` numbers what can stand in braces. */
const POUND = 0;
const CHOICES: readonly unknown[] = [1, 2, 3];

/** Takes a message apart. Throws when it is not ICU syntax. */
export function anatomyOf(message: string): Anatomy {
  const places = new Set<string>();
  const plain = new Set<string>();
  const choices: Choice[] = [];
  const texts: string[] = [];
  /** Whether the number was said in it. */
  const walk = (node: unknown): boolean => {
    if (node === POUND) return true;
    if (typeof node === 'string') texts.push(node);
    if (!Array.isArray(node)) return false;
    const nodes: readonly unknown[] = node;
    return nodes.map(visit).some(Boolean);
  };
  const visit = (node: unknown): boolean => {
    if (!Array.isArray(node)) return walk(node);
    const parts: readonly unknown[] = node;
    const [name, kind, ...rest] = parts;
    places.add(String(name));
    if (parts.length === 1) plain.add(String(name));
    if (CHOICES.includes(kind)) return visitChoice(String(name), Branches.parse(rest[0]));
    return walk([kind, ...rest].filter((one) => one !== undefined && typeof one !== 'number'));
  };
  const visitChoice = (place: string, branches: Record<string, unknown>): boolean => {
    const said = Object.entries(branches).map(([branch, inside]) => [branch, walk(inside)] as const);
    const counted = said.filter(([, isCounted]) => isCounted).map(([branch]) => branch);
    choices.push({ place, branches: Object.keys(branches).toSorted(), counted: counted.toSorted() });
    return false;
  };
  walk(compile(message));
  return { places: [...places].toSorted(), choices, plain: [...plain].toSorted(), text: texts.join(' ') };
}
