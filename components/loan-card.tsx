import { Plus, RotateCw, Send } from 'lucide-react';
import type { DocumentView, FlowView } from '@/lib/contract/flow-view';
import type { Code, Reason } from '@/lib/domain/failed';
import { mask } from '@/lib/domain/masked';
import type { Review } from '@/lib/domain/organisation';
import { Addresses } from './addresses';
import { ApiChoice } from './api-choice';
import { Button } from './button';
import { DiscardedRow } from './discarded-row';
import { canRerun, DocumentRow, isUnsent } from './document-row';
import { FailureNotice, waitEnds } from './failure-notice';
import { loanName } from './field-words';
import type { LoanActions } from './loan-actions';
import { LoanResults } from './loan-results';
import { MissingRow } from './missing-row';
import { StageBar } from './stage-bar';
import { StageLine } from './stage-line';
import { StateBadge } from './state-badge';
import { cardWords } from './state-words';
import { useAction } from './use-action';
import { useResults } from './use-results';
import { useWords } from './words/use-words';
import './loan-card.css';

export interface LoanCardProps {
  readonly flow: FlowView;
  readonly now: number;
  /** Nobody is signed in: capturing goes on, sending waits. */
  readonly locked?: boolean;
  readonly actions: LoanActions;
  /** From when on a field or a comparison is marked. */
  readonly review?: Review | undefined;
}

/** One loan: its documents, how far they are, and what the agent can do next. */
export function LoanCard({ flow, now, locked = false, actions, review }: LoanCardProps) {
  const { t } = useWords();
  const { flowId } = flow;
  const send = useAction(actions.onSend, now);
  const goBy = useAction(actions.onGoBy, now);
  const rerun = useAction(actions.onRerun, now);
  const slot = useAction((act: LoanActions['onDiscard'], slotId: string) => act(flowId, slotId), now);
  const results = useResults(flow, actions.onResults, now);
  const inSet = numbered(flow.documents.filter(isInSet));
  const failed = flow.documents.filter(canRerun).map(({ slotId }) => slotId);
  const wrong = goBy.failed ?? send.failed ?? rerun.failed ?? slot.failed ?? results.failed;
  return (
    <article className="card" aria-labelledby={`loan-${flowId}`}>
      <CardHead flow={flow} now={now} />
      <ApiChoice flow={flow} busy={goBy.busy} onGoBy={(api) => goBy.run(flowId, api)} />
      <Progress flow={flow} now={now} />
      <ul>
        {inSet.map((document) => (
          <DocumentRow
            key={document.slotId}
            document={document}
            twin={inSet.find(({ slotId }) => slotId === document.sameAs)}
            now={now}
            busy={rerun.busy || slot.busy || send.busy}
            locked={locked}
            onRerun={() => rerun.run(flowId, [document.slotId])}
            onReplace={actions.onReplace && (() => actions.onReplace?.(flow, document))}
            onSmaller={actions.onSmaller && (() => actions.onSmaller?.(flow, document))}
            onOriginal={() => slot.run(actions.onOriginal, document.slotId)}
            onTry={() => send.run(flowId)}
            onCheck={() => slot.run(actions.onCheck, document.slotId)}
            onRerunLate={() => slot.run(actions.onRerunLate, document.slotId)}
            onDiscard={(slotId = document.slotId) => slot.run(actions.onDiscard, slotId)}
            onKeepBoth={() => slot.run(actions.onKeepBoth, document.slotId)}
            onOpen={actions.onResults && results.load}
            results={results.value?.documents.filter(({ slotId }) => slotId === document.slotId) ?? []}
            loading={results.busy}
            review={review}
            onCopy={actions.onCopy}
          />
        ))}
        {flow.missing.map((missing) => (
          <MissingRow
            key={missing.kind}
            missing={missing}
            onAdd={actions.onAdd && (() => actions.onAdd?.(flow, missing.kind))}
          />
        ))}
        {flow.documents.filter(isDiscarded).map((document) => (
          <DiscardedRow
            key={document.slotId}
            document={document}
            now={now}
            busy={slot.busy}
            onRestore={() => slot.run(actions.onRestore, document.slotId)}
          />
        ))}
      </ul>
      {results.value && <LoanResults flow={flow} results={results.value} actions={actions} review={review} />}
      {!locked && actions.onResults && inSet.some(({ state }) => state === 'read') && (
        <Addresses
          flow={flow}
          documents={inSet}
          now={now}
          onAddresses={actions.onAddresses}
          review={review}
        />
      )}
      {wrong && <FailureNotice failure={wrong.failure} againAt={waitEnds(wrong)} now={now} loud />}
      <div className="card-actions">
        {!locked && <SendButton flow={flow} busy={send.busy} onSend={() => send.run(flowId)} />}
        {failed.length > 1 && !locked && (
          <Button busy={rerun.busy} onClick={() => rerun.run(flowId, failed)}>
            <RotateCw aria-hidden />
            {t('loan.rerunAll')}
          </Button>
        )}
        {actions.onAdd && (
          <Button
            name={t('loan.addTo', { loan: loanName(flow.loanId) })}
            onClick={() => actions.onAdd?.(flow)}
          >
            <Plus aria-hidden />
            {t('loan.add')}
          </Button>
        )}
      </div>
    </article>
  );
}

