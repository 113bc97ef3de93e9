import { createHash } from 'node:crypto';
import { Flow } from '@/lib/domain/flow';
import type { AtlasOptions } from '@/test/emulators/atlas';
import { countHappenings } from './happenings';
import type { End } from './invariants';
import { checkEnd, heals, wakesByItself } from './invariants';
import type { Sim } from './sim-clock';
import { createSim } from './sim-clock';
import { createDevice } from './sim-device';
import { createLedger } from './sim-ledger';
import type { Apis } from './sim-town';
import { agents, createSimTown } from './sim-town';
import { createWeather } from './sim-weather';
import type { Agent, Stage } from './story';
import { createAgent } from './story';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
/** Everything has come to rest by then: an hour to be swept, an hour to be fenced, and again. */
const LONGEST_REST = 12 * HOUR;

/** Three a loan in five minutes, for an hour and a half; three loans, and two parts of a folder. */
const LATE_QUESTIONS = 3 * 18 * 5;

export interface Ended {
  readonly seed: number;
  /** What was found, each with the name of the invariant it breaks. */
  readonly findings: readonly string[];
  readonly trace: readonly string[];
  /** Of the whole trace: two tellings of a seed have the same. */
  readonly print: string;
  readonly requests: number;
  /** How long it was, in hours of its own clock. */
  readonly hours: number;
  /** What went wrong, by kind, and how often. */
  readonly faults: ReadonlyMap<string, number>;
  /** In which states the attempts have ended, to see that stories go everywhere. */
  readonly states: ReadonlyMap<string, number>;
}

/** One story from its seed: a device and all around it, bad days, then everything heals and comes to rest. */
export async function tellStory(seed: number): Promise<Ended> {
  const sim = createSim(seed);
  const weather = createWeather(sim);
  const contract = drawContract(sim);
  const apis = drawApis(sim);
  sim.note(`contract: ${JSON.stringify({ ...apis, ...contract })}`);
  const town = await createSimTown(sim, weather, { contract, apis });
  const ledger = createLedger();
  const device = createDevice(sim, town, ledger);
  const stage: Stage = { sim, town, device, ledger, weather };
  const agent = createAgent(stage);
  await sim.until(isOver(agent.signIn(agents[0])), HOUR);
  device.mood.killRate = sim.pick([0, 0, 0.001, 0.005, 0.02]);
  // Most are short: a fault comes to rest before another one hides what it did.
  const acts = Math.floor(sim.between(4, sim.pick([8, 14, 25])));
  if (sim.happens(0.7)) await agent.open(isOver);
  for (let act = 0; act < acts; act += 1) {
    const over = isOver(agent.act());
    if (sim.happens(0.6)) await sim.until(over, MINUTE);
    await sim.pass(agent.wait());
  }
  const end = await heal(stage, agent);
  checkEnd(stage, end);
  const trace = sim.trace();
  return {
    seed,
    findings: [...new Set(ledger.findings)],
    trace,
    print: createHash('sha256').update(trace.join('\n')).digest('hex').slice(0, 16),
    requests: ledger.requests.length,
    hours: sim.elapsed() / HOUR,
    faults: countHappenings(trace),
    states: statesOf(device),
  };
}

function statesOf({ disk }: Stage['device']): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  const flows = [...disk.flows.values()].flatMap((stored) => Flow.safeParse(stored).data ?? []);
  for (const { attempts } of flows.flatMap(({ documents }) => documents))
    for (const { state } of attempts) counts.set(state, (counts.get(state) ?? 0) + 1);
  return counts;
}

function isOver(work: Promise<unknown>): () => boolean {
  let isDone = false;
  const end = () => {
    isDone = true;
  };
  work.then(end, end);
  return () => isDone;
}

/** Most lenders have flows; of the others, and of those that may choose, each way has its stories. */
function drawApis(sim: Sim): Apis {
  return sim.draw<Apis>([
    [5, { api: 'flow', also: [] }],
    [1, { api: 'flow', also: ['docstream', 'bulk'] }],
    [1, { api: 'docstream', also: [] }],
    [1, { api: 'bulk', also: ['flow'] }],
  ]);
}

