import type { StateView } from '@/lib/contract/state-view';
import type { Agent } from '@/lib/domain/agent';
import type { Handlers } from '@/lib/rpc/server';
import type { HandlerDeps } from './handlers';

type SessionDeps = Pick<
  HandlerDeps,
  | 'config'
  | 'session'
  | 'policy'
  | 'oidc'
  | 'pin'
  | 'clearOut'
  | 'enter'
  | 'leave'
  | 'registerPortals'
  | 'changed'
>;
type SessionMethod = Extract<
  keyof Handlers,
  `organisation.${string}` | `session.${string}` | `pin.${string}`
>;

/** Which organisation, and who is signed in to it. */
export function createSessionHandlers(
  { config, session, policy, oidc, pin, clearOut, registerPortals, changed, ...deps }: SessionDeps,
  state: () => Promise<StateView>,
  knownAgent: () => Promise<Agent>,
): Pick<Handlers, SessionMethod> {
  /** Lets somebody come: what he left here waits to be sent. */
  async function enter(come: () => Promise<unknown>): Promise<StateView> {
    await deps.enter(come);
    return state();
  }

  return {
    'organisation.set': async ({ address }) => {
      await registerPortals(await config.set(address, deps.leave));
      changed();
      return state();
    },
    'session.signIn': async (credentials) => {
      await policy.allows('password-sign-in');
      await policy.allowsTenant(credentials.tenant);
      return enter(() => session.signIn(credentials));
    },
    'session.oidc': async ({ tenant }) => {
      await policy.allowsTenant(tenant);
      await oidc.begin(tenant);
      return state();
    },
    'pin.set': async (input) => {
      await pin.set(input.pin);
      changed();
      return state();
    },
    'pin.open': (input) => enter(() => pin.open(input.pin)),
    'pin.remove': async () => {
      await pin.remove();
      changed();
      return state();
    },
    'session.signOut': async ({ deleteUnsent }) => {
      // If that fails nobody is signed out: the agent has to hear of it.
      if (deleteUnsent) await clearOut(await knownAgent());
      await deps.leave();
      changed();
      return state();
    },
  };
}
