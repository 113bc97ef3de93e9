import { browser } from 'wxt/browser';
import type { World } from '@/lib/world';

const SECOND = 1_000;
const ALARM = 'satchel-drain';
/** Chromium ends an idle worker after 30 s, Firefox an event page after as long but counting differently. */
const PULSE = import.meta.env.FIREFOX ? 10 * SECOND : 20 * SECOND;
const SOONEST_ALARM = 30 * SECOND;

export interface WakeupDeps {
  readonly world: Pick<World, 'now' | 'sleep'>;
}

/** The alarm that brings the worker back, and the pulse that keeps it while a step runs. */
export function createWakeups({ world }: WakeupDeps) {
  async function pulse(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await browser.runtime.getPlatformInfo();
      await world.sleep(PULSE, signal).catch(() => undefined);
    }
  }

  return {
    /** Set before any work, so that a worker that dies in the middle of it comes back. */
    async arm(): Promise<void> {
      await browser.alarms.create(ALARM, { delayInMinutes: 1, periodInMinutes: 1 });
    },

    /** Sleeps until `dueAt` (epoch ms), looking every minute from then on; with nothing open, for good. */
    async restUntil(dueAt: number | undefined): Promise<void> {
      if (dueAt === undefined) await browser.alarms.clear(ALARM);
      else
        await browser.alarms.create(ALARM, {
          when: Math.max(dueAt, world.now() + SOONEST_ALARM),
          periodInMinutes: 1,
        });
    },

    stayAwake(): () => void {
      const stop = new AbortController();
      void pulse(stop.signal);
      return () => stop.abort();
    },
  };
}
