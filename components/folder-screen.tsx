import { useState } from 'react';
import { Lock } from 'lucide-react';
import type { FolderView } from '@/lib/contract/folder-view';
import type { StateView } from '@/lib/contract/state-view';
import type { Failure } from '@/lib/domain/failed';
import { mask } from '@/lib/domain/masked';
import type { Product } from '@/lib/domain/organisation';
import { Brand } from './brand';
import { Button } from './button';
import { FailureNotice } from './failure-notice';
import type { FolderActions } from './folder-actions';
import { takesFolders } from './folder-actions';
import { FolderAnnouncer } from './folder-announcer';
import { FolderCounts } from './folder-counts';
import { FolderSaid } from './folder-said';
import { FolderDesk } from './folder-desk';
import { useKeptFocus } from './kept-focus';
import { NotHere } from './not-here';
import { OnlinePill } from './online-pill';
import { Skeleton } from './skeleton';
import { useWords } from './words/use-words';
import './tokens.css';
import './base.css';
import './page.css';
import './popup.css';

export interface FolderScreenProps {
  /** Absent until it and the folder have been read once. */
  readonly state: StateView | undefined;
  /** Of which folder this page is; absent: of none yet. */
  readonly folderId: string | undefined;
  readonly view: FolderView | undefined;
  /** Folders of this agent, the newest first. */
  readonly folders: readonly string[];
  readonly failure: Failure | undefined;
  /** How often it was asked for the first document that needs its agent; the desk shows it each time. */
  readonly seeks?: number | undefined;
  readonly now: number;
  readonly actions: FolderActions;
  /** Goes to another folder; without one, to a new one. */
  readonly onFolder: (folderId: string | undefined) => void;
}

/** The page for a folder of documents that go by Bulk. */
export function FolderScreen(props: FolderScreenProps) {
  useKeptFocus();
  const { t } = useWords();
  const { state, failure, now } = props;
  return (
    <div className="page folder-page">
      <header className="page-head">
        <Brand />
        {state && <OnlinePill online={state.online} />}
      </header>
      <main className="stack">
        {failure && <FailureNotice failure={failure} now={now} loud />}
        <FolderAnnouncer summary={props.view?.summary} />
        {state && <Place {...props} state={state} />}
        {!failure && !state && <Skeleton lines={6} says={t('folder.opening')} />}
      </main>
    </div>
  );
}

function Place(props: FolderScreenProps & { readonly state: StateView }) {
  const { t } = useWords();
  const { state, folderId, view, folders, onFolder } = props;
  const products = state.organisation?.products ?? [];
  const [picked, setPicked] = useState<string>();
  const type = view?.summary?.product.productType ?? picked;
  const product = products.find(({ productType }) => productType === type) ?? products[0];
  if (!state.agent || !product || !(takesFolders(state) || view?.summary))
    return (
      <NotHere
        title={t('folder.notHere.title')}
        why={t('folder.notHere.why')}
        next={t('folder.notHere.next')}
      />
    );
  return (
    <>
      <div className="stack">
        <h1 className="page-title">
          {view?.summary && folderId ? (
            <FolderSaid says="folder.title" folderId={folderId} />
          ) : (
            t('folder.heading')
          )}
        </h1>
        <p className="soft">{t('folder.about')}</p>
        {state.phase !== 'signed-in' && (
          <p className="banner tone-waiting">
            <Lock aria-hidden />
            {t('capture.locked')}
          </p>
        )}
        {!view?.summary && products.length > 1 && (
          <ProductChoice products={products} product={product} onChoose={setPicked} />
        )}
        {view?.summary && <FolderCounts counts={view.summary.counts} state={view.summary.state} />}
      </div>
      <FolderDesk {...props} product={product} isLocked={state.phase !== 'signed-in'} />
      <Others
        folders={folders.filter((one) => one !== folderId)}
        isBegun={!!view?.summary}
        onFolder={onFolder}
      />
    </>
  );
}

function ProductChoice({
  products,
  product,
  onChoose,
}: {
  readonly products: readonly Product[];
  readonly product: Product;
  readonly onChoose: (productType: string) => void;
}) {
  const { t } = useWords();
  return (
    <label className="folder-choice">
      <span>{t('folder.product')}</span>
      <select
        className="select"
        value={product.productType}
        onChange={({ target }) => onChoose(target.value)}
      >
        {products.map(({ productType, label }) => (
          <option key={productType} value={productType}>
            {mask(label)}
          </option>
        ))}
      </select>
    </label>
  );
}

function Others({
  folders,
  isBegun,
  onFolder,
}: {
  readonly folders: readonly string[];
  readonly isBegun: boolean;
  readonly onFolder: FolderScreenProps['onFolder'];
}) {
  const { t } = useWords();
  if (folders.length === 0 && !isBegun) return null;
  return (
    <nav className="panel" aria-label={t('folder.others')}>
      <h2>{t('folder.others')}</h2>
      <div className="folder-tools">
        {isBegun && (
          <Button look="quiet" onClick={() => onFolder(undefined)}>
            {t('folder.another')}
          </Button>
        )}
        {folders.map((one) => (
          <Button key={one} look="quiet" onClick={() => onFolder(one)}>
            <FolderSaid says="folder.title" folderId={one} />
          </Button>
        ))}
      </div>
    </nav>
  );
}
