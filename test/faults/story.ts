import { Failed } from '@/lib/domain/failed';
import type { Sim } from './sim-clock';
import type { Device } from './sim-device';
import type { Ledger } from './sim-ledger';
import type { Paper } from './sim-papers';
import { paper } from './sim-papers';
import type { SimTown } from './sim-town';
import { agents, kinds } from './sim-town';
import type { Weather } from './sim-weather';
import type { SeenDocument, SeenFlow } from './invariants';
import { checkViews } from './invariants';
import { createMishaps } from './mishaps';
import { createFolderHand } from './story-folder';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const loans = ['CDL-1', 'CDL-2', 'CDL-3'];

const short = (id: string) => id.slice(0, 8);

/** It will not go on by itself. */
const isStranded = ({ state, isLate }: SeenDocument) => state === 'refused' || state === 'parked' || isLate;

export interface Stage {
  readonly sim: Sim;
  readonly town: SimTown;
  readonly device: Device;
  readonly ledger: Ledger;
  readonly weather: Weather;
}

/** An agent at the device: knows only what it was told, and does one thing after another, or two at once. */
export function createAgent(stage: Stage) {
  const { sim, town, device, ledger } = stage;
  const mishaps = createMishaps(stage);
  let seen: readonly SeenFlow[] = [];
  let papers = 0;
  /** Beginnings and ends of deleting all that is not sent. */
  let cleared = 0;
  let signInAskedAt = 0;
  /** Who signed in last. */
  let here = '';
  const replaced = new Set<string>();
  const made: Paper[] = [];
  /** Where a content was captured first, by agent, loan and kind. */
  const slotOf = new Map<string, string>();

  /** What is asked may fail in all the ways the contract names; the story goes on. */
  async function tries(what: string, work: () => Promise<void>): Promise<void> {
    sim.note(`agent: ${what}`);
    ledger.nudgedAt.push(sim.elapsed());
    await work().then(
      () => {
        ledger.isInDoubt = false;
        sim.note(`agent: ${what}: done`);
      },
      (thrown: unknown) => {
        const failed = thrown instanceof Failed ? thrown : undefined;
        ledger.isInDoubt = failed?.reason === 'disconnected';
        if (failed === undefined || (failed.code === 'bug' && failed.reason === undefined)) {
          ledger.findings.push(`unforeseen: ${what}: ${String(thrown)}`);
          if (thrown instanceof Error) sim.note(thrown.stack ?? '');
        }
        sim.note(`agent: ${what}: ${failed?.reason ?? failed?.code ?? String(thrown)}`);
      },
    );
  }

  const document = (test: (one: SeenDocument) => boolean) => {
    const found = seen.flatMap((flow) => flow.documents.filter(test).map((one) => ({ flow, one })));
    return found.length > 0 ? sim.pick(found) : undefined;
  };

  function nextPaper(kind: string): Paper {
    if (made.length > 0 && sim.happens(0.1)) return sim.pick(made);
    const fresh = paper(kind, `number ${(papers += 1)}`);
    made.push(fresh);
    return fresh;
  }

  async function keepTold(
    loanId: string,
    sha256: string,
    asking: Promise<{ captureId: string; flowId: string; slotId: string; already: boolean }>,
    kind?: string,
  ): Promise<void> {
    const agentId = device.agentId();
    const before = cleared;
    const place = `${agentId} ${loanId} ${kind} ${sha256}`;
    const known = slotOf.get(place);
    const { captureId, flowId, slotId, already } = await asking;
    // Somebody signed in meanwhile: whose it is, only the device can tell.
    if (agentId !== device.agentId()) return;
    // Captured while he was deleting: it may be among what went.
    if (cleared !== before || cleared % 2 === 1) ledger.givenUp.add(slotId);
    const isThere = known !== undefined && !ledger.givenUp.has(known) && ledger.hurtAt.length === 0;
    if (isThere && !already)
      ledger.findings.push(`sameContentOnce: ${short(known)} is captured once more as ${short(slotId)}`);
    if (kind !== undefined) slotOf.set(place, slotId);
    const tenantId = 'sunrise';
    ledger.told.set(captureId, {
      captureId,
      flowId,
      slotId,
      loanId,
      sha256,
      agentId,
      tenantId,
      at: sim.elapsed(),
    });
  }

  /** Only where the lender has Bulk: all other stories are what they were. */
  const hasBulk = [town.apis.api, ...town.apis.also].includes('bulk');
  const folder = hasBulk ? createFolderHand({ sim, device, made, nextPaper, tries, keepTold }) : undefined;

  const capture = (loanId = sim.pick(loans)) => {
    const kind = sim.pick(kinds);
    const { blob, sha256 } = nextPaper(kind);
    return tries(`captures ${kind} for ${loanId}`, () =>
      keepTold(
        loanId,
        sha256,
        device.portal.call('portal.capture', { loanId, kind, source: 'portal-link', bytes: blob }),
        kind,
      ),
    );
  };

  const replace = async () => {
    const found = document(({ state }) => ['captured', 'stored', 'refused', 'parked'].includes(state));
    if (!found) return capture();
    const { flow, one } = found;
    const { blob, sha256 } = nextPaper(one.kind);
    const input = {
      flowId: flow.flowId,
      slotId: one.slotId,
      kind: one.kind,
      source: 'file' as const,
      bytes: blob,
    };
    ledger.givenUp.add(one.slotId);
    replaced.add(one.slotId);
    return tries(`replaces ${one.slotId.slice(0, 8)}`, () =>
      keepTold(flow.loanId, sha256, device.capturePage.call('capture.add', input)),
    );
  };

  const list = (what = 'looks') =>
    tries(what, async () => {
      const asker = device.agentId();
      // Who asks before he signs out may be answered of the time before.
      const wasSignedOut = ledger.isSignedOut;
      await device.popup.call('state.get').then((state) => {
        if (wasSignedOut && ledger.isSignedOut && state.phase !== 'signed-out')
          ledger.findings.push(`staysSignedOut: the agent is ${state.phase} again`);
        const left = ['tokens', 'grant'].filter((name) => device.kept.session.has(name));
        if (wasSignedOut && ledger.isSignedOut && left.length > 0)
          ledger.findings.push(`leavesNoSecret: ${left.join(' and ')} after signing out`);
        for (const { captureId } of state.lost) ledger.named.add(captureId);
        if (state.damaged > 0) ledger.damageShown.add(asker);
        ledger.witnessBroken ||= state.witnessBrokenAt !== undefined;
        checkLosses(state.lost.length + state.damaged);
      });
      const flows = await device.popup.call('flow.list', { finished: 100 });
      seen = flows;
      const ofFolder = device.agentId() === '' ? [] : ((await folder?.look()) ?? []);
      seen = [...flows, ...ofFolder];
      if (asker === device.agentId()) checkViews({ town, ledger, device }, asker, seen);
    });

  function checkLosses(losses: number): void {
    if (losses > 0 && ledger.hurtAt.length === 0)
      ledger.findings.push('falseAlarm: a loss is named and nothing was lost');
    if (ledger.witnessBroken && ledger.hurtAt.length === 0)
      ledger.findings.push('falseAlarm: the witness is said to be broken');
  }

  /** "Same document?" It is: the agent knows his papers. */
  const answer = async () => {
    const found = document(({ sameAs, canDiscard = false }) => sameAs !== undefined && canDiscard);
    if (!found) return list();
    const { flow, one } = found;
    ledger.givenUp.add(one.slotId);
    return tries(`says that ${one.slotId.slice(0, 8)} is the same document`, async () => {
      await device.popup.call('flow.discard', { flowId: flow.flowId, slotId: one.slotId });
    });
  };

  const send = async () => {
    if (seen.length === 0) return list();
    const { flowId } = sim.pick(seen);
    return tries(`sends ${flowId.slice(0, 8)}`, async () => {
      ledger.sent.add(flowId);
      await device.popup.call('flow.send', { flowId });
    });
  };

  const asksAnew = (slotId: string) =>
    ledger.reruns.set(slotId, [...(ledger.reruns.get(slotId) ?? []), sim.elapsed()]);

  const rerun = async () => {
    const found = document(({ state }) => state === 'refused' || state === 'parked');
    if (!found) return list();
    const { flow, one } = found;
    asksAnew(one.slotId);
    return tries(`re-runs ${one.slotId.slice(0, 8)}`, async () => {
      await device.popup.call('flow.rerun', { flowId: flow.flowId, slotIds: [one.slotId] });
    });
  };

  const rerunLate = async () => {
    const found = document(({ isLate }) => isLate);
    if (!found) return list();
    const { flow, one } = found;
    asksAnew(one.slotId);
    return tries(`re-runs late ${one.slotId.slice(0, 8)}`, async () => {
      await device.popup.call('flow.rerunLate', { flowId: flow.flowId, slotId: one.slotId });
    });
  };

  const discard = async () => {
    const found = document(({ canDiscard = false }) => canDiscard);
    if (!found) return list();
    const { flow, one } = found;
    ledger.givenUp.add(one.slotId);
    return tries(`discards ${one.slotId.slice(0, 8)}`, async () => {
      await device.popup.call('flow.discard', { flowId: flow.flowId, slotId: one.slotId });
    });
  };

  const restore = async () => {
    const found = document(({ state }) => state === 'discarded');
    if (!found) return list();
    const { flow, one } = found;
    return tries(`restores ${one.slotId.slice(0, 8)}`, async () => {
      await device.popup.call('flow.restore', { flowId: flow.flowId, slotId: one.slotId });
      // What was replaced before stays so.
      if (!replaced.has(one.slotId)) ledger.givenUp.delete(one.slotId);
    });
  };

  const signIn = (
    who: (typeof agents)[number] = sim.draw<(typeof agents)[number]>([
      [4, agents[0]],
      [1, agents[1]],
    ]),
  ) =>
    tries(`signs in as ${who.displayName}`, async () => {
      const { tenant, email, password } = who;
      signInAskedAt = sim.elapsed();
      here = who.displayName;
      ledger.isSignedOut = false;
      await device.popup.call('session.signIn', { tenant, email, password });
      // Signing out may have been asked for in between, and be answered after.
      ledger.isSignedOut = false;
    });
  /** What he deletes he does not look for any more, whatever becomes of it. */
  function clearsOut(): void {
    cleared += 1;
    for (const { agentId, slotId } of ledger.told.values())
      if (agentId === device.agentId()) ledger.givenUp.add(slotId);
  }
  const signOut = () =>
    tries('signs out', async () => {
      const askedAt = sim.elapsed();
      const deleteUnsent = sim.happens(0.3);
      if (deleteUnsent) clearsOut();
      await device.popup.call('session.signOut', { deleteUnsent }).finally(() => deleteUnsent && clearsOut());
      // Who asked to sign in after that is waited for, however late this answer comes.
      ledger.isSignedOut = signInAskedAt < askedAt;
    });

  /** Gone, and somebody looks at what is left; or the next one signs in at once. */
  const leave = async () => {
    await signOut();
    await (sim.happens(0.5) ? list() : signIn());
  };

  /** Somebody goes, or another one comes, in the very middle of something. */
  function lieInWait(): void {
    const at = sim.pick(['/auth/refresh', '/auth/refresh', '/v1/atlas-token', '/v1/uploads', '/multiupload']);
    const other = agents.find(({ displayName }) => displayName !== here) ?? agents[0];
    const work = sim.pick([leave, () => signIn(other)]);
    sim.note(`it happens: somebody waits for ${at}`);
    device.onNext(at, () => void work());
    // And the one that he waits for comes.
    if (at === '/auth/refresh') town.refuseNextToken('broker');
    if (at === '/v1/atlas-token') town.atlas.expireTokens();
    if (sim.happens(0.7)) void capture();
  }

  /** A loan that Atlas was told nothing of goes by another of its APIs. */
  const turn = async () => {
    const turnable = seen.filter(({ loanId }) => loans.includes(loanId));
    if (turnable.length === 0 || town.apis.also.length === 0) return list();
    const { flowId } = sim.pick(turnable);
    const api = sim.pick([town.apis.api, ...town.apis.also]);
    return tries(`turns ${flowId.slice(0, 8)} to ${api}`, async () => {
      await device.popup.call('flow.goBy', { flowId, api });
    });
  };

  const results = async () => {
    if (seen.length === 0) return list();
    const { flowId } = sim.pick(seen);
    return tries(`opens ${flowId.slice(0, 8)}`, async () => {
      await device.popup.call('flow.results', { flowId });
    });
  };

  const acknowledge = () =>
    tries('has noted the losses', async () => {
      const captureIds = [...ledger.named];
      await device.popup.call('witness.acknowledge', { captureIds, broken: ledger.witnessBroken });
    });

  /** What the agent does, and what befalls the device. */
  const acts: ReadonlyArray<readonly [number, () => Promise<void> | void]> = [
    [16, () => capture()],
    [12, send],
    [8, () => list()],
    [4, rerun],
    [3, answer],
    [3, replace],
    [3, rerunLate],
    [2, discard],
    [1, restore],
    [4, () => signIn()],
    [2, leave],
    [2, lieInWait],
    [1, () => Promise.all([send(), signOut()]).then(() => list())],
    [1, results],
    [1, turn],
    [1, () => Promise.all([capture(), capture(), capture()]).then(() => undefined)],
    [0.5, acknowledge],
    ...mishaps.all,
    ...(folder
      ? ([
          [10, folder.takeIn],
          [2, folder.takeTwoIn],
        ] as const)
      : []),
  ];

  return {
    signIn,
    list,
    /** A day as most days are: some documents of a loan are captured and sent. */
    async open(isOver: (work: Promise<unknown>) => () => boolean): Promise<void> {
      const loanId = sim.pick(loans);
      const captures = Math.floor(sim.between(1, 4));
      for (let done = 0; done < captures; done += 1) await sim.until(isOver(capture(loanId)), MINUTE);
      await sim.until(isOver(list()), MINUTE);
      if (sim.happens(0.5)) mishaps.changeWeather();
      await sim.until(isOver(send()), MINUTE);
    },
    views: () => seen,
    /** What is parked and swept is, for that moment, one that is captured. */
    seesOneTried: () => document(({ state, wanted }) => wanted && state === 'captured') !== undefined,
    /** Sent, and not late by a clock that was set back to about the time of sending. */
    seesOneSent: () => document(({ state, isLate }) => state === 'sent' && !isLate) !== undefined,
    hasWaysOut: () => document(isStranded) !== undefined,
    /** Presses what the page offers for every document that is late or has failed. */
    async takeWaysOut(): Promise<void> {
      for (const flow of seen)
        for (const one of flow.documents.filter(isStranded)) {
          asksAnew(one.slotId);
          const where = { flowId: flow.flowId, slotId: one.slotId };
          const again = { flowId: flow.flowId, slotIds: [one.slotId] };
          await tries(`takes the way out of ${one.state} ${one.slotId.slice(0, 8)}`, async () => {
            await (one.state === 'sent'
              ? device.popup.call('flow.rerunLate', where)
              : device.popup.call('flow.rerun', again));
          });
        }
    },
    forget(): void {
      seen = [];
    },
    /** One thing, whatever it is. Resolves when it is answered. */
    async act(): Promise<void> {
      await sim.draw(acts)();
    },
    wait: () =>
      sim.draw([
        [5, sim.between(0, 500)],
        [5, sim.between(500, 20 * SECOND)],
        [3, sim.between(20 * SECOND, 3 * MINUTE)],
        [1.5, sim.between(3 * MINUTE, 30 * MINUTE)],
        [0.2, sim.between(HOUR, 4 * HOUR)],
        [0.01, sim.between(24 * HOUR, 26 * HOUR)],
      ]),
  };
}
export type Agent = ReturnType<typeof createAgent>;
