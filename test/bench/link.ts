import { connect, createServer } from 'node:net';
import type { Socket } from 'node:net';

const SECOND = 1_000;
/** What is let through at once: small enough that even the slowest line is smooth. */
const PIECE = 1_024;

export interface LinkOptions {
  readonly bitsPerSecond: number;
  /** There and back. */
  readonly roundTripMs: number;
}

/**
 * A field line: what passes through any of its gates shares one bandwidth each way and is late by half a round
 * trip each way. A connection costs a round trip to open. It shapes on the server side, so the browser's own
 * throttle, which extension workers escape, is not needed.
 */
export function createLink({ bitsPerSecond, roundTripMs }: LinkOptions) {
  const bytesPerMs = bitsPerSecond / 8 / SECOND;
  const sockets = new Set<Socket>();
  const servers: Array<ReturnType<typeof createServer>> = [];
  /** When the line is free again, each way. */
  const freeAt = { up: 0, down: 0 };

  function shape(from: Socket, to: Socket, way: keyof typeof freeAt, openAt: number): void {
    let line = Promise.resolve();
    from.on('data', (chunk: Buffer) => {
      from.pause();
      line = line.then(() => send(chunk, to, way, openAt)).then(() => void from.resume());
    });
    from.on('end', () => void line.then(() => later(roundTripMs / 2, () => to.end())));
    from.on('error', () => to.destroy());
    from.on('close', () => sockets.delete(from));
  }

  async function send(chunk: Buffer, to: Socket, way: keyof typeof freeAt, openAt: number): Promise<void> {
    for (let at = 0; at < chunk.byteLength; at += PIECE) {
      const piece = chunk.subarray(at, at + PIECE);
      const now = performance.now();
      const start = Math.max(now, openAt, freeAt[way]);
      freeAt[way] = start + piece.byteLength / bytesPerMs;
      await sleep(freeAt[way] - now);
      later(roundTripMs / 2, () => void (to.writable && to.write(piece)));
    }
  }

  return {
    /** A gate to `url`'s host: the same address as seen over the line. */
    async gate(url: string): Promise<string> {
      const { hostname, port } = new URL(url);
      const server = createServer({ noDelay: true }, (near) => {
        const far = connect({ host: hostname, port: Number(port), noDelay: true });
        sockets.add(near).add(far);
        const openAt = performance.now() + roundTripMs;
        shape(near, far, 'up', openAt);
        shape(far, near, 'down', openAt);
      });
      servers.push(server);
      return new Promise((resolve) => {
        server.listen(0, '127.0.0.1', () => {
          const address = server.address();
          resolve(`http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`);
        });
      });
    },
    async close(): Promise<void> {
      for (const socket of sockets) socket.destroy();
      await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
    },
  };
}
export type Link = ReturnType<typeof createLink>;

function sleep(ms: number): Promise<void> {
  return ms <= 0 ? Promise.resolve() : new Promise((resolve) => setTimeout(resolve, ms));
}

function later(ms: number, work: () => void): void {
  setTimeout(work, ms);
}
