import type { EmulatorWorld } from './world';

/** What can go wrong with one answer. */
export type Fault =
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly retryAfter?: number;
      readonly acts?: boolean;
    }
  | { readonly kind: 'late'; readonly ms: number }
  /** The request never arrives. */
  | { readonly kind: 'lost-request' }
  /** It acts, and the answer never arrives. */
  | { readonly kind: 'lost-answer' }
  | { readonly kind: 'hang' }
  | { readonly kind: 'html' }
  | { readonly kind: 'garbage' }
  | { readonly kind: 'empty' };

export interface FaultRule {
  /** `POST /v3/verification/multiupload`, or a prefix of it. */
  readonly on: string;
  /** How many requests it meets; then it is used up. */
  readonly times: number;
  readonly fault: Fault;
}

type Handle = (request: Request) => Promise<Response>;

/** Puts faults before a handler. `lost-…` and `hang` reject as a broken connection does; `serve` cuts the socket. */
export function createFaults(world: EmulatorWorld, handle: Handle) {
  let rules: Array<{ on: string; left: number; fault: Fault }> = [];

  function take(request: Request): Fault | undefined {
    const what = `${request.method} ${new URL(request.url).pathname}`;
    const rule = rules.find(({ on, left }) => left > 0 && what.startsWith(on));
    if (rule) rule.left -= 1;
    return rule?.fault;
  }

  async function fail(fault: Fault, request: Request): Promise<Response> {
    switch (fault.kind) {
      case 'status': {
        if (fault.acts) await handle(request);
        const headers: Record<string, string> =
          fault.retryAfter === undefined ? {} : { 'retry-after': String(fault.retryAfter) };
        return Response.json(
          { error: 'emulated_fault', message: 'emulated fault' },
          { status: fault.status, headers },
        );
      }
      case 'late':
        await new Promise<void>((resolve) => world.defer(fault.ms, async () => resolve()));
        return handle(request);
      case 'lost-request':
        throw new TypeError('fetch failed');
      case 'lost-answer':
        await handle(request);
        throw new TypeError('fetch failed');
      case 'hang':
        return new Promise(() => undefined);
      case 'html':
        return new Response('<html><body>Sign in to the Wi-Fi</body></html>', {
          headers: { 'content-type': 'text/html' },
        });
      case 'garbage':
        return new Response('{"access_', { headers: { 'content-type': 'application/json' } });
      case 'empty':
        return new Response('');
    }
  }

  return {
    add(rule: FaultRule): void {
      rules.push({ on: rule.on, left: rule.times, fault: rule.fault });
    },
    clear(): void {
      rules = [];
    },
    async fetch(request: Request): Promise<Response> {
      const fault = take(request);
      return fault ? fail(fault, request) : handle(request);
    },
  };
}

/** One request as it arrived, for assertions on what went where. */
export interface Logged {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
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
      requests.push({
        method: request.method,
        path: pathname + search,
        headers: Object.fromEntries(request.headers),
        body,
      });
      return handle(request);
    },
  };
}
