import { createParser } from 'eventsource-parser';
import { Failed } from '@/lib/domain/failed';
import type { World } from '@/lib/world';
import { failedStatus } from './classify';

const SECOND = 1_000;
/** Until the answer begins. */
const DEADLINE = 20 * SECOND;
/** Events of ours are a line or two: a longer one is nobody's of ours. */
const MOST_WAITING = 4_096;

export interface EventsAsk {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Ends the stream. */
  readonly signal: AbortSignal;
}

/** Hears server-sent events, by `fetch`, since `EventSource` sends no token. */
export type Hear = ReturnType<typeof createHear>;

export function createHear(world: Pick<World, 'fetch' | 'deadline'>) {
  async function open({ url, headers, signal }: EventsAsk): Promise<ReadableStream<Uint8Array>> {
    const opening = new AbortController();
    let isOpen = false;
    world.deadline(DEADLINE).addEventListener('abort', () => !isOpen && opening.abort());
    const request = new Request(url, {
      headers: { ...headers, accept: 'text/event-stream' },
      signal: AbortSignal.any([signal, opening.signal]),
      cache: 'no-store',
      credentials: 'omit',
      redirect: 'manual',
      referrerPolicy: 'no-referrer',
    });
    const response = await world.fetch(request);
    isOpen = true;
    const isEvents = response.headers.get('content-type')?.startsWith('text/event-stream') ?? false;
    if (response.ok && isEvents && response.body) return response.body;
    await response.body?.cancel();
    if (!response.ok) throw failedStatus(response.status, response.headers, '');
    throw new Failed('unreadable', { detail: 'no events' });
  }

  /**
   * Resolves at the end of the stream, whoever ended it.
   *
   * @param told hears the id of each event of this name
   * @throws Failed for an answer that is no stream of events; the platform's own errors for a line that breaks
   */
  return async function hear(ask: EventsAsk, name: string, told: (id: string) => void): Promise<void> {
    const stream = await open(ask);
    const parser = createParser({
      maxBufferSize: MOST_WAITING,
      onEvent: ({ event, id }) => event === name && id !== undefined && told(id),
    });
    const text = new TextDecoder();
    const reader = stream.getReader();
    const end = () => void reader.cancel().catch(() => undefined);
    ask.signal.addEventListener('abort', end, { once: true });
    if (ask.signal.aborted) end();
    for (let read = await reader.read(); !read.done; read = await reader.read())
      parser.feed(text.decode(read.value, { stream: true }));
  };
}
