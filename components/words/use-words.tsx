import type { ReactNode } from 'react';
import { createContext, useContext } from 'react';
import type { Tag, Words } from './words';

const Context = createContext<Words | undefined>(undefined);

export interface WordsProviderProps {
  readonly words: Words;
  readonly children: ReactNode;
}

/** Around a whole page: everything in it speaks this language. */
export function WordsProvider({ words, children }: WordsProviderProps) {
  return <Context value={words}>{children}</Context>;
}

/** The words of the page this stands on. */
export function useWords(): Words {
  const words = useContext(Context);
  if (!words) throw new Error('no WordsProvider around this component');
  return words;
}

/** For `<strong>` in a message. */
export const strong: Tag = (chunks) => <strong>{chunks}</strong>;
