import type { AtlasGrant } from '@/lib/contract/broker';
import { narrowCallback } from '@/lib/contract/callback';
import type { Stages } from '@/lib/domain/flow';
import type { Http } from '@/lib/http/http';
import type { Extracts } from './extracts';
import { readExtracts } from './extracts';
import { ExtractsAnswer, Opened, Status, UploadEntries } from './wire';

const SECOND = 1_000;
/** Under the 30 s after which a browser ends a worker's request by itself. */
const DEADLINE = 25 * SECOND;

/** One document told to Atlas. */
export interface Submission {
  readonly documentId: string;
  readonly fileUrl: string;
}

/** What Atlas says it accepted. */
export interface Accepted {
  readonly documentId: string;
  readonly fileUuid?: string | undefined;
  readonly batchId?: string | undefined;
}

/** Atlas's Flow API v3 (vendor pages INIT, UPL, STAT, EXTR). Every error is `Failed`. */
export function createAtlas(http: Http) {
  const url = (grant: AtlasGrant, path: string) =>
    `${grant.baseUrl.replace(/\/$/, '')}/v3/verification/${path}`;
  const headers = (grant: AtlasGrant) => ({ Token: grant.accessToken });
  const get = (grant: AtlasGrant, path: string, flowUuid: string) => ({
    method: 'GET' as const,
    url: `${url(grant, path)}?flow_uuid=${encodeURIComponent(flowUuid)}`,
    headers: headers(grant),
    deadlineMs: DEADLINE,
  });
  const post = (grant: AtlasGrant, path: string, json: unknown) => ({
    method: 'POST' as const,
    url: url(grant, path),
    headers: headers(grant),
    json,
    deadlineMs: DEADLINE,
  });

  return {
    /** @returns Atlas's flow id */
    async open(grant: AtlasGrant, loan: { loanId: string; productType: string }): Promise<string> {
      const body = {
        product_type: loan.productType,
        application_id: loan.loanId,
        auth_url: grant.authUrl,
        callback_url: await narrowCallback(grant.callbackUrl, loan.loanId),
        flow_params: {},
      };
      return (await http.json(post(grant, 'flow/init', body), Opened)).flow_uuid;
    },

    /** Tells Atlas of documents. Without an idempotency key: an unclear end must be asked about, not repeated. */
    async submit(
      grant: AtlasGrant,
      flowUuid: string,
      submissions: readonly Submission[],
    ): Promise<Accepted[]> {
      const file_urls = submissions.map(({ documentId, fileUrl }) => ({
        file_url: fileUrl,
        document_id: documentId,
      }));
      const entries = await http.json(
        post(grant, 'multiupload', { flow_uuid: flowUuid, file_urls }),
        UploadEntries,
      );
      return entries.map((entry) => ({
        documentId: entry.document_id,
        fileUuid: entry.file_uuid,
        batchId: entry.batch_id,
      }));
    },

    async status(grant: AtlasGrant, flowUuid: string): Promise<Stages> {
      const status = await http.json(get(grant, 'status', flowUuid), Status);
      return {
        upload: status.upload_status,
        processing: status.processing_status,
        crosscheck: status.crossheck_status,
        master: status.master_status,
      };
    },

    async extracts(grant: AtlasGrant, flowUuid: string): Promise<Extracts> {
      return readExtracts(await http.json(get(grant, 'extracts', flowUuid), ExtractsAnswer));
    },
  };
}
export type Atlas = ReturnType<typeof createAtlas>;
