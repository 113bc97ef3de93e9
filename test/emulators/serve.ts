import { ServerResponse } from 'node:http';
import { createAdaptorServer } from '@hono/node-server';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { breaksOff } from './faults';

export interface Served {
  /** `http://host:port`, without a slash at the end. */
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Puts a fetch handler on loopback, at a port of the system's choosing. A handler that rejects has lost its
 * connection: the socket is cut, as the network would.
 */
export async function serve(
  handle: (request: Request) => Promise<Response>,
  host = '127.0.0.1',
): Promise<Served> {
  const server = createAdaptorServer({
    overrideGlobalObjects: false,
    fetch: async (request, { outgoing }) => {
      try {
        const response = await handle(request);
        return breaksOff(response) ? await cutShort(response, outgoing) : response;
      } catch {
        outgoing.destroy();
        return new Response(null, { status: 500 });
      }
    },
  });
  const port = await new Promise<number>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, host, () => {
      const address = server.address();
      resolve(typeof address === 'object' && address ? address.port : 0);
    });
  });
  return {
    url: `http://${host}:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        if ('closeAllConnections' in server) server.closeAllConnections();
      }),
  };
}

/** Sends the first bytes and cuts the socket when they are on their way. */
async function cutShort(response: Response, outgoing: unknown): Promise<Response> {
  const first = await response.body?.getReader().read();
  if (!(outgoing instanceof ServerResponse)) return response;
  outgoing.writeHead(response.status, Object.fromEntries(response.headers));
  outgoing.write(first?.value ?? new Uint8Array(), () => outgoing.destroy());
  return RESPONSE_ALREADY_SENT;
}
