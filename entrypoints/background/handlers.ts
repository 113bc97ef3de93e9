import type { Config, Known } from '@/lib/config';
import type { FlowView } from '@/lib/contract/flow-view';
import type { CapturedView } from '@/lib/contract/portal-view';
import type { Agent } from '@/lib/domain/agent';
import { isOwner } from '@/lib/domain/agent';
import { Failed } from '@/lib/domain/failed';
import type { Flow } from '@/lib/domain/flow';
import type { Skew } from '@/lib/http/skew';
import type { LogTail } from '@/lib/log-tail';
import { requestSend, rerun } from '@/lib/outbox/actions';
import type { createAddresses } from '@/lib/outbox/addresses';
import { discard, restore } from '@/lib/outbox/discard';
import type { ClearOut } from '@/lib/outbox/clear-out';
import type { Drain } from '@/lib/outbox/drain';
import { amongLoans } from '@/lib/outbox/folder-view';
import type { createIntake, Intake } from '@/lib/outbox/intake';
import { checkNow, rerunLate } from '@/lib/outbox/late';
import { planRescue } from '@/lib/outbox/rescue-plan';
import type { createResults } from '@/lib/outbox/results';
import { takeOriginal } from '@/lib/outbox/smaller';
import type { SpaceLeft } from '@/lib/outbox/space';
import type { StageWatch } from '@/lib/outbox/stage-watch';
import type { Store } from '@/lib/outbox/store';
import { keepBoth } from '@/lib/outbox/twin';
import type { Witness } from '@/lib/outbox/witness';
import type { Handlers } from '@/lib/rpc/server';
import type { Keepsakes } from '@/lib/session/keepsakes';
import type { Oidc } from '@/lib/session/oidc';
import type { PinSignIn } from '@/lib/session/pin';
import type { PolicyRules } from '@/lib/session/policy';
import type { Preferences } from '@/lib/session/preferences';
import type { Session } from '@/lib/session/session';
import type { World } from '@/lib/world';
import { createDiagnosis } from './diagnosis';
import { createAtlasHandlers } from './atlas-handlers';
import { createFolderHandlers } from './folder-handlers';
import { createPortalHandlers } from './portal-handlers';
import { createReceiptHandlers } from './receipt-handlers';
import { createSessionHandlers } from './session-handlers';
import { createState } from './state';
import { createViews } from './views';

export interface HandlerDeps {
  readonly world: World;
  readonly config: Config;
  readonly session: Session;
  readonly keepsakes: Keepsakes;
  readonly spoken: Preferences['spoken'];
  readonly oidc: Pick<Oidc, 'begin'>;
  readonly policy: PolicyRules;
  readonly pin: PinSignIn;
  readonly store: Store;
  readonly stages: Pick<StageWatch, 'times' | 'history'>;
  readonly tail: Pick<LogTail, 'lines'>;
  readonly witness: Witness;
  readonly space: SpaceLeft;
  readonly drain: Drain;
  readonly clearOut: ClearOut;
  /** Lets somebody come: what he left here waits to be sent. */
  readonly enter: (come: () => Promise<unknown>) => Promise<void>;
  /** Signs out. */
  readonly leave: () => Promise<void>;
  readonly skew: Pick<Skew, 'worthSaying'>;
  readonly intake: ReturnType<typeof createIntake>;
  readonly results: ReturnType<typeof createResults>;
  readonly addresses: ReturnType<typeof createAddresses>;
  /** Match patterns still to be granted. */
  readonly missingOrigins: (known: Known) => Promise<string[]>;
  /** Of notifications, in the popup. */
  readonly offer: { readonly isOpen: () => Promise<boolean>; readonly close: () => Promise<void> };
  /** Opens the place where a document is photographed again; absent: there is none. */
  readonly openRetake?: ((flowId: string, slotId: string) => Promise<void>) | undefined;
  /** Puts the portal script where the organisation's portals are. */
  readonly registerPortals: (known: Known) => Promise<void>;
  /** Tells pages and badge to look again. */
  readonly changed: () => void;
}

const SECOND = 1_000;
/** A popup reads its state after every change; only now and then does that mean "try again at once". */
const HURRY_PACE = 15 * SECOND;

