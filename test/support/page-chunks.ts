import type { InlineConfig, Plugin, Rolldown } from 'vite';

/** All styles of our pages in one file, which each page names in its HTML: none waits for a script to ask for it. */
export function oneStyle(config: InlineConfig): void {
  config.build = { ...config.build, cssCodeSplit: false };
}

/** A page that asks first and draws later loads both at once: what its script will import is named in its HTML. */
export function preloadLater(): Plugin {
  return {
    name: 'satchel-preload',
    transformIndexHtml: {
      order: 'post',
      handler(_, { bundle = {}, chunk }) {
        const files = chunk ? laterFiles(chunk, bundle) : [];
        return files.map((file) => ({
          tag: 'link',
          attrs: { rel: 'modulepreload', crossorigin: true, href: `/${file}` },
          injectTo: 'head' as const,
        }));
      },
    },
  };
}

/**
 * Chunks that a page imports later and does not have at once; of the catalogues it needs one, which it chooses. A script
 * that two pages share is no part of their entries: what it imports later is found in it.
 */
function laterFiles(entry: Rolldown.OutputChunk, bundle: Rolldown.OutputBundle): string[] {
  const atOnce = new Set([entry.fileName]);
  // A set is walked through with what is added on the way.
  for (const file of atOnce) for (const next of chunkOf(file, bundle)?.imports ?? []) atOnce.add(next);
  const later = [...atOnce]
    .flatMap((file) => chunkOf(file, bundle)?.dynamicImports ?? [])
    .flatMap((file) => {
      const chunk = chunkOf(file, bundle);
      return !chunk || chunk.facadeModuleId?.endsWith('.json') ? [] : [file, ...chunk.imports];
    });
  return [...new Set(later)].filter((file) => !atOnce.has(file));
}

function chunkOf(file: string, bundle: Rolldown.OutputBundle): Rolldown.OutputChunk | undefined {
  const output = bundle[file];
  return output?.type === 'chunk' ? output : undefined;
}
