import ky from 'ky';
import type { z } from 'zod';
import { Failed } from '@/lib/domain/failed';
import type { World } from '@/lib/world';
import type { Answered } from './skew';
import { captivePortal, failedStatus, failedTransport, isRedirect, isSignInPage } from './classify';

/** One request. Urls absolute; `deadlineMs` for the whole of it, body included. */
export interface Ask {
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON; or `body`, sent as it is. */
  readonly json?: unknown;
  readonly body?: Blob;
  readonly deadlineMs: number;
}

/** The network as the rest of the program sees it: an answer that was promised, or `Failed`. */
export interface Http {
  /** Sends, and parses a JSON answer by `schema`. Status codes outside 2xx are `Failed`. */
  json<T>(ask: Ask, schema: z.ZodType<T>): Promise<T>;
  /** Sends, and gives back the headers of a 2xx answer; its body is not read. */
  send(ask: Ask): Promise<Headers>;
}

/** A JSON answer larger than this is not one of ours, or hostile. */
const MAX_ANSWER_BYTES = 10 * 1024 * 1024;

/** @param watch called when a request for JSON starts; what it returns, when the promised answer is there */
export function createHttp(
  world: Pick<World, 'fetch' | 'online' | 'deadline'>,
  watch: () => Answered = () => () => {},
): Http {
  const client = ky.create({
    // `ky` hands over a finished Request, and a copy of it would forget its referrer policy in some engines.
    fetch: (input, init) => world.fetch(input instanceof Request ? input : new Request(input, init)),
    // Its own time-out and repeats are off: the outbox decides those.
    timeout: false,
    retry: 0,
    throwHttpErrors: false,
    cache: 'no-store',
    credentials: 'omit',
    // Not followed; as an answer of its own it can be told from a broken line.
    redirect: 'manual',
    referrerPolicy: 'no-referrer',
  });

  /** Both directions in one `try`: a body that breaks off is as unclear as a request that does. */
  async function exchange<T>(ask: Ask, read: (response: Response) => Promise<T>): Promise<T> {
    // Asked before the request: a line that drops while it is under way leaves the answer unclear.
    const wasOnline = world.online();
    const { method, url, headers = {}, json, body } = ask;
    try {
      const payload = json === undefined ? (body === undefined ? {} : { body }) : { json };
      const response = await client(url, {
        method,
        headers,
        signal: world.deadline(ask.deadlineMs),
        ...payload,
      });
      return await read(response);
    } catch (thrown) {
      throw failedTransport(thrown, wasOnline);
    }
  }

  return {
    json(ask, schema) {
      const answered = watch();
      return exchange(ask, async (response) => {
        const text = await readText(response);
        if (isRedirect(response) || isSignInPage(response, text)) throw captivePortal();
        if (!response.ok) throw failedStatus(response.status, response.headers, text);
        const value = parse(schema, text);
        // Not before: a captive portal's clock is nobody's.
        answered(response.headers);
        return value;
      });
    },
    send: (ask) =>
      exchange(ask, async (response) => {
        if (!response.ok) throw failedStatus(response.status, response.headers, await readText(response));
        await response.body?.cancel();
        return response.headers;
      }),
  };
}

async function readText(response: Response): Promise<string> {
  const declared = Number(response.headers.get('content-length') ?? 0);
  if (declared > MAX_ANSWER_BYTES) throw new Failed('unreadable', { detail: 'answer too large' });
  const text = await response.text();
  if (text.length > MAX_ANSWER_BYTES) throw new Failed('unreadable', { detail: 'answer too large' });
  return text;
}

function parse<T>(schema: z.ZodType<T>, text: string): T {
  const parsed = schema.safeParse(parseJson(text));
  if (parsed.success) return parsed.data;
  const where = parsed.error.issues[0]?.path.join('.') ?? '';
  throw new Failed('unreadable', { detail: `answer does not fit at '${where}'` });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Failed('unreadable', { detail: 'answer is not JSON' });
  }
}
