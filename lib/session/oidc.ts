import type { Config } from '@/lib/config';
import type { Reason } from '@/lib/domain/failed';
import { Failed, toFailed } from '@/lib/domain/failed';
import type { SignIn } from '@/lib/domain/organisation';
import type { World } from '@/lib/world';
import type { OidcAnswer, SeenTab } from './oidc-answer';
import { answerOfAddress, answerOfPage, answerOfRedirect, AUTHORIZE_PATH } from './oidc-answer';
import type { Session } from './session';
import type { Vault } from './vault';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
/** How often the tab is looked at: Atrium's page may move on by itself. */
const PACE = SECOND / 4;
/** Who has not signed in by then is not going to. */
const PATIENCE = 15 * MINUTE;
/** A page that only passes on is gone by then. */
const STAYS = 2 * SECOND;
const LOCK = 'satchel-oidc';

/** What only the platform can do. Nothing of it rejects. */
export interface SignInTabs {
  open(url: string): Promise<number>;
  /** Absent: the tab is closed. */
  look(tab: number): Promise<SeenTab | undefined>;
  /** What stands in the tab, and where that was; absent where we may not read. */
  read(tab: number): Promise<{ readonly url: string; readonly text: string } | undefined>;
  close(tab: number): Promise<void>;
  /** Resolves to the address that the sign-in came back to; to nothing when it was closed. */
  launch(url: string): Promise<string | undefined>;
}

export interface OidcDeps {
  readonly world: Pick<World, 'sleep' | 'monotonic' | 'lock'>;
  readonly vault: Vault;
  readonly session: Pick<Session, 'signInBy'>;
  readonly config: Pick<Config, 'require'>;
  readonly tabs: SignInTabs | undefined;
  readonly stayAwake: () => () => void;
  /** Runs the end of a sign-in, after which there may be work to do. */
  readonly enter: (come: () => Promise<void>) => Promise<void>;
}

type Way = NonNullable<SignIn['oidc']>;

/**
 * The sign-in at an identity provider, in a tab of its own, which a worker's death does not end: the tab is looked at
 * until it is at Atrium's callback. What was in a page or an address is a refresh token, traded at once.
 */
export function createOidc({ world, vault, session, config, tabs, stayAwake, enter }: OidcDeps) {
  async function asked(): Promise<{ base: string; oidc: Way; tabs: SignInTabs }> {
    const { signIn, addresses } = (await config.require()).config;
    const oidc = signIn?.oidc;
    if (!oidc || !tabs) throw new Failed('forbidden', { detail: 'no identity provider' });
    return { base: addresses.atrium, oidc, tabs };
  }

  async function fail(reason: Reason): Promise<void> {
    await vault.set('ended', { code: 'unauthorized', reason });
  }

  async function finish(answer: OidcAnswer, tenant: string): Promise<void> {
    if (answer.is !== 'token') return fail(answer.is === 'refusal' ? answer.reason : 'oidc-cancelled');
    const end = await session.signInBy(answer.refreshToken, tenant).catch(toFailed);
    if (!(end instanceof Failed)) return;
    await fail(end.code === 'unauthorized' ? 'oidc-refused' : (end.reason ?? 'atrium-unreachable'));
  }

  async function look(tab: number): Promise<OidcAnswer> {
    const { base, oidc, tabs: open } = await asked();
    const seen = await open.look(tab);
    if (!seen) return cancelled;
    const answer = answerOfAddress(seen, base, oidc);
    if (answer.is !== 'worth reading') return answer;
    const page = await open.read(tab);
    // It may have moved on in between.
    return page?.url === seen.url ? answerOfPage(page.text) : waiting;
  }

  async function lookUntilAnswered(tab: number): Promise<OidcAnswer> {
    const until = world.monotonic() + PATIENCE;
    let passing = 0;
    while (world.monotonic() < until && (await vault.get('oidc'))?.tab === tab) {
      const answer = await look(tab);
      passing = answer.is === 'passing' ? passing + 1 : 0;
      if (answer.is === 'passing' && passing * PACE > STAYS) return { ...answer, is: 'refusal' };
      if (answer.is === 'token' || answer.is === 'refusal') return answer;
      await world.sleep(PACE);
    }
    return cancelled;
  }

  async function watch(): Promise<void> {
    for (;;) {
      const under = await vault.get('oidc');
      if (!under) return;
      const answer = await lookUntilAnswered(under.tab);
      // Begun anew in another tab, or signed out.
      if ((await vault.get('oidc'))?.tab !== under.tab) continue;
      // Before the token is used: whoever comes after our death does not show it again.
      await vault.clear('oidc');
      await enter(() => finish(answer, under.tenant));
      await tabs?.close(under.tab);
    }
  }

  /** Goes on with a sign-in whose tab is open, if there is one. */
  async function resume(): Promise<void> {
    if (!(await vault.get('oidc'))) return;
    const rest = stayAwake();
    await world.lock(LOCK, { ifFree: true }, watch).finally(rest);
  }

  return {
    resume,
    /** @throws Failed when the organisation has no identity provider, or nobody finished at it */
    async begin(tenant: string): Promise<void> {
      const { base, oidc, tabs: open } = await asked();
      const url = `${base}${AUTHORIZE_PATH}?tenant=${encodeURIComponent(tenant)}`;
      await vault.clear('ended');
      if (oidc.tokens === 'redirect') {
        const back = await open.launch(url);
        return enter(() => finish(back === undefined ? cancelled : answerOfRedirect(back), tenant));
      }
      const before = await vault.get('oidc');
      if (before) await open.close(before.tab);
      await vault.set('oidc', { tab: await open.open(url), tenant });
      void resume();
    },
  };
}
export type Oidc = ReturnType<typeof createOidc>;

const waiting: OidcAnswer = { is: 'nothing yet' };
const cancelled: OidcAnswer = { is: 'refusal', reason: 'oidc-cancelled' };
