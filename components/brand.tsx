import { useWords } from './words/use-words';
import './brand.css';

/** Mark and name. The mark is the extension's own icon, so that both stay the same. */
export function Brand() {
  const { t } = useWords();
  return (
    <span className="brand">
      <img className="brand-mark" src="/icon.svg" alt="" />
      {t('brand')}
    </span>
  );
}
