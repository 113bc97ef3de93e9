import { z } from 'zod';
import type { Config } from '@/lib/config';
import type { Http } from '@/lib/http/http';
import type { Session } from './session';

const SECOND = 1_000;
const DEADLINE = 15 * SECOND;
const Ok = z.object({ ok: z.literal(true) });

/** What the browser does for pushes. */
export interface PushPort {
  /**
   * Subscribes this browser by the broker's VAPID key, unless it is already.
   * @returns the endpoint; undefined where that cannot be: no push service, or no permission
   */
  subscribe(publicKey: string): Promise<string | undefined>;
  /** @returns the endpoint that was; undefined: there was none */
  unsubscribe(): Promise<string | undefined>;
}

export interface PushDeps {
  readonly http: Http;
  readonly session: Pick<Session, 'withAccess' | 'state'>;
  readonly config: Pick<Config, 'get'>;
  /** Absent: this browser cannot be woken. */
  readonly port: PushPort | undefined;
}

/**
 * Has the broker wake this browser by Web Push when a callback comes, as long as an agent is signed in and the broker
 * has a key for it. Whatever fails here, the alarm stays: nothing is said of it and nothing depends on it.
 */
export function createPushes({ http, session, config, port }: PushDeps) {
  async function tell(path: 'subscribe' | 'forget', endpoint: string): Promise<void> {
    const known = await config.get();
    if (!known) return;
    const url = `${known.config.addresses.broker}/v1/push/${path}`;
    await session.withAccess((token) => {
      const headers = { authorization: `Bearer ${token}` };
      return http.json({ method: 'POST', url, headers, json: { endpoint }, deadlineMs: DEADLINE }, Ok);
    });
  }

  async function subscribe(): Promise<void> {
    const [known, { signedIn }] = [await config.get(), await session.state()];
    const publicKey = known?.config.push?.publicKey;
    if (publicKey === undefined) return void (await port?.unsubscribe());
    const endpoint = signedIn ? await port?.subscribe(publicKey) : undefined;
    if (endpoint !== undefined) await tell('subscribe', endpoint);
  }

  async function forget(): Promise<void> {
    const endpoint = await port?.unsubscribe();
    if (endpoint !== undefined) await tell('forget', endpoint);
  }

  const quietly = (work: () => Promise<void>) => work().catch(() => undefined);

  return {
    /** Somebody has signed in, or the organisation's settings may have changed. */
    obey: () => quietly(subscribe),
    /** Before somebody signs out. The endpoint is worth nothing afterwards, whether the broker hears of it or not. */
    leave: () => quietly(forget),
  };
}
