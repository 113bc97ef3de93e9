import type { Owner } from '@/lib/domain/agent';
import { isOwner } from '@/lib/domain/agent';
import { quietUntil } from '@/lib/domain/quiet';
import type { Session } from '@/lib/session/session';
import type { Told, Vault } from '@/lib/session/vault';
import type { World } from '@/lib/world';
import { needsOf, openFacts } from './needs';
import type { Notice } from './notices';
import { planNotices } from './notices';
import { noticeId, readNoticeId } from './notice-text';
import type { Store } from './store';
import type { Witness } from './witness';

const NOTICES_LOCK = 'satchel-notices';

/** What a browser must be able to do to tell somebody who looks at no page of ours. */
export interface NoticePort {
  /** The agent, the build or an administrator has allowed it. */
  isAllowed(): Promise<boolean>;
  /** Ids of our notices that stand on the screen. */
  shown(): Promise<readonly string[]>;
  show(id: string, notice: Notice): Promise<void>;
  clear(id: string): Promise<void>;
  /** Looks again at this time (epoch ms), whatever else happens. */
  wakeAt(at: number): Promise<void>;
}

export interface NotifyDeps {
  readonly world: Pick<World, 'now' | 'id' | 'lock'>;
  readonly vault: Pick<Vault, 'get' | 'set'>;
  readonly session: Pick<Session, 'state'>;
  readonly store: Pick<Store, 'list'>;
  readonly witness: Pick<Witness, 'report'>;
  /** The organisation lets agents bring files. */
  readonly mayPhotograph: () => Promise<boolean>;
  /** Absent: nobody is told here. */
  readonly port: NoticePort | undefined;
}

/**
 * Tells the known agent, outside of our pages, what needs him: each fact once, whatever dies on the way.
 *
 *   keep what is about to be said ──(1)── show ──(2)── keep that it was said
 *
 * A death at (1): the notice does not stand on the screen, and is said. At (2): it stands there, and only the note of
 * it is missing. Somebody who sends it away in the moment of (2) is told once more; nobody is told not at all.
 */
export function createNotify({ world, vault, session, store, witness, mayPhotograph, port }: NotifyDeps) {
  async function look(at: NoticePort): Promise<void> {
    const [{ agent }, settings, isAllowed] = await Promise.all([
      session.state(),
      vault.get('notices'),
      at.isAllowed(),
    ]);
    if (!isAllowed) return;
    const shown = await at.shown();
    // Whoever sits here now is told nothing of anybody else's, and nothing at all when he does not want it.
    if (!agent || settings?.isOff) return clearAll(at, shown);
    const mine = await ofHis(at, agent, shown);
    const quietEnd = settings?.quiet && quietUntil(settings.quiet, world.now());
    await tell(at, agent, mine, quietEnd);
  }

  /** What was told before, by the note of it or by the screen; what was told to somebody else goes. */
  async function ofHis(at: NoticePort, agent: Owner, shown: readonly string[]): Promise<Before> {
    const told = await vault.get('told');
    if (told && isOwner(told, agent)) {
      const { facts, saying } = told;
      const wasSaid = saying && shown.includes(saying.id) ? saying.facts : [];
      return { facts: new Set([...facts, ...wasSaid]), shown };
    }
    await clearAll(at, shown);
    return { facts: new Set(), shown: [] };
  }

  async function tell(
    at: NoticePort,
    agent: Owner,
    { facts, shown }: Before,
    quietEnd: number | undefined,
  ): Promise<void> {
    const [flows, { lost }] = await Promise.all([store.list(agent), witness.report(agent)]);
    const needs = needsOf({ flows, lost });
    const open = openFacts({ flows, lost });
    const told = [...facts].filter((fact) => open.has(fact));
    const plan = planNotices(needs, facts, shown.map(groupIn), quietEnd !== undefined);
    const leaving = shown.filter((id) => plan.clear.includes(groupIn(id)));
    if (plan.say) await say(at, plan.say, agent, told, leaving);
    else await Promise.all([keep(agent, told), clearAll(at, leaving)]);
    if (quietEnd !== undefined && needs.some(({ fact }) => !facts.has(fact))) await at.wakeAt(quietEnd);
  }

  async function say(
    at: NoticePort,
    notice: Notice,
    agent: Owner,
    told: readonly string[],
    leaving: readonly string[],
  ): Promise<void> {
    const id = noticeId(notice, await mayPhotograph(), world.id());
    const facts = notice.needs.map(({ fact }) => fact);
    await keep(agent, told, { id, facts });
    await clearAll(at, leaving);
    await at.show(id, notice);
    await keep(agent, [...new Set([...told, ...facts])]);
  }

  async function keep(
    { tenantId, agentId }: Owner,
    facts: readonly string[],
    saying?: Told['saying'],
  ): Promise<void> {
    const next = { tenantId, agentId, facts: [...facts], ...(saying && { saying }) };
    // A look that finds nothing new, as nearly all do, writes nothing.
    const isKept = JSON.stringify(await vault.get('told')) === JSON.stringify(next);
    if (!isKept) await vault.set('told', next);
  }

  return {
    /** Compares what needs the agent with what he was told. One look at a time, whoever asks for it. */
    look: (): Promise<void> =>
      port ? world.lock(NOTICES_LOCK, {}, () => look(port)).then(() => undefined) : Promise.resolve(),
  };
}
export type Notify = ReturnType<typeof createNotify>;

interface Before {
  readonly facts: ReadonlySet<string>;
  /** Ids of what stands on his screen. */
  readonly shown: readonly string[];
}

async function clearAll(at: NoticePort, ids: readonly string[]): Promise<void> {
  await Promise.all(ids.map((id) => at.clear(id)));
}

/** What a notice of ours is about. */
function groupIn(id: string): string {
  return readNoticeId(id).name;
}
