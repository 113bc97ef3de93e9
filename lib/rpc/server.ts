import type { z } from 'zod';
import type { Answer, Input, MethodName, Output, Role } from '@/lib/contract/rpc';
import { Call, rpc } from '@/lib/contract/rpc';
import { Failed, toFailed, toFailure } from '@/lib/domain/failed';
import type { World } from '@/lib/world';
import { createLimiter } from './limiter';
import type { Self, Sender } from './sender';
import { roleOf, urlOf } from './sender';

/** What a handler may know of the asker. `url` is the browser's word for the page, not the message's. */
export interface Asker {
  readonly role: Role;
  readonly url: string;
}

/** One handler for every method of the contract: a missing one does not compile. */
export type Handlers = {
  readonly [M in MethodName]: (input: Input<M>, asker: Asker) => Promise<Output<M>>;
};

export interface ServerOptions {
  readonly self: Self;
  readonly handlers: Handlers;
  /** Told of every refusal and failure; never of inputs. */
  readonly world: Pick<World, 'monotonic'>;
  readonly report: (event: { method: string; failed: Failed }) => void;
}

/** The answering side of `lib/contract/rpc`: who asks, is it well formed, answer. */
export function createServer({ self, handlers, world, report }: ServerOptions) {
  const mayServe = createLimiter(world);
  return async (message: unknown, sender: Sender): Promise<Answer<unknown>> => {
    const role = roleOf(sender, self);
    // Before anything is looked at, and without a word in the log: there may be very many. Our own pages may.
    if (role === 'portal' && !mayServe(sender.tab?.id ?? NO_TAB)) return busy;
    const call = Call.safeParse(message);
    const name = call.success && isMethod(call.data.method) ? call.data.method : undefined;
    try {
      if (!role || !name || !rpc[name].roles.includes(role)) {
        throw new Failed('forbidden', { detail: `${role ?? 'nobody'} may not` });
      }
      return {
        ok: true,
        value: await answer(name, handlers, call.data?.input, { role, url: urlOf(sender) }),
      };
    } catch (thrown) {
      report({ method: name ?? 'unknown', failed: toFailed(thrown) });
      return { ok: false, failure: toFailure(thrown) };
    }
  };
}

/** Tabs that the browser gives no number share one count. */
const NO_TAB = -1;
const busy: Answer<never> = { ok: false, failure: { code: 'throttled', retryAfterMs: 1_000 } };

/** The contract seen so that a method's input and its handler keep step in the type checker's eyes. */
const contract: { readonly [M in MethodName]: { readonly input: z.ZodType<Input<M>> } } = rpc;

function isMethod(name: string): name is MethodName {
  return Object.hasOwn(rpc, name);
}

function answer<M extends MethodName>(
  name: M,
  handlers: Handlers,
  input: unknown,
  asker: Asker,
): Promise<Output<M>> {
  const parsed = contract[name].input.safeParse(input);
  if (!parsed.success)
    throw new Failed('rejected', { detail: `${name}: ${parsed.error.issues[0]?.path.join('.') ?? ''}` });
  return handlers[name](parsed.data, asker);
}
