import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const folder = fileURLToPath(new URL('../../components/', import.meta.url));
const read = (file: string) => readFileSync(folder + file, 'utf8');
const matches = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].map(([, first = '']) => first);

/** A screen's own files: what it imports, and what that imports, within `components`. */
function filesOf(screen: string): Set<string> {
  const found = new Set([screen]);
  for (const file of found) {
    if (file.endsWith('.css')) continue;
    for (const name of matches(
      read(file),
      /^import (?!type).*?'\.\/([\w.-]+)';|^} from '\.\/([\w.-]+)';/gm,
    )) {
      const candidates = name.endsWith('.css') ? [name] : [`${name}.tsx`, `${name}.ts`];
      for (const one of candidates) if (exists(one)) found.add(one);
    }
  }
  return found;
}

function exists(file: string): boolean {
  try {
    return read(file) !== undefined;
  } catch {
    return false;
  }
}

/** Drawn by lucide or by a state, and given no rule of their own on purpose. */
const bare = /^(tone|button|stage)-|^(button-normal|button-plain|stages?)$/;

describe.each(['popup-screen.tsx', 'capture-screen.tsx', 'folder-screen.tsx', 'options-screen.tsx'])(
  '%s',
  (screen) => {
    const files = [...filesOf(screen)];
    const css = files.filter((file) => file.endsWith('.css')).map(read);
    const defined = new Set(css.flatMap((text) => matches(text, /\.([a-z][\w-]*)/g)));

    it('carries the rules of every class it uses: pages do not share style sheets', () => {
      const used = files
        .filter((file) => file.endsWith('.tsx'))
        .flatMap((file) => matches(read(file), /className=(?:"|\{[^}]*?['"`])([\w -]+)/g))
        .flatMap((names) => names.trim().split(/\s+/));
      expect(used.length).toBeGreaterThan(20);
      expect(used.filter((name) => !defined.has(name) && !bare.test(name))).toEqual([]);
    });

    it('uses only tokens that exist, and sets no style in place', () => {
      const tokens = new Set(matches(read('tokens.css') + read('base.css'), /(--[\w-]+):/g));
      const wanted = css.flatMap((text) => matches(text, /var\((--[\w-]+)/g));
      expect(wanted.filter((token) => !tokens.has(token))).toEqual([]);
      expect(files.filter((file) => / style=/.test(read(file)))).toEqual([]);
    });
  },
);