export function createHandlers(deps: HandlerDeps): Handlers {
  const { world, config, session, keepsakes, policy, store, drain } = deps;
  const { viewsOf, loansOf } = createViews(deps);
  const moment = () => ({ now: world.now(), random: world.random, id: world.id });

  /** @throws Failed `signed-out` unless an agent is known; he may be locked */
  async function knownAgent(): Promise<Agent> {
    const { agent } = await session.state();
    if (!agent) throw new Failed('unauthorized', { reason: 'signed-out' });
    return agent;
  }

  /** A flow of this agent, and of nobody else. */
  async function ownFlow(flowId: string): Promise<Flow> {
    const [agent, flow] = [await knownAgent(), await store.get(flowId)];
    if (!flow || !isOwner(flow, agent)) throw new Failed('rejected', { reason: 'gone' });
    return flow;
  }

  async function changeFlow(flowId: string, change: (flow: Flow) => Flow): Promise<FlowView> {
    const own = await ownFlow(flowId);
    const write = () => store.update(own.flowId, change);
    const flow = (await drain.after(write, { hurry: true, watched: true })) ?? own;
    const [view] = await viewsOf([flow]);
    if (!view) throw new Failed('bug');
    return view;
  }

  const state = createState(deps);

  async function capture(intake: Intake): Promise<CapturedView> {
    const { view, thumbnail } = await drain.after(() => deps.intake.add(intake));
    // A folder's table shows no pictures, and a thousand would be too many for the session's memory.
    if (thumbnail && !intake.folder) await keepsakes.keepPreview(view.captureId, thumbnail);
    return view;
  }

  const { unfinished, ...folders } = createFolderHandlers(deps, viewsOf, capture, knownAgent, changeFlow);

  let hurriedAt = -Infinity;
  function lookedAt(): void {
    const hurry = world.monotonic() - hurriedAt > HURRY_PACE;
    if (hurry) hurriedAt = world.monotonic();
    void drain.wake({ hurry, watched: true, unchanged: true });
  }

  return {
    'state.get': (_, { role }) => {
      if (role === 'popup') lookedAt();
      return state();
    },
    ...createSessionHandlers(deps, state, knownAgent),
    'popup.open': async ({ unseen, ...sought }) => {
      const who = await session.state();
      const { agent } = who;
      const open = agent && store.unfinished(agent);
      const flows = open?.then((unfinished) => unfinished.flows);
      const [seen, loans, begun, draft] = await Promise.all([
        state({ who, open }),
        loansOf(agent, sought, open),
        agent && flows ? unfinished(agent, flows) : [],
        keepsakes.draft(),
      ]);
      // The drain reads the same records: after what the agent waits for.
      if (!unseen) lookedAt();
      return { state: seen, loans: amongLoans(loans, begun, sought), draft };
    },
    'notices.asked': async () => {
      await deps.offer.close();
      return state();
    },
    'draft.keep': async (draft) => {
      await keepsakes.keepDraft(draft);
      return null;
    },
    'flow.list': async ({ finished }) => {
      const { agent } = await session.state();
      if (!agent) return [];
      const flows = await Promise.all([store.list(agent), store.finished(agent, finished)]);
      // All of it discarded and released: only the record is left.
      return (await viewsOf(flows.flat())).filter(({ documents }) => documents.length > 0);
    },
    'flow.get': async ({ flowId }) => {
      const { agent } = await session.state();
      const flow = await store.get(flowId);
      const [view] = agent && flow && isOwner(flow, agent) ? await viewsOf([flow]) : [];
      return view ?? null;
    },
    'flow.send': ({ flowId }) => changeFlow(flowId, (flow) => requestSend(flow, moment())),
    'flow.rerun': ({ flowId, slotIds }) => changeFlow(flowId, (flow) => rerun(flow, slotIds, moment())),
    'flow.check': ({ flowId }) => changeFlow(flowId, (flow) => checkNow(flow, moment())),
    'flow.rerunLate': ({ flowId, slotId }) => changeFlow(flowId, (flow) => rerunLate(flow, slotId, moment())),
    'flow.discard': ({ flowId, slotId }) => changeFlow(flowId, (flow) => discard(flow, slotId, moment())),
    'flow.restore': ({ flowId, slotId }) => changeFlow(flowId, (flow) => restore(flow, slotId, moment())),
    'flow.keepBoth': ({ flowId, slotId }) => changeFlow(flowId, (flow) => keepBoth(flow, slotId)),
    'flow.original': ({ flowId, slotId }) =>
      changeFlow(flowId, (flow) => takeOriginal(flow, slotId, moment())),
    ...createAtlasHandlers(deps, ownFlow, changeFlow),
    'witness.acknowledge': async ({ captureIds, broken }) => {
      await deps.witness.acknowledge(await knownAgent(), captureIds, broken);
      return state();
    },
    ...createReceiptHandlers(deps, knownAgent),
    'rescue.plan': async () => {
      const [agent, known] = [await knownAgent(), await config.get()];
      const items = planRescue(await store.raw(), agent);
      return { createdAt: world.now(), organisation: known?.address ?? '', items };
    },
    'diagnosis.get': createDiagnosis(deps, state, viewsOf),
    'capture.add': async ({ flowId, ...input }) => {
      const [owner] = await Promise.all([ownFlow(flowId), policy.allows('file-capture')]);
      return capture({ ...input, owner, loanId: owner.loanId, productType: owner.productType });
    },
    ...createPortalHandlers(deps, viewsOf, capture, knownAgent),
    ...folders,
  };
}
