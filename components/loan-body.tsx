import { Plus, RotateCw } from 'lucide-react';
import type { FlowView } from '@/lib/contract/flow-view';
import type { Review } from '@/lib/domain/organisation';
import { loanName } from '@/lib/domain/loan-name';
import { Addresses } from './addresses';
import { ApiChoice } from './api-choice';
import { Button } from './button';
import { DiscardedRow } from './discarded-row';
import { DocumentRow } from './document-row';
import { canRerun, isDiscarded } from './document-states';
import { FailureNotice, waitEnds } from './failure-notice';
import type { LoanActions } from './loan-actions';
import { LoanProgress } from './loan-progress';
import { LoanResults } from './loan-results';
import { MissingRow } from './missing-row';
import { numbered } from './numbered';
import { SendButton } from './send-button';
import { useAction } from './use-action';
import { useResults } from './use-results';
import { useWords } from './words/use-words';

export interface LoanBodyProps {
  readonly flow: FlowView;
  readonly now: number;
  /** Nobody is signed in: capturing goes on, sending waits. */
  readonly locked?: boolean | undefined;
  readonly actions: LoanActions;
  /** From when on a field or a comparison is marked. */
  readonly review?: Review | undefined;
}

/** A loan's documents, how far they are, and what the agent can do next. */
export function LoanBody({ flow, now, locked = false, actions, review }: LoanBodyProps) {
  const words = useWords();
  const { t } = words;
  const { flowId } = flow;
  const send = useAction(actions.onSend, now);
  const goBy = useAction(actions.onGoBy, now);
  const rerun = useAction(actions.onRerun, now);
  const slot = useAction((act: LoanActions['onDiscard'], slotId: string) => act(flowId, slotId), now);
  const results = useResults(flow, actions.onResults, now);
  const inSet = numbered(words, flow.documents).filter((one) => !isDiscarded(one));
  const failed = flow.documents.filter(canRerun).map(({ slotId }) => slotId);
  const wrong = goBy.failed ?? send.failed ?? rerun.failed ?? slot.failed ?? results.failed;
  return (
    <>
      <ApiChoice flow={flow} busy={goBy.busy} onGoBy={(api) => goBy.run(flowId, api)} />
      <LoanProgress flow={flow} now={now} locked={locked} onCheck={actions.onCheck} />
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
            onReceipts={actions.onReceipts}
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
      {results.value && (
        <LoanResults flow={flow} results={results.value} now={now} actions={actions} review={review} />
      )}
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
    </>
  );
}
