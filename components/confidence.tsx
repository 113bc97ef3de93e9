import { useWords } from './words/use-words';

export interface ConfidenceProps {
  readonly of: string;
  /** 0 to 1. */
  readonly share: number;
  /** Below it the field is marked, 0 to 1. */
  readonly limit: number;
}

/** How sure Atlas was of reading a field: number, bar, and words when it is low. */
export function Confidence({ of, share, limit }: ConfidenceProps) {
  const { t, percent } = useWords();
  const low = share < limit;
  return (
    <span className={low ? 'confidence confidence-low' : 'confidence'}>
      <span>{low ? t('result.check', { value: percent(share) }) : percent(share)}</span>
      <meter
        min={0}
        max={1}
        low={limit}
        optimum={1}
        value={share}
        aria-label={t('result.confidenceOf', { field: of })}
      >
        {percent(share)}
      </meter>
    </span>
  );
}
