import type { Known } from '@/lib/config';
import type { AgentView, LostView, Phase, StateView } from '@/lib/contract/views';
import type { Agent } from '@/lib/domain/agent';
import type { SignIn } from '@/lib/domain/organisation';
import type { Feature } from '@/lib/domain/policy';
import { unsentCount, waitingCount } from '@/lib/outbox/view';
import type { WitnessReport } from '@/lib/outbox/witness';
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
>;

/** Where the whole program stands, for every page. */
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
}: StateDeps) {
  return async function state(): Promise<StateView> {
    const [known, { agent, signedIn, ended }] = [await config.get(), await session.state()];
    const missing = known ? await missingOrigins(known) : [];
    const flows = agent ? await store.list(agent) : [];
    const { lost, brokenAt } = agent ? await witness.report(agent) : { lost: [] };
    const { tenant, featuresOff = [] } = await policy.get();
    const room = await space.look();
    const [skewMs, pinView] = [skew.worthSaying(), agent && (await pin.view())];
    return {
      phase: phaseOf(known, missing, agent !== undefined, signedIn),
      online: world.online(),
      waiting: waitingCount(flows),
      unsent: unsentCount(flows),
      lost: lost.map((one) => lostView(one, known)),
      damaged: agent ? await store.damaged(agent) : 0,
      ...(room && { space: room }),
      ...(skewMs !== undefined && { skewMs }),
      ...(brokenAt !== undefined && { witnessBrokenAt: brokenAt }),
      missingOrigins: missing,
      ...(known && {
        organisation: {
          address: known.address,
          name: known.config.organisation.name,
          products: known.config.products,
          review: known.config.review,
          atrium: known.config.addresses.atrium,
          signIn: waysIn(known, featuresOff),
          tenant,
        },
      }),
      ...(agent && { agent: agentView(agent) }),
      featuresOff,
      ...(pinView && { pin: pinView }),
      ...(ended && { ended }),
    };
  };
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
