import { browser } from 'wxt/browser';
import type { Answer, Call, CHANGED_CHANNEL, Input, MethodName, Output } from '@/lib/contract/rpc';
import type { z } from 'zod';
import { Failed } from '@/lib/domain/failed';

/** The asking side of `lib/contract/rpc`. Imports types only, so that the portal script stays small. */
export interface Client {
  /** Asks the background. Rejects with `Failed`; never with a platform error. */
  call<M extends MethodName>(
    method: M,
    ...input: undefined extends Input<M> ? [] : [Input<M>]
  ): Promise<Output<M>>;
}

/** What the platform gives us to send with; a parameter so that tests need no browser. */
export type Send = (message: z.infer<typeof Call>) => Promise<unknown>;

export function createClient(send: Send = (message) => browser.runtime.sendMessage(message)): Client {
  return {
    async call(method, ...input) {
      const answer = await ask(send, method, input[0]);
      if (answer.ok) return answer.value;
      throw new Failed(answer.failure.code, answer.failure);
    },
  };
}

async function ask<M extends MethodName>(
  send: Send,
  method: M,
  input: Input<M> | undefined,
): Promise<Answer<Output<M>>> {
  const gone = (cause?: unknown) => {
    throw new Failed('bug', { reason: 'disconnected', detail: 'the background does not answer', cause });
  };
  const answer = await send({ method, input }).catch(gone);
  if (isAnswer<Output<M>>(answer)) return answer;
  // What the platform answers with for a background that has ended in the meantime.
  if (answer === undefined) gone();
  throw new Failed('unreadable', { detail: `no answer to ${method}` });
}

function isAnswer<T>(value: unknown): value is Answer<T> {
  return typeof value === 'object' && value !== null && 'ok' in value;
}

/** Calls `listener` whenever the background says that something changed, until `signal` aborts. */
export function onChanged(listener: () => void, signal: AbortSignal): void {
  const name: typeof CHANGED_CHANNEL = 'satchel-changed';
  const channel = new BroadcastChannel(name);
  channel.addEventListener('message', () => listener(), { signal });
  signal.addEventListener('abort', () => channel.close(), { once: true });
}
