import { Image, ImageDown } from 'lucide-react';
import type { DocumentView } from '@/lib/contract/views';
import { mask } from '@/lib/domain/masked';
import { size } from './amounts';
import { Button } from './button';
import { cost } from './smaller-words';
import './failure-notice.css';

export interface SmallerPictureProps {
  readonly document: DocumentView;
  readonly busy: boolean;
  /** The agent agrees to a smaller picture and goes to choose the photo. */
  readonly onSmaller: () => void;
  /** The first picture is to be sent after all. */
  readonly onOriginal: () => void;
}

/** What a smaller picture costs before it is made; and the way back while it is not delivered. */
export function SmallerPicture(props: SmallerPictureProps) {
  const { shrinkTo, original } = props.document;
  return (
    <>
      {original !== undefined && <WayBack {...props} original={original} />}
      {shrinkTo !== undefined && <Offer {...props} shrinkTo={shrinkTo} />}
    </>
  );
}

function Offer({ document, busy, shrinkTo, onSmaller }: SmallerPictureProps & { readonly shrinkTo: number }) {
  return (
    <div className="document-more">
      <p className="soft note">{cost(document, shrinkTo)}</p>
      <div className="document-actions">
        <Button
          size="small"
          name={`Send a smaller picture of ${mask(document.label)}`}
          disabled={busy}
          onClick={onSmaller}
        >
          <ImageDown aria-hidden />
          Send a smaller picture
        </Button>
      </div>
    </div>
  );
}

function WayBack(props: SmallerPictureProps & { readonly original: number }) {
  const { document, busy, original, onOriginal } = props;
  return (
    <div className="document-more">
      <p className="soft note">
        A smaller picture ({size(document.size)}). The first one ({size(original)}) is kept until this one has
        been read.
      </p>
      <div className="document-actions">
        <Button
          look="quiet"
          size="small"
          name={`Send the first picture of ${mask(document.label)}`}
          disabled={busy}
          onClick={onOriginal}
        >
          <Image aria-hidden />
          Send the first one instead
        </Button>
      </div>
    </div>
  );
}
