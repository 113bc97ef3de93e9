import type { Known } from '@/lib/config';
import type { AgentView, LostView, Phase, StateView } from '@/lib/contract/state-view';
import type { Agent } from '@/lib/domain/agent';
import type { SignIn } from '@/lib/domain/organisation';
import { apisOf } from '@/lib/domain/organisation';
import type { Feature } from '@/lib/domain/policy';
import type { Flow } from '@/lib/domain/flow';
import { currentAttempt } from '@/lib/domain/flow';
import { unsentCount, waitingCount } from '@/lib/outbox/counts';
import type { Unfinished } from '@/lib/outbox/reader';
import type { WitnessReport } from '@/lib/outbox/witness';
import type { SessionState } from '@/lib/session/session';
import type { HandlerDeps } from './handlers';

type StateDeps = Pick<
  HandlerDeps,
  | 'world'
  | 'policy'
  | 'pin'
  | 'config'
  | 'session'
  | 'store'
  | 'witness'
  | 'space'
  | 'skew'
  | 'missingOrigins'
  | 'offer'
>;

/** What the asker has read already, so that both are about the same agent and nothing is read twice. */
export interface Read {
  readonly who?: SessionState;
  /** What is still to do for the agent. */
  readonly open?: Promise<Unfinished> | undefined;
}

/** Where the whole program stands, for every page. What does not hang on each other is asked for side by side. */
export function createState({
  world,
  policy,
  pin,
  config,
  session,
  store,
  witness,
  space,
  skew,
  missingOrigins,
  offer,
}: StateDeps) {
  /** What is known of the agent's documents. */
  async function ofAgent(agent: Agent, open = store.unfinished(agent)) {
    const [unfinished, report, pinView] = await Promise.all([open, witness.report(agent), pin.view()]);
    return { ...unfinished, ...report, pinView };
  }

  return async function state(read: Read = {}): Promise<StateView> {
    const [known, { agent, signedIn, ended }] = await Promise.all([
      config.get(),
      read.who ?? session.state(),
    ]);
    const [missing, his, room, { tenant, featuresOff = [] }, isOffered] = await Promise.all([
      known ? missingOrigins(known) : [],
      agent && ofAgent(agent, read.open),
      space.look(),
      policy.get(),
      signedIn && offer.isOpen(),
    ]);
    const { flows = [], lost = [], brokenAt, damaged = 0, pinView } = his ?? {};
    const skewMs = skew.worthSaying();
    return {
      phase: phaseOf(known, missing, agent !== undefined, signedIn),
      online: world.online(),
      waiting: waitingCount(flows),
      unsent: unsentCount(flows),
      lost: lost.map((one) => lostView(one, known)),
      damaged,
      ...(room && { space: room }),
      ...(skewMs !== undefined && { skewMs }),
      ...(brokenAt !== undefined && { witnessBrokenAt: brokenAt }),
      missingOrigins: missing,
      ...(known && {
        organisation: {
          address: known.address,
          name: known.config.organisation.name,
          products: known.config.products,
          apis: apisOf(known.config),
          review: known.config.review,
          atrium: known.config.addresses.atrium,
          signIn: waysIn(known, featuresOff),
          tenant,
        },
      }),
      ...(agent && { agent: agentView(agent) }),
      featuresOff,
      ...(pinView && { pin: pinView }),
      ...(isOffered && flows.some(isUnderWay) && { offersNotices: true as const }),
      ...(ended && { ended }),
    };
  };
}

/** He has sent something of it, so there may be something to tell. */
function isUnderWay({ documents }: Flow): boolean {
  return documents.some((document) => currentAttempt(document).wanted);
}

function agentView({ tenant, email, displayName, role, siteIds }: Agent): AgentView {
  return { tenant, email, displayName, role, siteIds };
}

/** What is switched off is not offered; `session-handlers` refuses it all the same. */
function waysIn({ config: { signIn } }: Known, off: readonly Feature[]): SignIn | undefined {
  return off.includes('password-sign-in') ? { ...signIn, password: false } : signIn;
}

function phaseOf(
  known: Known | undefined,
  missing: readonly string[],
  isAgentKnown: boolean,
  isSignedIn: boolean,
): Phase {
  if (!known) return 'no-organisation';
  if (missing.length > 0) return 'no-access';
  if (!isAgentKnown) return 'signed-out';
  return isSignedIn ? 'signed-in' : 'locked';
}

/** The product of a lost document is lost with it: any product's label for its kind will do. */
function lostView(
  { captureId, loanId, kind, capturedAt }: WitnessReport['lost'][number],
  known: Known | undefined,
): LostView {
  const documents = known?.config.products.flatMap((product) => product.documents) ?? [];
  const label = documents.find((document) => document.kind === kind)?.label ?? kind;
  return { captureId, loanId, kind, label, capturedAt };
}