/** What the vendors' pages leave open is one way in one story and another way in the next. */
function drawContract(sim: Sim): Partial<AtlasOptions> {
  const late = sim.pick([0, 0, MINUTE, 20 * MINUTE]);
  return {
    onSecondInit: sim.pick(['new', 'same', 'new', 'refuse'] as const),
    onDuplicate: sim.pick(['second-entry', 'overwrite', 'reject'] as const),
    afterTerminal: sim.pick(['accept', 'accept', 'accept', 'refuse'] as const),
    staleTerminalMs: sim.pick([0, 0, MINUTE, 20 * MINUTE]),
    extractsLateMs: late,
    failedPull: sim.pick(['entry', 'absent'] as const),
    masterFails: sim.pick(['when-nothing-was-fetched', 'when-any-document-fails'] as const),
    fieldsIn: sim.pick(['entry', 'file_data'] as const),
    noError: sim.pick(['empty', 'null', 'absent'] as const),
    callbackTimes: sim.pick([0, 1, 2]),
    unread: sim.pick(['absent', 'empty'] as const),
    batchErrors: sim.pick(['file_data', 'beside'] as const),
    batchOrder: sim.pick(['oldest-first', 'newest-first'] as const),
    pagesSayNext: sim.happens(0.5),
    echoFlowUuid: sim.happens(0.5),
    authOnUpload: sim.happens(0.7),
    stageMs: sim.pick([300, 5 * SECOND, 5 * MINUTE]),
  };
}

/** Everything works again, and each agent signs in once and waits, pressing nothing. */
async function heal(stage: Stage, agent: Agent): Promise<End> {
  const { sim, town, device, ledger, weather } = stage;
  sim.note('everything heals');
  ledger.healedAt = sim.elapsed();
  weather.clear();
  town.clearFaults();
  device.mood.killRate = 0;
  device.mood.isLying = false;
  device.mood.slowness = 1;
  device.mood.isCalm = true;
  device.disk.isFull = false;
  device.disk.isSilent = false;
  device.setOnline(true);
  device.onNext('nothing', () => {});
  const views = new Map<string, End['views'] extends ReadonlyMap<string, infer V> ? V : never>();
  // What was under way when all healed comes to its end.
  await sim.pass(HOUR);
  wakesByItself({ town, ledger, device });
  for (const who of agents) {
    agent.forget();
    await sim.until(isOver(agent.signIn(who)), HOUR);
    const before = ledger.requests.length;
    // Who has left nothing here has nothing that could come to rest.
    if (hasLeftSomething(stage)) await comeToRest(stage, agent);
    if (!device.isSignedIn())
      ledger.findings.push(`staysSignedIn: ${who.displayName} is locked out on a good day`);
    views.set(device.agentId(), agent.views());
    sim.note(`at rest after ${ledger.requests.length - before} requests`);
  }
  return { views, hours: sim.elapsed() / HOUR };
}

/** The agent waits, looks, and takes what way out there is of what is late or has failed: it works. */
async function comeToRest(stage: Stage, agent: Agent): Promise<void> {
  const { sim, ledger } = stage;
  await rest(sim, ledger);
  await lookAtRest(stage, agent);
  // Before he presses anything: what can come back by itself has come back.
  heals(stage, agent.views());
  for (let round = 0; round < 2 && agent.hasWaysOut(); round += 1) {
    await sim.until(isOver(agent.takeWaysOut()), HOUR);
    await rest(sim, ledger);
    await lookAtRest(stage, agent);
  }
}

/** Whether something of the agent who has just signed in is on the disk, or was said to be. */
function hasLeftSomething({ device, ledger }: Stage): boolean {
  const mine = device.agentId();
  const isMine = ({ agentId }: { readonly agentId: string }) => agentId === mine;
  const stored = [...device.disk.flows.values()].map((record) => Flow.safeParse(record).data);
  // One that does not parse may be anybody's.
  return [...ledger.told.values()].some(isMine) || stored.some((flow) => !flow || isMine(flow));
}

/** What is being tried in this very moment is looked at again when the try is over. */
async function lookAtRest({ sim, ledger }: Stage, agent: Agent): Promise<void> {
  await sim.until(isOver(agent.list('looks at rest')), HOUR);
  // By a clock that was set back the hour of sending comes a second time, and in it nothing is late.
  if (ledger.isClockSet && agent.seesOneSent()) {
    await sim.pass(HOUR);
    await sim.until(isOver(agent.list('looks an hour later')), HOUR);
  }
  if (!agent.seesOneTried()) return;
  await sim.pass(MINUTE);
  await sim.until(isOver(agent.list('looks when the try is over')), HOUR);
}

/** Rest: an hour and a half with no request but the questions about what is late. */
async function rest(sim: Sim, ledger: Stage['ledger']): Promise<void> {
  const end = sim.elapsed() + LONGEST_REST;
  let before = -Infinity;
  while (ledger.requests.length - before > LATE_QUESTIONS) {
    if (sim.elapsed() > end) {
      ledger.findings.push(`comesToRest: requests go on: ${ledger.requests.at(-1)?.what}`);
      return;
    }
    before = ledger.requests.length;
    await sim.pass(1.5 * HOUR);
  }
}
