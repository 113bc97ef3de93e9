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

/** Chunks that `entry` imports later and that it does not have already; of the catalogues a page needs one, which it chooses. */
function laterFiles(entry: Rolldown.OutputChunk, bundle: Rolldown.OutputBundle): string[] {
  const later = entry.dynamicImports.flatMap((file) => {
    const chunk = bundle[file];
    if (chunk?.type !== 'chunk' || chunk.facadeModuleId?.endsWith('.json')) return [];
    return [file, ...chunk.imports];
  });
  return [...new Set(later)].filter((file) => file !== entry.fileName && !entry.imports.includes(file));
}
