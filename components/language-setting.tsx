import type { Language } from '@/lib/domain/language';
import { languages, nativeNames } from '@/lib/domain/language';
import { Field } from './field';
import { useWords } from './words/use-words';

export interface LanguageSettingProps {
  /** Absent: the browser's. */
  readonly chosen: Language | undefined;
  /** What the browser's wishes come to. */
  readonly browsers: Language;
  readonly onLanguage: (language: Language | undefined) => void;
}

/** Each language is listed as its speakers write it. The page changes with the choice. */
export function LanguageSetting({ chosen, browsers, onLanguage }: LanguageSettingProps) {
  const { t } = useWords();
  return (
    <section className="panel" aria-labelledby="language">
      <h2 id="language">{t('options.language')}</h2>
      <Field label={t('options.languageOf')}>
        {({ id }) => (
          <select
            id={id}
            className="field-input"
            value={chosen ?? ''}
            onChange={({ target }) => onLanguage(languages.find((one) => one === target.value))}
          >
            <option value="">{t('options.asBrowser', { language: nativeNames[browsers] })}</option>
            {languages.map((language) => (
              <option key={language} value={language} lang={language}>
                {nativeNames[language]}
              </option>
            ))}
          </select>
        )}
      </Field>
    </section>
  );
}
