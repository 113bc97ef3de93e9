/**
 * One script a page: a newer one, after an update of the extension or when it is put into the page again, ends the
 * older by an event of the document, which both see though they may be in worlds of their own.
 * @param name the same for every version of this extension, and for no other extension
 * @returns aborts when a newer one comes
 */
export function takeOver(document: Document, name: string): AbortSignal {
  const over = new AbortController();
  document.dispatchEvent(new Event(name));
  document.addEventListener(name, () => over.abort(), { once: true });
  return over.signal;
}
