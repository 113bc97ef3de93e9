import type { ReactNode } from 'react';
import type { Kind } from '@/lib/domain/organisation';
import { useWords } from './words/use-words';
import './kind-example.css';

/** What a document of a kind looks like from afar: its proportions, and what stands where. */
type Shape = 'card' | 'page' | 'booklet' | 'box' | 'label';

const shapes: ReadonlyMap<Kind, Shape> = new Map([
  ['AADHAAR', 'card'],
  ['PAN', 'card'],
  ['DRIVING_LICENSE', 'card'],
  ['VOTER_ID', 'card'],
  ['PASSPORT', 'booklet'],
  ['OPEN_BOX', 'box'],
  ['IMEI', 'label'],
]);

/** Drawn around the middle of the picture. */
const drawings: Readonly<Record<Shape, ReactNode>> = {
  card: (
    <>
      <rect className="example-paper" x="-36" y="-23" width="72" height="46" rx="4" />
      <rect className="example-ink" x="-30" y="-12" width="18" height="24" rx="2" />
      <path className="example-line" d="M-6-10h34M-6-2h26M-6 6h30M-6 14h18" />
    </>
  ),
  page: (
    <>
      <rect className="example-paper" x="-25" y="-34" width="50" height="68" rx="2" />
      <path className="example-line" d="M-18-26h20M-18-16h36M-18-8h36M-18 0h28M-18 8h36M-18 16h22M4 26h14" />
    </>
  ),
  booklet: (
    <>
      <rect className="example-paper" x="-42" y="-28" width="84" height="56" rx="3" />
      <path className="example-line" d="M0-28v56M-34-18h24M-34-8h24M10-18h6" />
      <rect className="example-ink" x="8" y="-12" width="14" height="18" rx="2" />
      <path className="example-line" d="M26-10h10M26-2h10M8 16h28" />
    </>
  ),
  box: (
    <>
      <path className="example-paper" d="M-30-8h60v38h-60zM-30-8l-10-14h26l6 14M30-8l10-14h-26l-6 14" />
      <rect className="example-ink" x="-12" y="-18" width="24" height="32" rx="3" />
      <path className="example-line" d="M-22 22h20" />
    </>
  ),
  label: (
    <>
      <rect className="example-paper" x="-40" y="-22" width="80" height="44" rx="2" />
      <path
        className="example-line"
        d="M-32-12v16M-27-12v16M-23-12v16M-16-12v16M-12-12v16M-5-12v16M0-12v16M6-12v16M10-12v16M17-12v16M23-12v16M31-12v16M-32 12h50"
      />
    </>
  ),
};

/** How the picture of such a document should be taken, and how not. */
export function KindExample({ kind }: { readonly kind: Kind }) {
  const { t } = useWords();
  const drawing = drawings[shapes.get(kind) ?? 'page'];
  return (
    <div className="examples">
      <figure className="example example-right">
        <svg viewBox="-60 -45 120 90" aria-hidden>
          {drawing}
          <path className="example-corners" d="M-54-30v-9h9M45-39h9v9M54 30v9h-9M-45 39h-9v-9" />
        </svg>
        <figcaption>{t('retake.right')}</figcaption>
      </figure>
      <figure className="example example-wrong">
        <svg viewBox="-60 -45 120 90" aria-hidden>
          <g transform="translate(24 14) rotate(-19) scale(1.35)">{drawing}</g>
          <ellipse className="example-glare" cx="-4" cy="-6" rx="22" ry="15" />
          <path className="example-corners" d="M-54-30v-9h9M45-39h9v9M54 30v9h-9M-45 39h-9v-9" />
        </svg>
        <figcaption>{t('retake.wrong')}</figcaption>
      </figure>
    </div>
  );
}
