import { useCallback, useState } from 'react';
import { ImageDown, Lock, RefreshCw, ShieldCheck } from 'lucide-react';
import type { DocumentView, FlowView } from '@/lib/contract/flow-view';
import type { StateView } from '@/lib/contract/state-view';
import type { Kind } from '@/lib/domain/organisation';
import { mask } from '@/lib/domain/masked';
import { loanName } from '@/lib/domain/loan-name';
import { CaptureList } from './capture-list';
import { DropZone } from './drop-zone';
import { label } from './field-words';
import type { KindChoice } from './kind-picker';
import { KindPicker } from './kind-picker';
import { cost } from './smaller-words';
import type { SpokenHintsProps } from './spoken-hints';
import { SpokenHints } from './spoken-hints';
import type { Capture, CaptureSource, QueueItem } from './use-capture-queue';
import { useCaptureQueue } from './use-capture-queue';
import { useSpokenHints } from './use-spoken-hints';
import { strong, useWords } from './words/use-words';
import type { Words } from './words/words';
import './popup.css';

export interface CaptureDeskProps {
  readonly state: StateView;
  readonly flow: FlowView;
  /** Chosen beforehand. */
  readonly kind: Kind | undefined;
  /** The slot whose document is to be replaced; absent: new ones are added. */
  readonly slotId: string | undefined;
  /** The agent agrees to a smaller picture in that slot: the one there is too large for the line. */
  readonly smaller?: boolean | undefined;
  readonly now: number;
  readonly hints: SpokenHintsProps;
  /** Resolves once the outbox has it durably; rejects with `Failed`. Keep it the same between renders. */
  readonly onCapture: Capture;
}

/** Choose the kind, bring the files, see each become safe. */
export function CaptureDesk(props: CaptureDeskProps) {
  const words = useWords();
  const { t } = words;
  const { state, flow, kind, now, onCapture } = props;
  const [order] = useState(() => missingFirst(choicesOf(words, state, flow)).map((choice) => choice.kind));
  const choices = choicesOf(words, state, flow).toSorted(
    (a, b) => order.indexOf(a.kind) - order.indexOf(b.kind),
  );
  const [picked, setPicked] = useState(order.find((one) => one === kind) ?? order[0]);
  const queue = useCaptureQueue(onCapture);
  const slot = slotToReplace(props, queue.items);
  const [tooMany, setTooMany] = useState(false);
  const chosen = slot?.kind ?? picked;
  const { add } = queue;
  const slotId = slot?.slotId;
  const smaller = props.smaller && slot?.shrinkTo !== undefined ? true : undefined;

  const take = useCallback(
    (files: readonly File[], source: CaptureSource) => {
      if (chosen === undefined) return;
      const taken = slotId === undefined ? files : files.slice(0, 1);
      setTooMany(taken.length < files.length);
      add(taken.map((file) => ({ file, kind: chosen, slotId, smaller, source })));
    },
    [chosen, slotId, smaller, add],
  );

  const labels = new Map(choices.map((choice) => [choice.kind, choice.label]));
  useSpokenHints({
    voice: props.hints.isOn ? props.hints.voice : undefined,
    items: queue.items,
    labels,
    next: slot?.label ?? (picked && labels.get(picked)),
    isComplete: slot === undefined && choices.every(({ captured, required }) => captured > 0 || !required),
  });

  return (
    <>
      <DeskHead state={state} flow={flow} />
      {slot ? (
        <ReplaceNote slot={slot} smaller={smaller} />
      ) : (
        <KindPicker choices={choices} chosen={chosen} onChoose={setPicked} />
      )}
      <SpokenHints {...props.hints} />
      <DropZone onFiles={take} several={slot === undefined} />
      {tooMany && (
        <p className="banner tone-waiting" role="status">
          {t('capture.onlyFirst')}
        </p>
      )}
      {queue.items.some((item) => item.state === 'captured') && (
        <p className="banner tone-verified" role="status">
          <ShieldCheck aria-hidden />
          {t('capture.thenSend')}
        </p>
      )}
      <CaptureList items={queue.items} labels={labels} now={now} onRetry={queue.retry} />
    </>
  );
}

/** A replacement takes one file; once that is safe, the page goes on as one for new documents. */
function slotToReplace({ flow, slotId }: CaptureDeskProps, items: readonly QueueItem[]) {
  const replaced = items.some((item) => item.slotId !== undefined && item.state === 'captured');
  return replaced ? undefined : flow.documents.find((document) => document.slotId === slotId);
}

/** Whose loan it is, and whether anybody is signed in. */
export function DeskHead({ state, flow }: Pick<CaptureDeskProps, 'state' | 'flow'>) {
  const { t } = useWords();
  return (
    <div className="stack">
      <div>
        <h1 className="page-title">{t('loan.title', { loan: loanName(flow.loanId) })}</h1>
        <p className="soft">
          {flow.customer && `${mask(flow.customer)} · `}
          {mask(flow.product.label)}
        </p>
      </div>
      {state.phase === 'locked' && (
        <p className="banner tone-waiting">
          <Lock aria-hidden />
          {t('capture.locked')}
        </p>
      )}
    </div>
  );
}

function ReplaceNote({
  slot,
  smaller,
}: {
  readonly slot: DocumentView;
  readonly smaller?: true | undefined;
}) {
  const words = useWords();
  const document = mask(slot.label);
  if (smaller && slot.shrinkTo !== undefined) {
    return (
      <p className="banner tone-sending">
        <ImageDown aria-hidden />
        <span>
          {words.rich('capture.smaller', { document, cost: cost(words, slot, slot.shrinkTo), strong })}
        </span>
      </p>
    );
  }
  return (
    <p className="banner tone-sending">
      <RefreshCw aria-hidden />
      <span>{words.rich('capture.replaces', { document, state: stateOf(words, slot), strong })}</span>
    </p>
  );
}

/** How the document to be replaced stands, within a sentence. */
function stateOf({ t, row, language }: Words, { state, verdictCode }: DocumentView): string {
  const said = t(`document.state.${state}`).toLocaleLowerCase(language);
  return verdictCode ? row([said, verdictCode]) : said;
}

/** The product's kinds, and any other kind the loan already holds. */
function choicesOf(words: Words, state: StateView, flow: FlowView): KindChoice[] {
  const product = state.organisation?.products.find((one) => one.productType === flow.product.productType);
  const listed = product?.documents ?? flow.missing;
  const others = flow.documents
    .filter((document, index, all) => all.findIndex(({ kind }) => kind === document.kind) === index)
    .filter(({ kind }) => !listed.some((one) => one.kind === kind))
    .map(({ kind, label: said }) => ({ kind, label: said || label(words, kind), required: false }));
  return [...listed, ...others].map((one) => ({
    ...one,
    captured: flow.documents.filter(({ kind }) => kind === one.kind).length,
  }));
}

function missingFirst(choices: readonly KindChoice[]): KindChoice[] {
  const rank = ({ captured, required }: KindChoice) => (captured > 0 ? 2 : required ? 0 : 1);
  return choices.toSorted((a, b) => rank(a) - rank(b));
}
