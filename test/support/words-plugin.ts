import compile from 'icu-minify/compile';
import type { Plugin } from 'vite';

const catalogue = /\/components\/words\/[a-z]+\.json$/;

/**
 * Makes the messages of a catalogue into what is said of them while building, so that no page carries or runs a
 * parser of ICU. A message that does not parse ends the build.
 */
export function compileWords(): Plugin {
  return {
    name: 'satchel-words',
    enforce: 'pre',
    config: () => ({
      resolve: { alias: { 'use-intl/format-message': 'use-intl/format-message/format-only' } },
    }),
    transform(code, id) {
      return catalogue.test(id) ? { code: JSON.stringify(compileAll(JSON.parse(code))), map: null } : null;
    },
  };
}

type Compiled = ReturnType<typeof compile> | { readonly [name: string]: Compiled };

function compileAll(messages: unknown): Compiled {
  if (typeof messages === 'string') return compile(messages);
  return Object.fromEntries(
    Object.entries(messages ?? {}).map(([name, inside]) => [name, compileAll(inside)]),
  );
}
