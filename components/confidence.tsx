import { LOW_CONFIDENCE } from './field-words';
import { useWords } from './words/use-words';

/** How sure Atlas was of reading a field: number, bar, and words when it is low. 0 to 1. */
export function Confidence({ of, share }: { readonly of: string; readonly share: number }) {
  const { t, percent } = useWords();
  const low = share < LOW_CONFIDENCE;
  return (
    <span className={low ? 'confidence confidence-low' : 'confidence'}>
      <span>{low ? t('result.check', { value: percent(share) }) : percent(share)}</span>
      <meter
        min={0}
        max={1}
        low={LOW_CONFIDENCE}
        optimum={1}
        value={share}
        aria-label={t('result.confidenceOf', { field: of })}
      >
        {percent(share)}
      </meter>
    </span>
  );
}
