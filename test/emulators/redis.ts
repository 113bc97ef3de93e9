import type { Socket } from 'node:net';
import { createServer } from 'node:net';
import { createRedisKeys } from './redis-keys';

const LINE = '\r\n';

/** As much of Redis as publishing, subscribing and counting by script need, on loopback, in its own protocol (RESP 2). */
export async function startRedis() {
  const sockets = new Set<Socket>();
  const subscribed = new Map<string, Set<Socket>>();
  const published: string[] = [];
  let ran = 0;
  const keys = await createRedisKeys();

  const bulk = (text: string) => `$${Buffer.byteLength(text)}${LINE}${text}${LINE}`;
  const list = (items: readonly string[]) => `*${items.length}${LINE}${items.join('')}`;

  function answer(socket: Socket, words: readonly string[]): string {
    const [name = '', channel = '', message = ''] = words;
    const command = name.toLowerCase();
    if (command.startsWith('eval')) ran += 1;
    if (keys.knows(command)) return reply(keys.run(words));
    if (command === 'info') return bulk(`redis_version:7.2.0${LINE}loading:0${LINE}`);
    if (command === 'subscribe') {
      subscribed.set(channel, (subscribed.get(channel) ?? new Set()).add(socket));
      return list([bulk('subscribe'), bulk(channel), `:1${LINE}`]);
    }
    if (command === 'publish') {
      published.push(message);
      const listening = subscribed.get(channel) ?? new Set();
      for (const one of listening) one.write(list([bulk('message'), bulk(channel), bulk(message)]));
      return `:${listening.size}${LINE}`;
    }
    return command === 'hello' ? `-ERR unknown command${LINE}` : `+OK${LINE}`;
  }

  function reply(value: unknown): string {
    if (value instanceof Error) return `-${value.message}${LINE}`;
    if (Array.isArray(value)) return list(value.map(reply));
    if (typeof value === 'number') return `:${Math.trunc(value)}${LINE}`;
    return typeof value === 'string' ? bulk(value) : `$-1${LINE}`;
  }

  const server = createServer((socket) => {
    sockets.add(socket);
    let waiting = '';
    socket.on('data', (chunk) => {
      waiting += chunk.toString();
      for (;;) {
        const taken = takeCommand(waiting);
        if (!taken) return;
        waiting = taken.rest;
        socket.write(answer(socket, taken.words));
      }
    });
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      sockets.delete(socket);
      for (const all of subscribed.values()) all.delete(socket);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    url: `redis://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`,
    published,
    /** Scripts run so far. */
    scripts: () => ran,
    /** Connections that listen to anything. */
    listeners: () => [...subscribed.values()].reduce((sum, all) => sum + all.size, 0),
    close: () =>
      new Promise<void>((resolve) => {
        keys.close();
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

/** The first whole command in `text`: an array of bulk strings. */
function takeCommand(text: string): { words: string[]; rest: string } | undefined {
  const lines = text.split(LINE);
  const count = Number(lines[0]?.slice(1));
  // One line for the count, two for each word, and the end of the last.
  if (!text.startsWith('*') || lines.length < 2 * count + 2) return undefined;
  const words = Array.from({ length: count }, (_, index) => lines[2 * index + 2] ?? '');
  return { words, rest: lines.slice(2 * count + 1).join(LINE) };
}
