import type { Language } from '@/lib/domain/language';
import { languages, pickLanguage } from '@/lib/domain/language';
import type { Areas } from './areas';

/** What `preferences.spoken` says, read without the vault's schemas: the popup opens with this. */
export function createSpoken(
  { local }: Pick<Areas, 'local'>,
  wished: () => readonly string[],
): () => Promise<Language> {
  return async () => {
    const { language } = await local.get(['language']);
    return languages.find((one) => one === language) ?? pickLanguage(wished());
  };
}
