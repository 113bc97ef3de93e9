import { beforeEach, expect, test } from 'vitest';
import { freshDatabase } from '@/test/lib/outbox/fresh-database';
import { arrive, EXTRACTS } from './errand';
import { paper } from './town';

beforeEach(freshDatabase);

const EVENTS = '/events?loanId=';
const SECOND = 1_000;
/** Atlas is not asked more often than this by itself, while nobody looks. */
const PACE = 5 * SECOND;
/** The verdict takes so long that every question before it is one of many. */
const slow = { stageMs: 300 * SECOND };
const CallbackUrl = /"callback_url":"([^"]+)"/;

/** One document that Atlas is asked about; then, a second after a question, a callback. */
async function bring(own: Parameters<typeof arrive>[2], spoil: (at: At) => void = () => {}) {
  const at = await arrive({ ...slow, extractsLateMs: slow.stageMs }, {}, own);
  const { town } = at;
  spoil(at);
  const asked = new Array<number>();
  const streams = new Array<number>();
  town.whenRequested((n, when) => {
    const text = town.sent[n - 1]?.text ?? '';
    if (when === 'leaves' && text.includes(EXTRACTS)) asked.push(town.world.now());
    if (when === 'leaves' && text.includes(EVENTS)) streams.push(town.world.now());
  });
  await at.capture('PAN');
  await at.send();
  await town.world.until(() => asked.length >= 3);
  await town.world.advance(SECOND);
  const before = asked.length;
  const url = town.sent.flatMap(({ text }) => CallbackUrl.exec(text)?.[1] ?? [])[0] ?? '';
  const said = { method: 'POST', body: JSON.stringify({ application_id: 'CDL-1', ocr_data: [] }) };
  expect((await town.world.fetch(new Request(url, said))).status).toBe(200);
  // What comes by a stream takes real time and none of the town's.
  for (let turn = 0; turn < 100 && asked.length === before; turn += 1) await town.world.advance(0);
  await town.world.until(() => asked.length > before);
  // From the question before the callback to the one after it.
  const between = (asked[before] ?? Infinity) - (asked[before - 1] ?? 0);
  return { at, streams, between };
}
type At = Awaited<ReturnType<typeof arrive>>;

test('without listening, what a callback tells waits for the next question', async () => {
  const { between, streams } = await bring({});
  expect(between).toBeGreaterThanOrEqual(PACE);
  expect(streams).toEqual([]);
});

test('listening, Atlas is asked as soon as it has called back, by one stream that ends with the work', async () => {
  const { at, between, streams } = await bring({ listens: true });
  expect(between).toBeLessThan(0.8 * PACE);
  expect(streams).toHaveLength(1);
  const [stream] = at.town.sent.filter(({ text }) => text.includes(EVENTS));
  expect(stream?.text).toMatch(/^https:\/\/broker\.test\/v1\/flows\/[\w-]+\/events\?loanId=CDL-1\n/);
  expect(stream?.text).toContain('accept,text/event-stream');
  await at.is('PAN', 'read');
  await at.town.world.advance(60 * SECOND);
  expect(at.laptop.lines.filter((line) => line.includes('failed'))).toEqual([]);
  // The broker has seen every listener go.
  expect(at.town.broker.streams()).toBe(0);
});

test.each([
  ['refuses it', () => Response.json({ error: 'throttled', message: 'no' }, { status: 429 })],
  ['answers a page', () => new Response('<html>', { headers: { 'content-type': 'text/html' } })],
  [
    'sends nonsense',
    () => new Response('x'.repeat(9_000), { headers: { 'content-type': 'text/event-stream' } }),
  ],
  ['sends a redirect', () => new Response(null, { status: 302, headers: { location: 'https://evil.test' } })],
  ['is not there', () => Promise.reject(new TypeError('Failed to fetch'))],
])(
  'where the broker %s, nobody hears of it, and the next question brings the verdict',
  async (_how, answer) => {
    const { at, streams, between } = await bring({ listens: true }, ({ town }) => {
      const { routes } = town.world;
      const broker = routes['https://broker.test/'];
      routes['https://broker.test/'] = (request) =>
        request.url.includes(EVENTS)
          ? Promise.resolve(answer())
          : Promise.resolve(broker?.(request) ?? answer());
    });
    expect(between).toBeGreaterThanOrEqual(PACE);
    expect(between).toBeLessThan(4 * PACE);
    // Tried again now and then, never in a loop.
    expect(streams.length).toBeGreaterThan(0);
    expect(streams.length).toBeLessThan(8);
    expect(at.laptop.lines.filter((line) => line.includes('failed'))).toEqual([]);
  },
);

test('of three loans two are listened to, and all are read', async () => {
  const at = await arrive({ stageMs: 30 * SECOND, extractsLateMs: 30 * SECOND }, {}, { listens: true });
  for (const loanId of ['CDL-1', 'CDL-2', 'CDL-3']) {
    const bytes = paper('PAN', `ABCDE1234${loanId.at(-1)}`);
    const input = { loanId, kind: 'PAN', source: 'portal-link' as const, bytes };
    const { flowId } = await at.laptop.wait(at.laptop.portal.call('portal.capture', input));
    await at.laptop.wait(at.laptop.popup.call('flow.send', { flowId }));
  }
  let most = 0;
  await at.town.world.until(async () => {
    most = Math.max(most, at.town.broker.streams());
    const flows = await at.laptop.wait(at.laptop.popup.call('flow.list', { finished: 100 }));
    return flows.every(({ documents }) => documents[0]?.state === 'read');
  });
  expect(most).toBe(2);
  await at.town.world.advance(60 * SECOND);
  expect(at.town.broker.streams()).toBe(0);
});
