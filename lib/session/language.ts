import type { Language } from '@/lib/domain/language';
import { pickLanguage } from '@/lib/domain/language';
import type { Vault } from './vault';

/** The agent's language: what he has chosen, else the browser's first that we speak. */
export function createLanguage(vault: Vault, wished: () => readonly string[]) {
  return {
    /** Absent: the browser's. */
    chosen: (): Promise<Language | undefined> => vault.get('language'),
    spoken: async (): Promise<Language> => (await vault.get('language')) ?? pickLanguage(wished()),
    choose: async (language: Language | undefined): Promise<void> => {
      await (language === undefined ? vault.clear('language') : vault.set('language', language));
    },
  };
}
