import type { Words } from './words/words';

/** Match patterns (`https://*.bank.example/*`) as names of sites, each once. */
export function siteNames(words: Pick<Words, 't'>, origins: readonly string[]): string[] {
  return [...new Set(origins.map((pattern) => siteName(words, pattern)))];
}

export function siteName({ t }: Pick<Words, 't'>, pattern: string): string {
  const host = /^[^:]+:\/\/([^/]+)\//.exec(pattern)?.[1] ?? pattern;
  if (host === '*') return t('site.every');
  return host.startsWith('*.') ? t('site.allUnder', { site: host.slice(2) }) : host;
}
