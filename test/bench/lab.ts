import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createParts } from './lab-parts';

/** Bodies up to this size are kept, for whoever reads them again; of larger ones only the size. */
const KEPT_BYTES = 256 * 1_024;

interface Kept {
  readonly size: number;
  readonly body: Buffer | undefined;
}

/**
 * A loopback server that takes PUTs as an object store does, with nothing checked and nothing written to disk,
 * so that the sender is what is measured; and that serves the pages of the benches.
 * @param pages what lies at which path
 */
export async function startLab(
  pages: Readonly<Record<string, { type: string; body: string | Buffer }>> = {},
) {
  const kept = new Map<string, Kept>();
  const parts = createParts();
  let puts = 0;
  let bytes = 0;

  function take(path: string, request: IncomingMessage, response: ServerResponse): void {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.byteLength;
      if (size <= KEPT_BYTES) chunks.push(chunk);
    });
    request.on('end', () => {
      kept.set(path, { size, body: size <= KEPT_BYTES ? Buffer.concat(chunks) : undefined });
      response.writeHead(200, { etag: `"${size}"`, 'content-length': 0 }).end();
      if (path.startsWith('/notes/') || path.includes('/notes/')) return;
      puts += 1;
      bytes += size;
    });
  }

  function give(path: string, withBody: boolean, response: ServerResponse): void {
    const page = pages[path] ?? madeUp(path);
    if (page) {
      response.writeHead(200, { 'content-type': page.type, 'cache-control': 'no-store' }).end(page.body);
      return;
    }
    const found = kept.get(path);
    if (!found) {
      const says = '<Error><Code>NoSuchKey</Code></Error>';
      // Without its length the connection would end with a HEAD.
      response.writeHead(404, { 'content-type': 'application/xml', 'content-length': says.length });
      response.end(withBody ? says : undefined);
      return;
    }
    response.writeHead(200, { 'content-length': found.size, etag: `"${found.size}"` });
    response.end(withBody ? found.body : undefined);
  }

  function takePart(id: string, number: number, request: IncomingMessage, response: ServerResponse): void {
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.byteLength;
    });
    request.on('end', () => {
      const known = parts.take(id, number, size, String(request.headers['x-amz-checksum-sha256']));
      bytes += size;
      response.writeHead(known ? 200 : 404, { etag: `"${size}"`, 'content-length': 0 }).end();
    });
  }

  function complete(path: string, id: string): string | undefined {
    const size = parts.complete(id);
    if (size === undefined) return undefined;
    kept.set(path, { size, body: undefined });
    puts += 1;
    return `<CompleteMultipartUploadResult><ETag>"${size}"</ETag></CompleteMultipartUploadResult>`;
  }

  /** What is said in XML; `undefined`: it is not about parts, or not there. */
  function inParts(method: string, path: string, query: URLSearchParams): string | undefined {
    const id = query.get('uploadId');
    if (method === 'GET' && query.has('uploads'))
      return parts.open(path.split('/')[1] ?? '', query.get('prefix') ?? '');
    if (method === 'POST' && query.has('uploads')) return parts.create(path);
    if (method === 'GET' && id !== null) return parts.list(id);
    if (method === 'POST' && id !== null) return complete(path, id);
    return undefined;
  }

  const server = createServer((request, response) => {
    const { pathname: path, searchParams: query } = new URL(request.url ?? '/', 'http://lab');
    const { method = 'GET' } = request;
    const id = query.get('uploadId');
    if (method === 'PUT' && id !== null) takePart(id, Number(query.get('partNumber')), request, response);
    else if (method === 'PUT') take(path, request, response);
    else if (method === 'DELETE') {
      if (id === null) kept.delete(path);
      else parts.abort(id);
      response.writeHead(204).end();
    } else if (query.has('uploads') || id !== null) {
      request.resume();
      const body = inParts(method, path, query) ?? '<Error><Code>NoSuchUpload</Code></Error>';
      response
        .writeHead(body.startsWith('<Error') ? 404 : 200, { 'content-type': 'application/xml' })
        .end(body);
    } else give(path, method === 'GET', response);
  });
  server.keepAliveTimeout = 60_000;
  const port = await new Promise<number>((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address ? address.port : 0);
    });
  });

  return {
    url: `http://127.0.0.1:${port}`,
    port,
    /** PUTs taken whole, notes of the broker aside. */
    puts: () => puts,
    bytes: () => bytes,
    /** Forgets what was kept. */
    empty: () => {
      kept.clear();
      parts.empty();
    },
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
export type Lab = Awaited<ReturnType<typeof startLab>>;

/** A loan's page with `n` pictures is at `/loans/CDL-2026-<n>`; each picture is another one. */
function madeUp(path: string): { type: string; body: string | Buffer } | undefined {
  const pictures = /^\/loans\/CDL-2026-(\d+)$/.exec(path)?.[1];
  if (pictures !== undefined) return { type: 'text/html', body: loanPage(Number(pictures)) };
  const picture = /^\/picture\/(\d+)\.bmp$/.exec(path)?.[1];
  return picture === undefined ? undefined : { type: 'image/bmp', body: bitmap(Number(picture)) };
}

const kinds = ['AADHAAR', 'PAN', 'INVOICE', 'DELIVERY_ORDER', 'OPEN_BOX'];

function loanPage(pictures: number): string {
  const images = Array.from({ length: pictures }, (_, n) => {
    const kind = kinds[n] === undefined ? '' : ` data-document-kind="${kinds[n]}"`;
    return `<figure><img${kind} src="/picture/${n}.bmp" width="160" height="120" alt="Picture ${n}"><figcaption>Picture ${n}</figcaption></figure>`;
  });
  const head = '<meta charset="utf-8"><title>Loan</title><link rel="icon" href="data:,">';
  const watch =
    '<script>window.long=[];new PerformanceObserver((l)=>{for(const e of l.getEntries())long.push(e.duration)}).observe({type:"longtask",buffered:true})</script>';
  return `<!doctype html><html lang="en"><head>${head}${watch}</head><body data-product-type="POC_CDL"><h1>Loan</h1><p data-field="customer">Specimen</p>${images.join('')}</body></html>`;
}

/** 16 by 16 pixels of one colour. */
function bitmap(n: number): Buffer {
  const [size, header] = [16, 54];
  const file = Buffer.alloc(header + size * size * 3);
  file.write('BM');
  file.writeUInt32LE(file.byteLength, 2);
  file.writeUInt32LE(header, 10);
  file.writeUInt32LE(40, 14);
  file.writeInt32LE(size, 18);
  file.writeInt32LE(size, 22);
  file.writeUInt16LE(1, 26);
  file.writeUInt16LE(24, 28);
  file.fill(createHash('sha256').update(String(n)).digest().subarray(0, 3), header);
  return file;
}
