import type { Language } from '@/lib/domain/language';
import type { Catalogue } from './words';

/** One chunk a language, so that a page loads its own and no other. */
const catalogues: Readonly<Record<Language, () => Promise<{ readonly default: Catalogue }>>> = {
  en: () => import('./en.json'),
  hi: () => import('./hi.json'),
  mr: () => import('./mr.json'),
  bn: () => import('./bn.json'),
  ta: () => import('./ta.json'),
  te: () => import('./te.json'),
  gu: () => import('./gu.json'),
  kn: () => import('./kn.json'),
};

/** The messages of a language, from the extension itself. */
export async function loadCatalogue(language: Language): Promise<Catalogue> {
  return (await catalogues[language]()).default;
}
