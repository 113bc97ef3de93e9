import { CHANGED_CHANNEL } from '@/lib/contract/rpc';
import type { Language } from '@/lib/domain/language';
import type { Notify } from '@/lib/outbox/notify';
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
/** Between two looks at the whole outbox; before the worker rests there is one in any case. */
const TELL_PAUSE = 10_000;

export interface OutwardDeps {
  readonly world: Pick<World, 'sleep'>;
  /** Runs it and logs how it fails. */
  readonly attempt: (name: string, work: () => Promise<unknown>) => Promise<void>;
  /** There once the worker's first turn is over. */
  readonly client: () => {
    readonly spoken: () => Promise<Language>;
    readonly needy: () => Promise<Counted>;
    readonly notify: Notify;
  };
}

/** All by which the background shows itself: to open pages, on the toolbar's button and in its menu, and by notices. */
export function createOutward({ world, attempt, client }: OutwardDeps) {
  const pages = new BroadcastChannel(CHANGED_CHANNEL);
  const words = async () => noticeWords[await client().spoken()];
  const badge = createLatest(
    () => attempt('badge', async () => showBadge(badgeOf(await client().needy(), await words()))),
    () => world.sleep(BADGE_PAUSE),
  );
  const tell = createLatest(
    async () => {
      await world.sleep(GATHER);
      await attempt('notify', client().notify.look);
    },
    () => world.sleep(TELL_PAUSE),
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
