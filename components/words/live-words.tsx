import type { ReactNode } from 'react';
import { useEffect, useState } from 'react';
import type { Language } from '@/lib/domain/language';
import { loadCatalogue } from './catalogues';
import { WordsProvider } from './use-words';
import type { Key, Words } from './words';
import { createWords } from './words';

export async function loadWords(language: Language): Promise<Words> {
  return createWords(language, await loadCatalogue(language));
}

export interface LiveWordsProps {
  /** Loaded before the page is drawn. */
  readonly first: Words;
  /** Name of the page's own title. */
  readonly title: Key;
  readonly spoken: () => Promise<Language>;
  /** Tells when another language was chosen. Keep it and `spoken` the same between renders. */
  readonly subscribe: (changed: () => void, signal: AbortSignal) => void;
  readonly children: ReactNode;
}

/** A page in the agent's language, and in another as soon as he chooses one, here or elsewhere. */
export function LiveWords({ first, title, spoken, subscribe, children }: LiveWordsProps) {
  const [words, setWords] = useState(first);
  useEffect(() => {
    const end = new AbortController();
    const change = async () => {
      const next = await loadWords(await spoken());
      if (!end.signal.aborted) setWords(next);
    };
    subscribe(() => void change(), end.signal);
    return () => end.abort();
  }, [spoken, subscribe]);
  useEffect(() => {
    // A screen reader takes its voice, and the browser its font, from the language of the page.
    document.documentElement.lang = words.language;
    document.title = words.t(title);
  }, [words, title]);
  return <WordsProvider words={words}>{children}</WordsProvider>;
}
