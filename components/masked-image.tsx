import { useState } from 'react';

/** Atlas's picture with the number covered. It lies elsewhere, so it may be slow, or gone. */
export function MaskedImage({ url, of }: { readonly url: string; readonly of: string }) {
  const [state, setState] = useState<'loading' | 'shown' | 'failed'>('loading');
  return (
    <figure className="masked-image">
      {state !== 'failed' && (
        <img
          src={url}
          alt={`${of}, number covered`}
          referrerPolicy="no-referrer"
          onLoad={() => setState('shown')}
          onError={() => setState('failed')}
        />
      )}
      <figcaption role="status">{captions[state]}</figcaption>
    </figure>
  );
}

const captions = {
  loading: 'Loading the picture with the number covered…',
  shown: 'Picture from Atlas, number covered',
  failed: 'The picture with the number covered cannot be loaded now. Close the details and open them again.',
} as const;
