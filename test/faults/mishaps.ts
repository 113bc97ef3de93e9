import type { Stage } from './story';
import { agents } from './sim-town';
import type { Hop } from './sim-weather';
import { spots } from './sim-weather';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const hops: readonly Hop[] = ['atrium', 'atlas', 'broker', 'store'];

/** What befalls the device, the line and the servers, whatever the agent is doing. */
export function createMishaps({ sim, town, device, ledger, weather }: Stage) {
  let isWitnessHurt = false;

  const all: ReadonlyArray<readonly [number, () => void]> = [
    [1, () => befall('one document cannot be stored', town.refuseNextUpload)],
    [4, () => befall('the browser restarts', device.restartBrowser)],
    [4, () => befall('the worker ends', () => device.kill('by the story'))],
    [3, () => befall('a second worker', device.twin)],
    [3, () => befall('offline', () => device.setOnline(false))],
    [4, () => befall('online', () => device.setOnline(true))],
    [2, () => befall('a line that carries nothing', () => void (device.mood.isLying = true))],
    [4, () => befall('a line that works', () => void (device.mood.isLying = false))],
    [1, () => befall('the line is slow', () => void (device.mood.slowness = sim.pick([10, 60])))],
    [2, () => befall('the line is quick', () => void (device.mood.slowness = 1))],
    [3, () => jump(sim.between(-3, 3) * sim.pick([MINUTE, HOUR, 24 * HOUR]))],
    [1, () => befall('the disk is full', fill)],
    [2, () => befall('the disk has room', () => void (device.disk.isFull = false))],
    [0.5, () => befall('the disk is silent', () => void (device.disk.isSilent = true))],
    [1, () => befall('the disk answers', () => void (device.disk.isSilent = false))],
    [0.3, empty],
    [0.3, damage],
    [0.3, loseBytes],
    [0.2, damageWitness],
    [1, () => befall('access is short', () => town.atrium.setAccessLife(sim.pick([10, 60, 900])))],
    [2, misread],
    [1, () => befall('Atlas forgets its tokens', () => town.atlas.expireTokens())],
    [1, () => befall('Atrium revokes', () => town.atrium.revoke(sim.pick(agents).email))],
    [1, () => befall('the store of the broker fails', () => town.failObjects(sim.pick([0.1, 0.5, 1])))],
    [2, () => befall('the store of the broker works', () => town.failObjects(0))],
    [4, changeWeather],
  ];

  function befall(what: string, work: () => void): void {
    sim.note(`it happens: ${what}`);
    ledger.nudgedAt.push(sim.elapsed());
    work();
  }

  function jump(ms: number): void {
    ledger.isClockSet = true;
    befall(`the clock jumps by ${Math.round(ms / SECOND)} s`, () => void (device.mood.skew += ms));
  }

  function fill(): void {
    device.disk.isFull = true;
    device.disk.isHonest = sim.happens(0.5);
  }

  function empty(): void {
    hurt('the database is empty', () => {
      device.disk.flows.clear();
      device.disk.bytes.clear();
      device.disk.quarantine = [];
    });
  }

  /** Something on this device goes bad, without a word. */
  function hurt(what: string, work: () => void): void {
    // With both of them gone there is nobody left to know.
    if (isWitnessHurt) return;
    befall(what, () => {
      ledger.hurtAt.push(sim.elapsed());
      work();
    });
  }

  function damage(): void {
    const { flows } = device.disk;
    if (flows.size === 0) return;
    const flowId = sim.pick([...flows.keys()]);
    const stored = structuredClone(flows.get(flowId));
    const keepsPlace = sim.happens(0.7) && typeof stored === 'object';
    hurt(`the record ${flowId.slice(0, 8)} is damaged`, () =>
      flows.set(flowId, keepsPlace ? { ...stored, documents: 'torn' } : { flowId }),
    );
  }

  function loseBytes(): void {
    const { bytes } = device.disk;
    if (bytes.size === 0) return;
    const captureId = sim.pick([...bytes.keys()]);
    hurt(`the bytes of ${captureId.slice(0, 8)} are gone`, () => void bytes.delete(captureId));
  }

  function damageWitness(): void {
    const { local } = device.kept;
    if (!local.has('witness') || ledger.hurtAt.length > 0) return;
    hurt('the witness is damaged', () =>
      sim.happens(0.5) ? local.set('witness', { version: 1 }) : local.delete('witness'),
    );
    isWitnessHurt = true;
  }

  function misread(): void {
    const code = sim.pick(['INVALID_DOC', 'UNRECOGNISED'] as const);
    befall(`Atlas finds ${code}`, () =>
      town.atlas.misread(1, { documentType: 'PAN', fields: {}, error_code: code, error_reason: 'Blurred' }),
    );
  }

  /** One thing fails and all else works: what only an exact failure brings to light. */
  function storm(): void {
    const [share, spot] = [sim.pick([0.3, 0.7, 1]), sim.draw(spots)];
    befall(`storm ${share} at ${spot}`, () => weather.set(share, hops, spot));
  }

  function changeWeather(): void {
    if (sim.happens(0.4)) return storm();
    const share = sim.pick([0, 0.05, 0.2, 0.6, 1]);
    const hit = hops.filter(() => sim.happens(0.6));
    befall(`weather ${share} at ${hit.join(' ')}`, () => weather.set(share, hit));
  }

  return { all, changeWeather };
}
