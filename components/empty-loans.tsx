import { useWords } from './words/use-words';

/** No loan yet: what to do. */
export function EmptyLoans() {
  const { t } = useWords();
  return (
    <section className="empty" aria-labelledby="empty-title">
      <img src="/icon.svg" alt="" />
      <h2 id="empty-title">{t('empty.title')}</h2>
      <p className="soft">{t('empty.about')}</p>
      <ol className="empty-steps">
        <li>{t('empty.open')}</li>
        <li>{t('empty.capture')}</li>
        <li>{t('empty.send')}</li>
      </ol>
    </section>
  );
}
