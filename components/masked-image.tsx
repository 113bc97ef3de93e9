import { useState } from 'react';
import { useWords } from './words/use-words';

/** Atlas's picture with the number covered. It lies elsewhere, so it may be slow, or gone. */
export function MaskedImage({ url, of }: { readonly url: string; readonly of: string }) {
  const { t } = useWords();
  const [state, setState] = useState<'loading' | 'shown' | 'failed'>('loading');
  return (
    <figure className="masked-image">
      {state !== 'failed' && (
        <img
          src={url}
          alt={t('result.numberCovered', { document: of })}
          referrerPolicy="no-referrer"
          onLoad={() => setState('shown')}
          onError={() => setState('failed')}
        />
      )}
      <figcaption>
        <span role="status">{t(`result.picture.${state}`)}</span>
      </figcaption>
    </figure>
  );
}
