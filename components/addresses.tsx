import { useState } from 'react';
import { MapPin } from 'lucide-react';
import type { DocumentView, FlowView } from '@/lib/contract/flow-view';
import type { AddressesView, AddressMatchView, AddressView } from '@/lib/contract/results-view';
import { mask } from '@/lib/domain/masked';
import type { Review } from '@/lib/domain/organisation';
import { samePersonLimit, similarityLimit } from '@/lib/domain/review';
import type { LoanActions } from './loan-actions';
import { Button } from './button';
import { FailureNotice, waitEnds } from './failure-notice';
import { label } from './field-words';
import { useAction } from './use-action';
import { useWords } from './words/use-words';
import './addresses.css';

export interface AddressesProps {
  readonly flow: FlowView;
  readonly documents: readonly DocumentView[];
  readonly now: number;
  readonly onAddresses: LoanActions['onAddresses'];
  /** From which score on the organisation is content. */
  readonly review: Review | undefined;
}

/** Address Match for one loan, when the agent asks for it. What it brings stays in this page. */
export function Addresses({ flow, documents, now, onAddresses, review }: AddressesProps) {
  const { t } = useWords();
  const [value, setValue] = useState<AddressesView>();
  const { run, busy, failed } = useAction(
    async (source?: Pick<AddressView, 'slotId' | 'key'>) => setValue(await onAddresses(flow.flowId, source)),
    now,
  );
  return (
    // A group and no landmark: each loan that is open has one of this name.
    <div className="addresses" role="group" aria-label={t('addresses.title')} aria-live="polite">
      {value ? (
        <Compared value={value} documents={documents} review={review} busy={busy} onChoose={run} />
      ) : (
        <Button look="quiet" size="small" flush busy={busy} onClick={() => run()}>
          <MapPin aria-hidden />
          {t('addresses.compare')}
        </Button>
      )}
      {failed && <FailureNotice failure={failed.failure} againAt={waitEnds(failed)} now={now} loud />}
    </div>
  );
}

interface ComparedProps extends Pick<AddressesProps, 'documents' | 'review'> {
  readonly value: AddressesView;
  readonly busy: boolean;
  readonly onChoose: (source: AddressView) => void;
}

function Compared({ value, documents, review, busy, onChoose }: ComparedProps) {
  const { t } = useWords();
  const { source, matches } = value;
  const nameOf = useAddressName(documents);
  if (!source && matches.length === 0) return <p className="soft note">{t('addresses.none')}</p>;
  return (
    <>
      {source && (
        <p>
          <span className="addresses-of">{t('addresses.with', { of: nameOf(source) })}</span>
          {mask(source.value)}
        </p>
      )}
      {matches.length === 0 && <p className="soft note">{t('addresses.only')}</p>}
      <ul className="addresses-list">
        {matches.map((match, place) => (
          <li key={`${place} ${match.slotId} ${match.key}`}>
            <span className="addresses-of">{nameOf(match)}</span>
            {mask(match.value)}
            <Scores match={match} review={review} />
            <Button
              look="quiet"
              size="small"
              flush
              name={t('button.of', { action: t('addresses.choose'), document: nameOf(match) })}
              disabled={busy}
              onClick={() => onChoose(match)}
            >
              {t('addresses.choose')}
            </Button>
          </li>
        ))}
      </ul>
      {matches.length > 0 && <p className="soft note">{t('addresses.about')}</p>}
    </>
  );
}

function Scores({ match, review }: { match: AddressMatchView } & Pick<AddressesProps, 'review'>) {
  const { key, similarity, samePerson, error } = match;
  const { t } = useWords();
  // A failure may come with a score, and a score may be missing without one.
  const isSilent = similarity === undefined && samePerson === undefined;
  const why = error === undefined && isSilent ? 'no_answer' : error;
  return (
    <>
      {similarity !== undefined && (
        <Score
          said={t('addresses.alike', { score: Math.floor(similarity) })}
          isLow={similarity < similarityLimit(key, review)}
        />
      )}
      {samePerson !== undefined && (
        <Score
          said={t('addresses.person', { score: samePerson })}
          isLow={samePerson < samePersonLimit(key, review)}
        />
      )}
      {why !== undefined && <p className="note">{t(reasonOf(why), { code: why })}</p>}
    </>
  );
}

/** A low one is marked in words, too. */
function Score({ said, isLow }: { readonly said: string; readonly isLow: boolean }) {
  const { t } = useWords();
  return isLow ? <p className="confidence-low">{t('result.check', { value: said })}</p> : <p>{said}</p>;
}

const reasons = ['no_answer', 'unreadable', 'not_taken', 'too_long'] as const;

function reasonOf(error: string) {
  const known = reasons.find((one) => one === error);
  return known ? (`addresses.why.${known}` as const) : 'addresses.why.code';
}

/** `Aadhaar card, full address` */
function useAddressName(documents: readonly DocumentView[]) {
  const words = useWords();
  return ({ slotId, key }: AddressView) => {
    const document = documents.find((one) => one.slotId === slotId);
    const field = label(words, key);
    return document ? words.t('addresses.of', { document: mask(document.label), field }) : field;
  };
}
