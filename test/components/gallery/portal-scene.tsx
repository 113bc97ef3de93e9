import type { ReactNode } from 'react';
import { useLayoutEffect, useRef } from 'react';
import en from '@/components/words/portal/en.json';
import { createChip } from '@/lib/portal/chip';
import { chipStyle, toastStyle } from '@/lib/portal/chip-style';
import type { Face, Surroundings } from '@/lib/portal/face';
import { faceOf } from '@/lib/portal/face';
import { createDresser } from '@/lib/portal/shadow';
import { createToast } from '@/lib/portal/toast';
import { product } from '@/test/components/fixtures';

/* What stands in a portal's page: the chips and the toast that the portal script makes, as it makes and dresses them. */

const around: Surroundings = {
  hasLoan: true,
  canCapture: true,
  labels: Object.fromEntries(product.documents.map(({ kind, label }) => [kind, label])),
  words: en,
  known: [],
  sameKind: 1,
};
const input = document.createElement('input');
input.type = 'file';
const link = document.createElement('a');
const open = { element: link, anchor: link, address: '/paper', type: 'link' } as const;
type Progress = Parameters<typeof faceOf>[0]['progress'];

const linkFace = (kind: string, progress: Progress, more: Partial<Surroundings> = {}) =>
  faceOf({ found: { ...open, kind }, progress, files: 0 }, { ...around, ...more });
const ready = { is: 'ready' } as const;
const refused = en.why.INVALID_DOC;
const again = en.again.replace('{why}', refused);

interface Paper {
  /** What the portal itself calls it. */
  readonly file: string;
  readonly face: Face;
  /** Of a picture, its width. */
  readonly picture?: number;
}

const papers: readonly Paper[] = [
  { file: 'invoice-0417.pdf', face: linkFace('INVOICE', ready) },
  { file: 'aadhaar-front.pdf', face: linkFace('AADHAAR', { is: 'busy' }) },
  { file: 'pan.pdf', face: linkFace('PAN', { is: 'captured' }) },
  {
    file: 'delivery-order.pdf',
    face: linkFace('DELIVERY_ORDER', ready, {
      known: [{ kind: 'DELIVERY_ORDER', note: again, tone: 'bad' }],
    }),
  },
  { file: 'statement.pdf', face: linkFace('BANK_STATEMENT', ready, { canCapture: false }) },
  {
    file: 'statement of another year',
    face: faceOf(
      {
        found: { type: 'input', element: input, anchor: input, kind: 'BANK_STATEMENT' },
        progress: ready,
        files: 2,
      },
      around,
    ),
  },
  { file: 'Aadhaar, front', picture: 320, face: linkFace('AADHAAR', ready) },
  { file: 'PAN', picture: 320, face: linkFace('PAN', { is: 'refused', why: refused }) },
  { file: 'Aadhaar, small', picture: 120, face: linkFace('AADHAAR', { is: 'captured' }) },
  { file: 'Invoice, small', picture: 120, face: linkFace('INVOICE', { is: 'refused', why: refused }) },
];

const dress = createDresser();

function PortalPaper({ file, face, picture }: Paper) {
  const anchor = useRef<HTMLImageElement & HTMLSpanElement>(null);
  useLayoutEffect(() => {
    if (!anchor.current) return;
    const chip = createChip({
      document,
      dress: (root) => dress(root, chipStyle),
      anchor: anchor.current,
      over: picture !== undefined,
      onPress: () => {},
    });
    chip.attach();
    chip.show(face);
    chip.findPlace()();
    return chip.remove;
  }, [face, picture]);
  return (
    <li style={{ marginBlock: 12 }}>
      {picture === undefined ? (
        <span ref={anchor}>{file}</span>
      ) : (
        <img ref={anchor} src={specimen} alt={file} width={picture} height={picture * 0.625} />
      )}
    </li>
  );
}

const specimen = 'https://atlas.example/specimen.svg';

function Portal({ says, tone }: { readonly says: string; readonly tone: Face['tone'] }) {
  useLayoutEffect(() => {
    const toast = createToast(document, dress, () => {});
    toast.attach(toastStyle);
    toast.say(says, tone);
    return toast.remove;
  }, [says, tone]);
  return (
    <main style={{ padding: 16 }}>
      <h1>LN-2026-00417, Ravi Deshmukh</h1>
      <ul style={{ paddingBlockEnd: 80 }}>
        {papers.map((paper) => (
          <PortalPaper key={paper.file} {...paper} />
        ))}
      </ul>
    </main>
  );
}

export const portalScenes: Readonly<Record<string, ReactNode>> = {
  'portal-good': <Portal says={en.captured} tone="good" />,
  'portal-bad': <Portal says={en.loanChanged} tone="bad" />,
};
