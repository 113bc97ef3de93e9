import type { AtlasGrant } from '@/lib/contract/broker';

const SECOND = 1_000;
/** Under the 30 s after which a browser ends a worker's request by itself. */
const DEADLINE = 25 * SECOND;

/** Requests to one of Atlas's APIs, whose paths begin with `prefix`. */
export function requestsUnder(prefix: string) {
  const common = ({ baseUrl, accessToken }: AtlasGrant, path: string) => ({
    url: `${baseUrl.replace(/\/$/, '')}/${prefix}/${path}`,
    headers: { Token: accessToken },
    deadlineMs: DEADLINE,
  });
  return {
    /** @param query values are encoded here */
    get(grant: AtlasGrant, path: string, query: Readonly<Record<string, string>>) {
      const asked = Object.entries(query).map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
      return { method: 'GET' as const, ...common(grant, `${path}?${asked.join('&')}`) };
    },
    post: (grant: AtlasGrant, path: string, json: unknown) => ({
      method: 'POST' as const,
      ...common(grant, path),
      json,
    }),
  };
}

/** `file_urls` of every family. */
export function fileUrls(submissions: ReadonlyArray<{ documentId: string; fileUrl: string }>) {
  return submissions.map(({ documentId, fileUrl }) => ({ file_url: fileUrl, document_id: documentId }));
}
