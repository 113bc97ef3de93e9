import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { Readable } from 'node:stream';

const MIB = 1_024 * 1_024;
/** Of every part but the last (S3, "Multipart upload limits"). */
const LEAST_PART = 5 * MIB;

export interface StoreContext {
  method: string;
  url: string;
  headers: Record<string, string | string[] | undefined>;
  req: IncomingMessage | Readable;
  res: { destroyed: boolean };
  status: number;
  type: string;
  body: unknown;
}

type Xml = Record<string, string | number>;
const xml = (tags: Xml) =>
  Object.entries(tags)
    .map(([tag, value]) => `<${tag}>${value}</${tag}>`)
    .join('');

/**
 * What the S3 API documents and the server behind lacks: it compares no body with its `x-amz-checksum-sha256`, knows no
 * `If-None-Match`, lists no uploads and no parts, aborts none, and completes whatever it is told to. Written from the API reference alone:
 * ListMultipartUploads, ListParts, AbortMultipartUpload, CompleteMultipartUpload, PutObject, UploadPart.
 */
export function createStoreLayer(directory: string, bucket: string) {
  const uploads = join(directory, bucket, '._S3rver_uploads');
  const claimed = new Set<string>();

  function say(context: StoreContext, status: number, body: string): void {
    context.status = status;
    context.type = 'application/xml';
    context.body = body === '' ? null : `<?xml version="1.0" encoding="UTF-8"?>\n${body}`;
  }
  const refuse = (context: StoreContext, status: number, Code: string) =>
    say(context, status, `<Error>${xml({ Code, Message: Code })}</Error>`);

  function listUploads(context: StoreContext, prefix: string): void {
    const ids = existsSync(uploads) ? readdirSync(uploads) : [];
    const all = ids
      .map((id) => ({ id, path: join(uploads, id) }))
      .map(({ id, path }) => ({
        id,
        key: readFileSync(join(path, 'key'), 'utf8'),
        at: statSync(join(path, 'key')),
      }))
      .filter(({ key }) => key.startsWith(prefix))
      .map(({ id, key, at }) => xml({ Key: key, UploadId: id, Initiated: at.mtime.toISOString() }));
    const listed = all.map((one) => `<Upload>${one}</Upload>`).join('');
    const root = `${xml({ Bucket: bucket, Prefix: prefix, IsTruncated: 'false' })}${listed}`;
    say(context, 200, `<ListMultipartUploadsResult>${root}</ListMultipartUploadsResult>`);
  }

  function partsOf(uploadId: string) {
    return readdirSync(join(uploads, uploadId))
      .filter((name) => /^\d+$/.test(name))
      .map((name) => {
        const bytes = readFileSync(join(uploads, uploadId, name));
        const etag = createHash('md5').update(bytes).digest('hex');
        return { number: Number(name), size: bytes.byteLength, etag, checksum: sha256(bytes) };
      })
      .toSorted((a, b) => a.number - b.number);
  }

  function listParts(context: StoreContext, key: string, UploadId: string): void {
    const parts = partsOf(UploadId).map(({ number, size, etag, checksum }) =>
      xml({ PartNumber: number, Size: size, ETag: `"${etag}"`, ChecksumSHA256: checksum }),
    );
    const listed = parts.map((one) => `<Part>${one}</Part>`).join('');
    const root = `${xml({ Bucket: bucket, Key: key, UploadId, IsTruncated: 'false' })}${listed}`;
    say(context, 200, `<ListPartsResult>${root}</ListPartsResult>`);
  }

  /** The code of S3's refusal, if it would refuse. */
  function wrongIn(uploadId: string, asked: string): string | undefined {
    const there = new Map(partsOf(uploadId).map((part) => [part.number, part]));
    const named = [...asked.matchAll(/<Part>(.*?)<\/Part>/gs)].map(([, text = '']) => ({
      number: Number(/<PartNumber>(\d+)</.exec(text)?.[1]),
      etag: /<ETag>(?:"|&quot;)?(\w+)/.exec(text)?.[1],
      checksum: /<ChecksumSHA256>([^<]+)</.exec(text)?.[1],
    }));
    const found = named.map(({ number }) => there.get(number));
    const isOther = named.some(
      ({ etag, checksum }, at) =>
        etag !== found[at]?.etag || (checksum !== undefined && checksum !== found[at]?.checksum),
    );
    if (isOther) return 'InvalidPart';
    if (named.some(({ number }, at) => number <= (named[at - 1]?.number ?? 0))) return 'InvalidPartOrder';
    return found.slice(0, -1).some((part) => (part?.size ?? 0) < LEAST_PART) ? 'EntityTooSmall' : undefined;
  }

  return async function layer(context: StoreContext, next: () => Promise<void>): Promise<void> {
    const { pathname, searchParams } = new URL(context.url, 'http://store.test');
    const key = decodeURIComponent(pathname.split('/').slice(2).join('/'));
    const uploadId = searchParams.get('uploadId') ?? undefined;
    if (context.method === 'GET' && key === '' && searchParams.has('uploads'))
      return listUploads(context, searchParams.get('prefix') ?? '');
    if (uploadId !== undefined && !isOpen(uploadId, key)) return refuse(context, 404, 'NoSuchUpload');
    if (uploadId !== undefined && context.method === 'GET') return listParts(context, key, uploadId);
    if (uploadId !== undefined && context.method === 'DELETE') {
      rmSync(join(uploads, uploadId), { recursive: true, force: true });
      return say(context, 204, '');
    }
    if (context.method === 'PUT' && context.headers['if-none-match'] === '*') {
      const object = join(directory, bucket, `${key}._S3rver_object`);
      if (existsSync(object) || claimed.has(key)) return refuse(context, 412, 'PreconditionFailed');
      // Until it is written: of two at the same moment one alone may.
      claimed.add(key);
      await next();
      claimed.delete(key);
      return;
    }
    const checksum = context.headers['x-amz-checksum-sha256'];
    const isComplete = uploadId !== undefined && context.method === 'POST';
    if (!isComplete && (context.method !== 'PUT' || checksum === undefined)) return next();
    const body = await bytesOf(context.req);
    const wrong = isComplete
      ? wrongIn(uploadId, body.toString())
      : sha256(body) === checksum
        ? undefined
        : 'BadDigest';
    if (wrong) return refuse(context, 400, wrong);
    context.req = Readable.from([body], { objectMode: false });
    return next();
  };

  function isOpen(uploadId: string, key: string): boolean {
    const file = join(uploads, uploadId, 'key');
    return /^\w+$/.test(uploadId) && existsSync(file) && readFileSync(file, 'utf8') === key;
  }
}

const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('base64');

async function bytesOf(stream: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks = new Array<Buffer>();
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}
