import { browser } from 'wxt/browser';
import type { NoticeWords } from '@/lib/domain/notice';
import { addressOf } from '@/lib/outbox/notice-address';
import { readNoticeId, sayNotice } from '@/lib/outbox/notice-text';
import type { NoticePort } from '@/lib/outbox/notify';
import { openPage } from './open-page';

const ALARM = 'satchel-notices';
const PERMISSION = { permissions: ['notifications' as const] };

/** The browser's notifications; without the permission there is no such thing. */
export function createNoticePort(words: () => Promise<NoticeWords>): NoticePort {
  return {
    // Just allowed, the API may be there from the next worker on.
    isAllowed: async () => 'notifications' in browser && browser.permissions.contains(PERMISSION),
    shown: async () => Object.keys(await browser.notifications.getAll()),
    async show(id, notice) {
      const { title, message, buttons } = sayNotice(notice, id, await words());
      await browser.notifications.create(id, {
        type: 'basic',
        iconUrl: browser.runtime.getURL('/icon/128.png'),
        title,
        message,
        // Firefox refuses a notification with buttons: there a press on the whole of it does the first.
        ...(!import.meta.env.FIREFOX && { buttons: buttons.map(({ says }) => ({ title: says })) }),
      });
    },
    async clear(id) {
      await browser.notifications.clear(id);
    },
    async wakeAt(at) {
      await browser.alarms.create(ALARM, { when: at });
    },
  };
}

/** Does what is pressed. Call it in the worker's first turn; where the permission comes later, the API comes with it. */
export function onNoticePressed(inBackground: (name: string, work: () => Promise<unknown>) => void): void {
  let isListening = false;
  const listen = () => {
    // Not there before the agent has allowed it.
    if (isListening || !('notifications' in browser)) return;
    isListening = true;
    const { notifications } = browser;
    const press = (id: string, button: number) => inBackground('notice', () => act(id, button));
    notifications.onClicked.addListener((id) => press(id, 0));
    if (!import.meta.env.FIREFOX) notifications.onButtonClicked.addListener(press);
  };
  listen();
  browser.permissions.onAdded.addListener(listen);
}

async function act(id: string, button: number): Promise<void> {
  const chosen = readNoticeId(id).acts[button];
  const address = chosen && addressOf(id, chosen);
  await browser.notifications.clear(id);
  if (address !== undefined) await openPage(address);
}
