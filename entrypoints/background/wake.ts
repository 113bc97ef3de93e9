import type { Drain } from '@/lib/outbox/drain';

export interface WakeDeps {
  /** Sets the alarm that brings back a worker which dies from here on. */
  readonly arm: () => Promise<void>;
  /** Compares witness and database. What fails in it is its own affair. */
  readonly check: () => Promise<void>;
  readonly drain: Pick<Drain, 'wake'>;
}

/**
 * Every wake does the same thing, whatever woke us. An alarm wakes twice, by the worker's start and by its own event:
 * what comes while another wake is on its way to the drain goes with that one.
 */
export function createWake({ arm, check, drain }: WakeDeps) {
  let onItsWay: { hurry: boolean } | undefined;

  return async function wake({ hurry }: { readonly hurry: boolean }): Promise<void> {
    if (onItsWay) {
      onItsWay.hurry ||= hurry;
      return;
    }
    const mine = { hurry };
    onItsWay = mine;
    try {
      await arm();
      await check();
    } finally {
      onItsWay = undefined;
    }
    await drain.wake(mine);
  };
}
