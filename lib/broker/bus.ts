import { createHash } from 'node:crypto';
import type { Called } from './callback-tokens';

/** Tells whoever listens, in any process of the broker, that there is something new to look at. */
export interface Bus {
  /** Never rejects: who was not told finds it when he looks. */
  publish(topic: string): Promise<void>;
  /** @returns stops listening */
  subscribe(topic: string, listener: () => void): () => void;
  close(): void;
}

/** Within this process. */
export function createLocalBus(): Bus {
  const listeners = new Map<string, Set<() => void>>();
  return {
    async publish(topic) {
      for (const listener of listeners.get(topic) ?? []) listener();
    },
    subscribe(topic, listener) {
      const all = listeners.get(topic) ?? new Set();
      listeners.set(topic, all.add(listener));
      return () => {
        all.delete(listener);
        if (all.size === 0) listeners.delete(topic);
      };
    },
    close: () => listeners.clear(),
  };
}

/** What a loan's news go by between processes: no id of anybody's can be read in it. */
export function topicOf({ owner: { tenantId, agentId }, loanId }: Called): string {
  return createHash('sha256')
    .update(JSON.stringify([tenantId, agentId, loanId]))
    .digest('base64url');
}
