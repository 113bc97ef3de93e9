import { CHANGED_CHANNEL } from '@/lib/contract/rpc';
import type { Language } from '@/lib/domain/language';
import { onLanguageChanged, onNoticesChanged } from '@/lib/session/areas';
import type { World } from '@/lib/world';
import type { Counted } from './badge';
import { badgeOf, showBadge } from './badge';
import { createLatest } from './latest';
import { createNoticePort, onNoticePressed } from './notice-port';
import { noticeWords } from './notice-words';
import { onPanelMenu, showPanelMenu } from './panel-menu';

/** Between two drawings of the badge, in milliseconds: nobody reads it faster. */
const BADGE_PAUSE = 200;
/** What comes within this time of each other, in milliseconds, is told as one. */
const GATHER = 2_000;

export interface OutwardDeps {
  readonly world: Pick<World, 'sleep'>;
  /** Runs it and logs how it fails. */
  readonly attempt: (name: string, work: () => Promise<unknown>) => Promise<void>;
  readonly spoken: () => Promise<Language>;
  readonly needy: () => Promise<Counted>;
  /** Tells the agent of what needs him, if there is anything new. */
  readonly look: () => Promise<void>;
}

/** All by which the background shows itself: to open pages, on the toolbar's button and in its menu, and by notices. */
export function createOutward({ world, attempt, spoken, needy, look }: OutwardDeps) {
  const pages = new BroadcastChannel(CHANGED_CHANNEL);
  const words = async () => noticeWords[await spoken()];
  const badge = createLatest(
    () => attempt('badge', async () => showBadge(badgeOf(await needy(), await words()))),
    () => world.sleep(BADGE_PAUSE),
  );
  const tell = createLatest(
    async () => {
      await world.sleep(GATHER);
      await attempt('notify', look);
    },
    async () => {},
  );
  const menu = () => attempt('menu', async () => showPanelMenu(await words()));

  return {
    notices: createNoticePort(words),
    menu,
    /** Something changed that pages, badge or notices may say. */
    changed(): void {
      pages.postMessage(null);
      badge();
      tell();
    },
    /** Adds its listeners: in the worker's first turn. */
    listen(): void {
      const inBackground = (name: string, work: () => Promise<unknown>) => void attempt(name, work);
      onNoticesChanged(tell);
      onLanguageChanged(() => {
        badge();
        void menu();
      }, new AbortController().signal);
      onPanelMenu(inBackground);
      onNoticePressed(inBackground);
    },
  };
}
