import { Image, ImageDown } from 'lucide-react';
import type { DocumentView } from '@/lib/contract/flow-view';
import { mask } from '@/lib/domain/masked';
import { Button } from './button';
import { cost } from './smaller-words';
import { useWords } from './words/use-words';
import './failure-notice.css';

export interface SmallerPictureProps {
  readonly document: DocumentView;
  readonly busy: boolean;
  /** The agent agrees to a smaller picture and goes to choose the photo; absent: he may choose none. */
  readonly onSmaller?: (() => void) | undefined;
  /** The first picture is to be sent after all. */
  readonly onOriginal: () => void;
}

/** What a smaller picture costs before it is made; and the way back while it is not delivered. */
export function SmallerPicture(props: SmallerPictureProps) {
  const { onSmaller } = props;
  const { shrinkTo, original } = props.document;
  return (
    <>
      {original !== undefined && <WayBack {...props} original={original} />}
      {shrinkTo !== undefined && onSmaller && <Offer {...props} shrinkTo={shrinkTo} onSmaller={onSmaller} />}
    </>
  );
}

interface OfferProps extends SmallerPictureProps {
  readonly shrinkTo: number;
  readonly onSmaller: () => void;
}

function Offer({ document, busy, shrinkTo, onSmaller }: OfferProps) {
  const words = useWords();
  const { t } = words;
  return (
    <div className="document-more">
      <p className="soft note">{cost(words, document, shrinkTo)}</p>
      <div className="document-actions">
        <Button
          size="small"
          name={t('smaller.sendOf', { document: mask(document.label) })}
          disabled={busy}
          onClick={onSmaller}
        >
          <ImageDown aria-hidden />
          {t('smaller.send')}
        </Button>
      </div>
    </div>
  );
}

function WayBack(props: SmallerPictureProps & { readonly original: number }) {
  const { t, size } = useWords();
  const { document, busy, original, onOriginal } = props;
  return (
    <div className="document-more">
      <p className="soft note">{t('smaller.kept', { size: size(document.size), first: size(original) })}</p>
      <div className="document-actions">
        <Button
          look="quiet"
          size="small"
          name={t('button.of', { action: t('smaller.original'), document: mask(document.label) })}
          disabled={busy}
          onClick={onOriginal}
        >
          <Image aria-hidden />
          {t('smaller.original')}
        </Button>
      </div>
    </div>
  );
}
