import { beforeEach, expect, test } from 'vitest';
import { sayNotice } from '@/lib/outbox/notice-text';
import type { NoticePort } from '@/lib/outbox/notify';
import { noticeWords } from '@/entrypoints/background/notice-words';
import { freshDatabase } from '@/test/lib/outbox/fresh-database';
import { arrive } from './errand';
import { paper, ravi, readText } from './town';

beforeEach(freshDatabase);

const HOUR = 3_600_000;

/** A screen that outlives workers, and what was said on it. */
function createScreen() {
  const standing = new Map<string, string>();
  const said = new Array<string>();
  let before: () => void = () => {};
  const port: NoticePort = {
    isAllowed: async () => true,
    shown: async () => [...standing.keys()],
    async show(id, notice) {
      before();
      const { title, message } = sayNotice(notice, id, noticeWords.en);
      standing.set(id, `${title}: ${message}`);
      said.push(`${title}: ${message}`);
    },
    clear: async (id) => void standing.delete(id),
    wakeAt: async () => {},
  };
  return { port, standing, said, whenSaid: (then: () => void) => void (before = then) };
}

/** Atlas cannot tell what a PAN card is. */
const readBlind: typeof readText = async (...asked) => {
  const found = await readText(...asked);
  return found.documentType === 'PAN'
    ? { documentType: 'UNRECOGNISED', fields: {}, error_code: 'UNRECOGNISED' }
    : found;
};

async function atWork(screen: ReturnType<typeof createScreen>, read = readBlind) {
  const errand = await arrive({ read }, {}, { notices: screen.port });
  await errand.capture('AADHAAR');
  await errand.capture('PAN');
  await errand.send();
  return errand;
}

const REFUSED = 'Loan CDL-1: Atlas did not accept 1 document. Photograph it again.';

test('what Atlas refused is told once, and taken away when the agent has done something about it', async () => {
  const screen = createScreen();
  let read = readBlind;
  const { is, town, laptop, flow, row } = await atWork(screen, (...asked) => read(...asked));
  await is('PAN', 'refused');
  await town.world.until(() => screen.said.length > 0, HOUR);
  expect(screen.said).toEqual([REFUSED]);
  await town.world.advance(HOUR);
  laptop.killWorker();
  await town.world.advance(HOUR);
  expect(screen.said).toEqual([REFUSED]);
  expect([...screen.standing.values()]).toEqual([REFUSED]);
  read = readText;
  const again = { flowId: (await flow()).flowId, slotIds: [(await row('PAN')).slotId] };
  await laptop.wait(laptop.popup.call('flow.rerun', again));
  await town.world.until(() => screen.standing.size === 0, HOUR);
  expect(screen.said).toEqual([REFUSED]);
});

test('the worker dies in the moment of telling: the alarm is still there, and the agent hears of it once', async () => {
  const screen = createScreen();
  const { is, town, laptop } = await atWork(screen);
  let deaths = 0;
  screen.whenSaid(() => {
    if (deaths > 0) return;
    deaths += 1;
    laptop.loseWorker();
    throw new Error('nobody is there any more');
  });
  await is('PAN', 'refused');
  await town.world.until(() => screen.said.length > 0, HOUR);
  await town.world.advance(HOUR);
  expect([deaths, screen.said]).toEqual([1, [REFUSED]]);
});

test('a press opens the place of that very document, by what the notice is called', async () => {
  const screen = createScreen();
  const { is, town, row, flow } = await atWork(screen);
  await is('PAN', 'refused');
  await town.world.until(() => screen.said.length > 0, HOUR);
  const [id = ''] = screen.standing.keys();
  expect(id.split('/').slice(0, 2)).toEqual([(await flow()).flowId, (await row('PAN')).slotId]);
});

test('the next agent sees nothing of it', async () => {
  const screen = createScreen();
  const { is, town, laptop } = await atWork(screen);
  await is('PAN', 'refused');
  await town.world.until(() => screen.said.length > 0, HOUR);
  await laptop.wait(laptop.popup.call('session.signOut', { deleteUnsent: false }));
  await laptop.wait(laptop.popup.call('session.signIn', ravi));
  await town.world.until(() => screen.standing.size === 0, HOUR);
  expect(screen.said).toEqual([REFUSED]);
});

test('the chip says why, and a press on the same picture opens the document’s own place, not a row of them', async () => {
  const screen = createScreen();
  const opened = new Array<string>();
  const openedAt = new Array<number>();
  const openRetake = async (...place: string[]) => {
    opened.push(place.join('/'));
    openedAt.push(errand.town.world.now());
  };
  const errand = await arrive({ read: readBlind }, {}, { notices: screen.port, openRetake });
  const { capture, send, is, laptop, row, flow, town } = errand;
  await capture('AADHAAR');
  await capture('PAN');
  await capture('PAN');
  expect(opened).toEqual([]);
  await send();
  await is('PAN', 'refused');
  await is('AADHAAR', 'read');
  const status = await laptop.wait(laptop.portal.call('portal.status', { loanId: 'CDL-1' }));
  expect(status).toEqual({
    documents: [
      {
        kind: 'PAN',
        note: 'Not accepted: it cannot be told what it is. Press to take it again',
        tone: 'bad',
        slotId: (await row('PAN')).slotId,
      },
      { kind: 'AADHAAR', note: 'Verified', tone: 'good' },
    ],
    moves: false,
  });
  for (let n = 0; n < 5; n += 1) await capture('PAN');
  await capture('AADHAAR');
  // How long five presses take is the machine's affair: what counts is that none opened a page soon after another.
  const gaps = openedAt.slice(1).map((at, n) => at - (openedAt[n] ?? 0));
  expect(gaps.every((gap) => gap >= 3_000)).toBe(true);
  expect(new Set(opened)).toEqual(new Set([`${(await flow()).flowId}/${(await row('PAN')).slotId}`]));
  const before = opened.length;
  await town.world.advance(10_000);
  await capture('PAN');
  expect(opened).toHaveLength(before + 1);
});

test('a press on its chip with another picture takes its place: told once anew, and the old attempt stays', async () => {
  const { laptop, is, row, told, flow } = await atWork(createScreen());
  await is('PAN', 'refused');
  const { documents } = await laptop.wait(laptop.portal.call('portal.status', { loanId: 'CDL-1' }));
  const slotId = documents.find(({ kind }) => kind === 'PAN')?.slotId;
  const before = told().length;
  const another = { loanId: 'CDL-1', kind: 'PAN', slotId, source: 'portal-image' } as const;
  const taken = laptop.portal.call('portal.capture', { ...another, bytes: paper('PAN', 'ABCDE1234G') });
  expect(await laptop.wait(taken)).toMatchObject({ slotId, already: false, retaken: true });
  await is('PAN', 'sent');
  await is('PAN', 'refused');
  expect(told()).toHaveLength(before + 1);
  expect(await row('PAN')).toMatchObject({ slotId, attempts: 2 });
  expect((await flow()).documents).toHaveLength(2);
});

test('he is asked whether he wants to be told once there is something on its way, and once', async () => {
  const screen = createScreen();
  const port = { ...screen.port, isAllowed: async () => false };
  const { laptop, capture, send } = await arrive({}, {}, { notices: port });
  const offered = async () => (await laptop.wait(laptop.popup.call('state.get'))).offersNotices;
  await capture('PAN');
  expect(await offered()).toBeUndefined();
  await send();
  expect(await offered()).toBe(true);
  await laptop.wait(laptop.popup.call('notices.asked'));
  laptop.restartBrowser();
  expect(await offered()).toBeUndefined();
});
