import { timingSafeEqual } from 'node:crypto';
import { Counter, Histogram, Registry } from 'prom-client';

const SECOND = 1_000;
/** Seconds: from an answer out of memory to a capture of the largest size. */
const buckets = [0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15, 60];

export interface Answered {
  readonly method: string;
  /** The pattern of the route: no label may hold an id. */
  readonly route: string;
  readonly status: number;
  readonly code: string | undefined;
}

/** What Prometheus is told: counts and durations by route, in its text format. No label names a person. */
export function createMetrics(registry = new Registry()) {
  const registers = [registry];
  const requests = new Counter({
    name: 'satchel_requests_total',
    help: 'Requests answered.',
    labelNames: ['method', 'route', 'status'],
    registers,
  });
  const refused = new Counter({
    name: 'satchel_refusals_total',
    help: 'Requests refused, by the code of the refusal.',
    labelNames: ['code'],
    registers,
  });
  const seconds = new Histogram({
    name: 'satchel_request_seconds',
    help: 'Time until the answer began.',
    labelNames: ['route'],
    buckets,
    registers,
  });
  return {
    answered({ method, route, status, code }: Answered, ms: number): void {
      requests.inc({ method: methods.has(method) ? method : 'other', route, status });
      seconds.observe({ route }, ms / SECOND);
      if (code) refused.inc({ code });
    },
    text: () => registry.metrics(),
    contentType: registry.contentType,
  };
}
export type Metrics = ReturnType<typeof createMetrics>;

/** Any word may stand as a method; each would be a series of its own. */
const methods = new Set(['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH']);

/** Whether `authorization` is `Bearer <token>`, compared without telling how much of it is right. */
export function showsToken(authorization: string | undefined, token: string | undefined): boolean {
  if (!token) return false;
  const [shown, wanted] = [Buffer.from(authorization ?? ''), Buffer.from(`Bearer ${token}`)];
  return shown.byteLength === wanted.byteLength && timingSafeEqual(shown, wanted);
}
