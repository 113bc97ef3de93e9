/** The languages the program speaks, each with a whole catalogue in `components/words`. Without zod: pages load this. */
export const languages = ['en', 'hi', 'mr', 'bn', 'ta', 'te', 'gu', 'kn'] as const;
export type Language = (typeof languages)[number];

/** As their speakers write them: whoever looks for his language may not read the one that is set. */
export const nativeNames: Readonly<Record<Language, string>> = {
  en: 'English',
  hi: 'हिन्दी',
  mr: 'मराठी',
  bn: 'বাংলা',
  ta: 'தமிழ்',
  te: 'తెలుగు',
  gu: 'ગુજરાતી',
  kn: 'ಕನ್ನಡ',
};

/** The first of the wished languages (`hi-IN`, `hi`) that we speak; English when there is none. */
export function pickLanguage(wished: readonly string[]): Language {
  for (const tag of wished) {
    const spoken = languages.find((one) => one === tag.split('-')[0]?.toLowerCase());
    if (spoken) return spoken;
  }
  return 'en';
}

/** As written in India, and with the digits that stand on papers, portals and keys in every language. */
export function localeOf(language: string): string {
  return `${language}-IN-u-nu-latn`;
}
