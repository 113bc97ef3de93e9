/** Whether every word of a search stands in one of these texts, however it is written. An empty search finds all. */
export function isFoundIn(texts: ReadonlyArray<string | undefined>, search: string): boolean {
  const words = folded(search).split(/\s+/).filter(Boolean);
  if (words.length === 0) return true;
  const text = folded(texts.join('\n'));
  return words.every((word) => text.includes(word));
}

/** Full-width and half-width letters are one, and so are large and small ones. */
function folded(text: string): string {
  return text.normalize('NFKC').toLowerCase();
}
