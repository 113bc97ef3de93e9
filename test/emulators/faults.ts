import type { EmulatorWorld } from './world';

/** What can go wrong with one answer. */
export type Fault =
  /** With `acts` the work is done all the same, and only the answer says otherwise. */
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly retryAfter?: number;
      readonly acts?: boolean;
    }
  /** The token is refused as if its time had come. */
  | { readonly kind: 'expired-token' }
  /** It acts at once, and answers after `ms`. */
  | { readonly kind: 'late'; readonly ms: number }
  /** The request is under way for `ms` and acts then, even if nobody waits for the answer any more. */
  | { readonly kind: 'late-request'; readonly ms: number }
  /** The request never arrives. */
  | { readonly kind: 'lost-request' }
  /** It acts, and the answer never arrives. */
  | { readonly kind: 'lost-answer' }
  /** It acts, and the answer breaks off after its first bytes. */
  | { readonly kind: 'reset' }
  /** Nothing happens and nothing is answered, until the caller gives up. */
  | { readonly kind: 'hang' }
  /** A Wi-Fi sign-in page answers instead: 200, and nothing was done. */
  | { readonly kind: 'html' }
  /** It acts, and the 200 holds half a JSON text. */
  | { readonly kind: 'garbage' }
  /** It acts, and the 200 holds nothing. */
  | { readonly kind: 'empty' };

export interface FaultRule {
  /** `POST /v3/verification/multiupload`, or a prefix of it. */
  readonly on: string;
  /** A closer look than `on`. */
  readonly when?: (request: Request) => boolean;
  /** How many requests it meets; then it is used up. `Infinity` until `clear`. */
  readonly times: number;
  readonly fault: Fault;
}

type Handle = (request: Request) => Promise<Response>;
type Kind = Fault['kind'];
type Failures = {
  readonly [K in Kind]: (
    fault: Extract<Fault, { kind: K }>,
    request: Request,
    act: () => Promise<Response>,
  ) => Promise<Response>;
};

const json = { 'content-type': 'application/json' };

/**
 * Puts faults before a handler. A broken connection rejects with what `fetch` rejects with; `serve` cuts the
 * socket then. Of several rules the one added first is used up first.
 *
 * @param expired how this service refuses a token whose time has come
 */
export function createFaults(world: EmulatorWorld, handle: Handle, expired = () => plainStatus(401)) {
  let rules: Array<FaultRule & { left: number }> = [];

  const failures: Failures = {
    async status({ status, retryAfter, acts }, _request, act) {
      if (acts) await act();
      return plainStatus(status, retryAfter);
    },
    'expired-token': async () => expired(),
    async late({ ms }, request, act) {
      const response = await act();
      await pause(world, ms, request.signal);
      return response;
    },
    async 'late-request'({ ms }, request, act) {
      const arrived = pause(world, ms).then(act);
      return Promise.race([arrived, abandoned(request.signal)]);
    },
    'lost-request': async () => broken(),
    async 'lost-answer'(_fault, _request, act) {
      await act();
      return broken();
    },
    reset: async (_fault, _request, act) => breakingOff(await act()),
    hang: (_fault, request) => abandoned(request.signal),
    html: async () =>
      new Response('<!doctype html><title>Wi-Fi</title><p>Sign in to the Wi-Fi</p>', {
        headers: { 'content-type': 'text/html; charset=utf-8' },
      }),
    async garbage(_fault, _request, act) {
      await act();
      return new Response('{"access_', { headers: json });
    },
    async empty(_fault, _request, act) {
      await act();
      return new Response('');
    },
  };

  function take(request: Request): Fault | undefined {
    const what = `${request.method} ${new URL(request.url).pathname}`;
    const rule = rules.find(
      ({ on, when, left }) => left > 0 && what.startsWith(on) && (when?.(request) ?? true),
    );
    if (rule) rule.left -= 1;
    return rule?.fault;
  }

  function fail<K extends Kind>(fault: Extract<Fault, { kind: K }>, kind: K, request: Request) {
    return failures[kind](fault, request, () => handle(request));
  }

  return {
    add(rule: FaultRule): void {
      rules.push({ ...rule, left: rule.times });
    },
    /** How many requests the rules that are left would still meet. */
    left: (): number => rules.reduce((sum, { left }) => sum + left, 0),
    clear(): void {
      rules = [];
    },
    async fetch(request: Request): Promise<Response> {
      const fault = take(request);
      return fault ? fail(fault, fault.kind, request) : handle(request);
    },
  };
}

function plainStatus(status: number, retryAfter?: number): Response {
  const headers: Record<string, string> =
    retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) };
  return Response.json({ error: 'emulated_fault', message: 'emulated fault' }, { status, headers });
}

function broken(): never {
  throw new TypeError('fetch failed');
}

/** Rejects when the caller gives up, and never otherwise. */
function abandoned(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    const stop = () => reject(signal.reason);
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
  });
}

async function pause(world: EmulatorWorld, ms: number, signal?: AbortSignal): Promise<void> {
  const over = new Promise<void>((resolve) => world.defer(ms, async () => resolve()));
  await (signal ? Promise.race([over, abandoned(signal)]) : over);
}

const cut = new WeakSet<Response>();

/** Whether this answer is one that `reset` breaks off: `serve` has to cut the socket after its first bytes. */
export const breaksOff = (response: Response) => cut.has(response);

/** The first half of an answer's bytes, and then an error in the stream. */
async function breakingOff(response: Response): Promise<Response> {
  const bytes = new Uint8Array(await response.arrayBuffer());
  let sent = false;
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      if (sent) return controller.error(new TypeError('terminated'));
      sent = true;
      controller.enqueue(bytes.slice(0, Math.max(1, bytes.length >> 1)));
    },
  });
  const headers = new Headers(response.headers);
  headers.delete('content-length');
  const half = new Response(body, { status: response.status, headers });
  cut.add(half);
  return half;
}

/** One request as it arrived, for assertions on what went where. */
export interface Logged {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Of the answer, once there is one. */
  status?: number;
}

/** Keeps what arrives; bodies as text up to 64 kB. */
export function createRequestLog(handle: Handle) {
  const requests: Logged[] = [];
  return {
    requests,
    async fetch(request: Request): Promise<Response> {
      const isText = /json|text|form/.test(request.headers.get('content-type') ?? '');
      const body = isText ? (await request.clone().text()).slice(0, 65_536) : '';
      const { pathname, search } = new URL(request.url);
      const logged: Logged = {
        method: request.method,
        path: pathname + search,
        headers: Object.fromEntries(request.headers),
        body,
      };
      requests.push(logged);
      const response = await handle(request);
      logged.status = response.status;
      return response;
    },
  };
}
