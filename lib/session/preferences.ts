import type { Language } from '@/lib/domain/language';
import { pickLanguage } from '@/lib/domain/language';
import type { NoticeSettings } from '@/lib/domain/notice';
import type { Vault } from './vault';

/**
 * How the agent wants to be spoken to.
 * @param wished the browser's languages, the best first
 */
export function createPreferences(
  vault: Pick<Vault, 'get' | 'set' | 'clear'>,
  wished: () => readonly string[],
) {
  const browsers = () => pickLanguage(wished());
  return {
    /** The browser's first language that we speak. */
    browsers,
    /** The language he has chosen; absent: the browser's. */
    chosen: (): Promise<Language | undefined> => vault.get('language'),
    spoken: async (): Promise<Language> => (await vault.get('language')) ?? browsers(),
    choose: (language: Language | undefined): Promise<void> =>
      language === undefined ? vault.clear('language') : vault.set('language', language),
    /** Hints are said aloud on the capture page. */
    speaksHints: async (): Promise<boolean> => (await vault.get('speaksHints')) ?? false,
    speakHints: (isOn: boolean): Promise<void> =>
      isOn ? vault.set('speaksHints', true) : vault.clear('speaksHints'),
    /** Whether and when he is told of documents that need him while he looks at no page of ours. */
    notices: async (): Promise<NoticeSettings> => (await vault.get('notices')) ?? {},
    keepNotices: (settings: NoticeSettings): Promise<void> => vault.set('notices', settings),
  };
}
export type Preferences = ReturnType<typeof createPreferences>;