const isDiscarded = ({ state }: DocumentView) => state === 'discarded';
const isInSet = (document: DocumentView) => !isDiscarded(document);

/** Two documents of one kind are told apart by a number, for the eye and in every button's name. */
function numbered(documents: readonly DocumentView[]): DocumentView[] {
  return documents.map((document, index) => {
    const before = documents.slice(0, index).filter(({ label }) => label === document.label).length;
    return before === 0 ? document : { ...document, label: `${document.label} ${before + 1}` };
  });
}

function CardHead({ flow, now }: Pick<LoanCardProps, 'flow' | 'now'>) {
  const words = useWords();
  return (
    <header className="card-head">
      <h2 className="card-title" id={`loan-${flow.flowId}`}>
        {loanName(flow.loanId)}
      </h2>
      <StateBadge state={cardWords(words, flow.state)} />
      <div className="card-about">
        {flow.customer && <p className="card-customer">{mask(flow.customer)}</p>}
        <p className="soft note">
          {mask(flow.product.label)}
          {flow.api !== 'flow' && ` · ${words.t(`api.${flow.api}`)}`} · {words.ago(flow.updatedAt, now)}
        </p>
      </div>
    </header>
  );
}

/** Said once for all loans, above them. */
const saidElsewhere: ReadonlySet<Code | Reason> = new Set([
  'offline',
  'unauthorized',
  'signed-out',
  'captive-portal',
]);

/** How far Atlas is, and what holds the loan up. */
function Progress({ flow, now }: Pick<LoanCardProps, 'flow' | 'now'>) {
  const { t, wait } = useWords();
  const { stages, stageTimes, counted, failure, nextTryAt } = flow;
  const underWay = flow.state === 'verifying' || flow.documents.some(({ state }) => state === 'sent');
  return (
    <>
      {stages && underWay && <StageBar stages={stages} />}
      {counted && underWay && <p className="soft note">{t('loan.counted', counted)}</p>}
      {stageTimes && underWay && <StageLine times={stageTimes} now={now} />}
      {failure && !saidElsewhere.has(failure.reason ?? failure.code) && (
        <FailureNotice failure={failure} now={now} />
      )}
      {nextTryAt !== undefined && nextTryAt > now && flow.state !== 'verifying' && (
        <p className="soft note">{t('loan.nextTry', { wait: wait(nextTryAt - now) })}</p>
      )}
    </>
  );
}

interface SendButtonProps {
  readonly flow: FlowView;
  readonly busy: boolean;
  readonly onSend: () => void;
}

function SendButton({ flow, busy, onSend }: SendButtonProps) {
  const { t } = useWords();
  const unsent = flow.documents.filter(isUnsent).length;
  const required = flow.missing.filter(({ required }) => required).length;
  const isAsked = flow.documents.some(({ sameAs }) => sameAs !== undefined);
  if (unsent === 0 && flow.state !== 'collecting') return null;
  return (
    <>
      {required > 0 && unsent > 0 && (
        <p className="card-missing note">{t('loan.stillMissing', { count: required })}</p>
      )}
      {isAsked && <p className="card-missing note">{t('loan.answerFirst')}</p>}
      <Button look="primary" busy={busy} disabled={unsent === 0 || isAsked} onClick={onSend}>
        {!busy && <Send aria-hidden />}
        {unsent === 0 ? t('loan.send') : t('loan.sendSet', { count: unsent })}
      </Button>
    </>
  );
}
