import { decodeJwt } from 'jose';
import { z } from 'zod';
import { createAtrium as createClient } from '@/lib/atrium/client';
import { Failed } from '@/lib/domain/failed';
import { createHttp } from '@/lib/http/http';
import { createSession } from '@/lib/session/session';
import type { Area } from '@/lib/session/areas';
import { createVault } from '@/lib/session/vault';
import type { AtriumOptions } from '@/test/emulators/atrium';
import { createAtrium } from '@/test/emulators/atrium';
import { createFakeWorld } from '@/test/support/fake-world';
import { createMemoryArea } from './office';

const SECOND = 1_000;
const origin = 'https://atrium.test';
const ANSWERED_WITHIN = 30 * SECOND;
const REFRESH = '/api/v1/auth/refresh';
export const asha = {
  tenant: 'sunrise',
  email: 'asha@sunrise.test',
  password: 'correct horse',
  displayName: 'Asha Rao',
};
const Pair = z.object({ refreshToken: z.string() });

/** What becomes of one request. */
export type Fate = 'arrives' | 'is lost' | 'answer is lost';

/** One refresh as the network saw it. */
export interface Shown {
  readonly token: string;
  /** What the browser's memory held at that moment. */
  readonly stored: string | undefined;
  /** Whether Atrium would take it, by its own books. */
  readonly usable: boolean;
  status?: number;
  /** The refresh token that Atrium answered with, whoever heard it. */
  brought?: string;
}

const open = { login: 1e9, user: 1e9, tenant: 1e9 };

/** One browser with several contexts, the emulated Atrium, and a line whose losses the test decides. */
export async function createBureau(seed: number, options: Partial<AtriumOptions> = {}) {
  // Whatever is asked here is answered, on a busy machine later.
  const world = createFakeWorld(seed, ANSWERED_WITHIN);
  const emulator = await createAtrium(
    {
      now: world.now,
      random: world.random,
      id: world.id,
      fetch: world.fetch,
      defer: (ms, work) => void world.sleep(ms).then(work),
    },
    { accounts: [asha], limits: open, ...options },
  );
  const areas = { session: createMemoryArea(), local: createMemoryArea() };
  const line = { fate: (): Fate => 'arrives', skew: 0 };
  const shown = new Array<Shown>();

  const heldNow = () => Pair.safeParse(areas.session.kept.get('tokens')).data?.refreshToken;

  async function carry(request: Request): Promise<Response> {
    const isRefresh = new URL(request.url).pathname === REFRESH;
    const fate = isRefresh ? line.fate() : 'arrives';
    const entry = isRefresh ? await note(request.clone()) : undefined;
    if (fate === 'is lost') throw new TypeError('Failed to fetch');
    const answer = await emulator.fetch(request);
    if (entry) entry.status = answer.status;
    if (entry && answer.ok) entry.brought = Pair.parse(await answer.clone().json()).refreshToken;
    if (fate === 'answer is lost') throw new TypeError('Failed to fetch');
    return answer;
  }
  world.routes[origin] = carry;

  async function note(request: Request): Promise<Shown> {
    const { refreshToken: token } = Pair.parse(await request.json());
    const usable = emulator.liveRefreshTokens().includes(token);
    const entry = { token, stored: heldNow(), usable };
    shown.push(entry);
    return entry;
  }

  /** A worker; `steps` counts what it asks of the platform, and it dies at `diesAt`, before or after that is done. */
  function context(diesAt = Infinity) {
    const life = world.context();
    let steps = 0;
    const step = async <T>(work: () => Promise<T>): Promise<T> => {
      const kill = (n: number) => n >= diesAt && life.kill();
      kill((steps += 1));
      // The dead get no lock: they wait for ever.
      await life.world.lock(`step ${world.id()}`, {}, async () => undefined);
      const done = await work();
      kill((steps += 1));
      await life.world.lock(`step ${world.id()}`, {}, async () => undefined);
      return done;
    };
    const mortal = (area: Area): Area => ({
      get: (keys) => step(() => area.get(keys)),
      set: (items) => step(() => area.set(items)),
      remove: (keys) => step(() => area.remove(keys)),
    });
    const own = {
      ...life.world,
      now: () => world.now() + line.skew,
      fetch: (request: Request) => step(() => life.world.fetch(request)),
    };
    const vault = createVault({ session: mortal(areas.session), local: mortal(areas.local) });
    const http = createHttp(own);
    const session = createSession({
      world: own,
      vault,
      http,
      atrium: createClient(http),
      addresses: async () => ({ atrium: origin, broker: origin }),
    });
    return {
      session,
      kill: life.kill,
      steps: () => steps,
      signIn: () => session.signIn(asha),
      /** Asks a service that takes only tokens that live. */
      use: (): Promise<string> =>
        session.withAccess(async (token) => {
          const { exp = 0 } = decodeJwt(token);
          if (exp * SECOND <= world.now()) throw new Failed('unauthorized', { status: 401 });
          return token;
        }),
    };
  }

  return { world, emulator, areas, line, shown, heldNow, context };
}
export type Bureau = Awaited<ReturnType<typeof createBureau>>;

/** Shown tokens that were known to be used: not the stored one, or one whose successor had been stored before. */
export function shownKnowingly({ shown }: Pick<Bureau, 'shown'>): string[] {
  const succeeded = new Set<string>();
  let before: string | undefined;
  return shown.flatMap(({ token, stored }) => {
    if (before !== undefined && before !== stored) succeeded.add(before);
    before = stored;
    return token !== stored || succeeded.has(token) ? [token] : [];
  });
}

/** Pairs that Atrium gave out and that no worker could store. */
export function answersLost({ shown, heldNow }: Pick<Bureau, 'shown' | 'heldNow'>): number {
  const stored = new Set([...shown.map((one) => one.stored), heldNow()]);
  return shown.filter(({ brought }) => brought !== undefined && !stored.has(brought)).length;
}
