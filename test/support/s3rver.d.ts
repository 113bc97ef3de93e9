/** The part of the object store for tests that is in use; the package carries no types. */
declare module '@20minutes/s3rver' {
  import type { IncomingMessage } from 'node:http';
  import type { Readable } from 'node:stream';

  interface S3rverOptions {
    address?: string;
    port?: number;
    silent?: boolean;
    directory?: string;
    vhostBuckets?: boolean;
    resetOnClose?: boolean;
    allowMismatchedSignatures?: boolean;
    configureBuckets?: { name: string; configs?: (string | Uint8Array)[] }[];
  }
  export default class S3rver {
    constructor(options: S3rverOptions);
    /** Koa's chain, first to last. */
    middleware: ((
      context: {
        method: string;
        url: string;
        headers: Record<string, string | string[] | undefined>;
        req: IncomingMessage | Readable;
        res: { destroyed: boolean };
        status: number;
        type: string;
        body: unknown;
      },
      next: () => Promise<void>,
    ) => Promise<void>)[];
    run(): Promise<{ address: string; port: number }>;
    close(): Promise<void>;
  }
}
