import { createAdaptorServer } from '@hono/node-server';

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
        return await handle(request);
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
