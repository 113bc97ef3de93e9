import { useWords } from './words/use-words';

export interface NotHereProps {
  /** What is said of it: what it is, why, and what to do. */
  readonly of: 'capture.unknown' | 'folder.notHere';
}

/** In the place of a page that has nothing to show to whoever opened it. */
export function NotHere({ of }: NotHereProps) {
  const { t } = useWords();
  return (
    <section className="panel page-empty">
      <h1 className="page-title">{t(`${of}.title`)}</h1>
      <p>{t(`${of}.why`)}</p>
      <p className="soft">{t(`${of}.next`)}</p>
    </section>
  );
}
