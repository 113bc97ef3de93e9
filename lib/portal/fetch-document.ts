import { Failed } from '@/lib/domain/failed';
import type { FoundDocument } from './documents';

const SECOND = 1_000;
/** A slow portal may take its time; a dead one may not keep a chip busy for ever. */
const DEADLINE_MS = 90 * SECOND;
const DRAWN_QUALITY = 0.95;

/** Anything a page shows can be asked for by these, and by nothing else. */
const schemes = new Set(['http:', 'https:', 'blob:', 'data:']);

export interface FetchPorts {
  fetch(request: Request): Promise<Response>;
  /** A signal that aborts after `ms`. */
  deadline(ms: number): AbortSignal;
}

type Fetchable = Exclude<FoundDocument, { type: 'input' }>;

/** Where a document's bytes are. */
export function addressOf(found: FoundDocument): string {
  if (found.type === 'image') return found.element.currentSrc || found.element.src;
  return 'address' in found ? found.address : '';
}

/**
 * Fetches a document with the portal's own session, as the page itself would.
 * @param maxBytes where reading stops
 * @throws Failed `rejected` with reason `fetch-refused`, `login-page`, `too-large` or `empty-file`
 */
export async function fetchDocument(found: Fetchable, maxBytes: number, ports: FetchPorts): Promise<Blob> {
  const request = requestFor(found, ports.deadline(DEADLINE_MS));
  const response = await ports.fetch(request).catch((cause: unknown) => {
    if (found.type !== 'image') throw refused('fetch-refused', cause);
    return drawn(found.element);
  });
  return read(checked(response), maxBytes);
}

function requestFor(found: Fetchable, signal: AbortSignal): Request {
  const url = URL.parse(addressOf(found), found.element.baseURI);
  if (!url || !schemes.has(url.protocol)) throw refused('fetch-refused');
  const foreign = url.protocol.startsWith('http') && url.origin !== new URL(found.element.baseURI).origin;
  // What a page shows may come from elsewhere; where a link leads to elsewhere is not the portal's document.
  if (foreign && found.type === 'link') throw refused('fetch-refused');
  return new Request(url, {
    credentials: foreign ? 'omit' : 'include',
    // What the agent sees is what is captured, without a second download; the rest leaves no copy on disk.
    cache: found.type === 'image' && !foreign ? 'force-cache' : 'no-store',
    redirect: 'follow',
    referrerPolicy: 'same-origin',
    signal,
  });
}

function checked(response: Response): Response {
  const type = response.headers.get('content-type') ?? '';
  const asks = response.status === 401 || response.status === 403;
  if (asks || /^(?:text\/html|application\/xhtml)/i.test(type)) throw refused('login-page');
  if (!response.ok) throw refused('fetch-refused');
  return response;
}

async function read(response: Response, maxBytes: number): Promise<Blob> {
  if (Number(response.headers.get('content-length') ?? 0) > maxBytes) throw refused('too-large');
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let size = 0;
  try {
    for await (const part of response.body ?? []) {
      size += part.byteLength;
      if (size > maxBytes) throw refused('too-large');
      parts.push(part);
    }
  } catch (thrown) {
    throw thrown instanceof Failed ? thrown : refused('fetch-refused', thrown);
  }
  if (size === 0) throw refused('empty-file');
  return new Blob(parts);
}

/** A picture that can no longer be fetched (offline, a revoked `blob:`) is still on the screen. */
async function drawn(image: HTMLImageElement): Promise<Response> {
  const canvas = image.ownerDocument.createElement('canvas');
  canvas.width = image.naturalWidth;
  canvas.height = image.naturalHeight;
  const bytes = await new Promise<Blob | null>((resolve) => {
    canvas.getContext('2d')?.drawImage(image, 0, 0);
    canvas.toBlob(resolve, 'image/jpeg', DRAWN_QUALITY);
  }).catch((cause: unknown) => {
    throw refused('fetch-refused', cause);
  });
  if (!bytes) throw refused('fetch-refused');
  return new Response(bytes);
}

function refused(
  reason: 'fetch-refused' | 'login-page' | 'too-large' | 'empty-file',
  cause?: unknown,
): Failed {
  return new Failed('rejected', { reason, cause });
}
