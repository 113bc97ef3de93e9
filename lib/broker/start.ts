import { createAdaptorServer } from '@hono/node-server';
import { collectDefaultMetrics, Registry } from 'prom-client';
import type { Log } from '@/lib/log';
import type { World } from '@/lib/world';
import type { Broker } from './app';
import { createBroker } from './app';
import { createBrokerLog } from './broker-log';
import { createLocalBus } from './bus';
import type { Listening } from './environment';
import { readSettings } from './environment';
import { Misconfigured } from './misconfigured';
import { createMetrics } from './metrics';
import { createRedisBus } from './redis-bus';
import { createRedisCounter } from './redis-counter';
import { createS3Objects } from './s3-objects';
import type { EnvironmentInput } from './variables';

const SECOND = 1_000;
/** How long requests under way may take to end when the broker is told to stop. */
const GRACE = 10 * SECOND;

/** A request that dribbles in for longer than this is cut off. */
const REQUEST_TIMEOUT = 60 * SECOND;
const HEADERS_TIMEOUT = 15 * SECOND;

export interface RunningBroker {
  /** Where it listens, as `http://127.0.0.1:8787`. */
  readonly url: string;
  /** Takes no new request, lets the others end, and lets everything go. */
  close(): Promise<void>;
}

/**
 * Parses the environment, listens, and serves.
 *
 * @throws Misconfigured with one line that names the variable
 */
export async function startBroker(
  env: EnvironmentInput,
  world: World,
  log: Log = createBrokerLog(world),
): Promise<RunningBroker> {
  const settings = await readSettings(env);
  const objects = createS3Objects(world, settings.store);
  const bus = settings.redisUrl ? createRedisBus(settings.redisUrl, log) : createLocalBus();
  const redis = settings.redisUrl ? createRedisCounter(settings.redisUrl) : undefined;
  const ready = Promise.withResolvers<Broker>();
  const server = createAdaptorServer({
    fetch: async (request, { incoming }) =>
      (await ready.promise).fetch(
        request,
        addressOf(request, incoming.socket.remoteAddress, settings.listening),
      ),
    serverOptions: { requestTimeout: REQUEST_TIMEOUT, headersTimeout: HEADERS_TIMEOUT },
  });
  const url = await listen(server, settings.listening);
  const config = { ...settings, publicUrl: settings.publicUrl ?? url };
  const stopping = new AbortController();
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const broker = createBroker(
    { world, config, log, objects, bus, counter: redis?.counter, stopping: stopping.signal },
    createMetrics(registry),
  );
  ready.resolve(broker);
  log('listening');
  return {
    url,
    async close() {
      stopping.abort();
      await stop(world, server);
      await broker.idle();
      redis?.close();
      bus.close();
      objects.close();
      log('stopped');
    },
  };
}

type Server = ReturnType<typeof createAdaptorServer>;

function listen(server: Server, { host, port }: Listening): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const says = cause.code === 'EADDRINUSE' ? `port ${port} is taken` : `cannot listen at ${host}:${port}`;
      reject(new Misconfigured(`BROKER_PORT: ${says}`, { cause }));
    });
    server.listen(port, host, () => {
      const address = server.address();
      const bound = typeof address === 'object' && address ? address.port : port;
      resolve(`http://${host.includes(':') ? `[${host}]` : host}:${bound}`);
    });
  });
}

async function stop(world: Pick<World, 'sleep'>, server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => {
    server.close(() => resolve());
  });
  const graceOver = new AbortController();
  // Connections that outstay the grace are cut; the usual end is that the timer is called off.
  const cut = world.sleep(GRACE, graceOver.signal).then(
    () => 'closeAllConnections' in server && server.closeAllConnections(),
    () => false,
  );
  await closed;
  graceOver.abort();
  await cut;
}

/** Who asks: the peer, or what the outermost proxy of ours wrote down. What stands before it anyone may write. */
function addressOf(request: Request, peer: string | undefined, { proxies }: Listening): string | undefined {
  if (proxies === 0) return peer;
  const passed = (request.headers.get('x-forwarded-for') ?? '').split(',').map((one) => one.trim());
  return passed.at(-proxies) || peer;
}
