/** Match patterns (`https://*.bank.example/*`) as names of sites, each once. */
export function siteNames(origins: readonly string[]): string[] {
  return [...new Set(origins.map(siteName))];
}

function siteName(pattern: string): string {
  const host = /^[^:]+:\/\/([^/]+)\//.exec(pattern)?.[1] ?? pattern;
  if (host === '*') return 'every site';
  return host.startsWith('*.') ? `${host.slice(2)} and all sites under it` : host;
}
