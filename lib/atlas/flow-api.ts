import type { AtlasGrant } from '@/lib/contract/broker';
import { narrowCallback } from '@/lib/contract/callback';
import type { Stages } from '@/lib/domain/flow';
import { Failed } from '@/lib/domain/failed';
import type { Http } from '@/lib/http/http';
import type { Api, Place } from './api';
import { readExtracts } from './extracts';
import { fileUrls, requestsUnder } from './request';
import { accepted, ExtractsAnswer, Opened, Status, UploadEntries } from './wire';

/** Atlas's Flow API v3 (vendor pages INIT, UPL, STAT, EXTR). */
export function createFlowApi(http: Http): Api {
  const { get, post } = requestsUnder('v3/verification');

  async function status(grant: AtlasGrant, place: Place): Promise<Stages> {
    const said = await http.json(get(grant, 'status', { flow_uuid: flowOf(place) }), Status);
    return {
      upload: said.upload_status,
      processing: said.processing_status,
      crosscheck: said.crossheck_status,
      master: said.master_status,
    };
  }

  const extracts: Api['extracts'] = async (grant, place) =>
    readExtracts(await http.json(get(grant, 'extracts', { flow_uuid: flowOf(place) }), ExtractsAnswer));

  return {
    async open(grant, loan) {
      const body = {
        product_type: loan.productType,
        application_id: loan.loanId,
        auth_url: grant.authUrl,
        callback_url: await narrowCallback(grant.callbackUrl, loan.loanId),
        flow_params: {},
      };
      return (await http.json(post(grant, 'flow/init', body), Opened)).flow_uuid;
    },

    async submit(grant, place, submissions) {
      const body = { flow_uuid: flowOf(place), file_urls: fileUrls(submissions) };
      return (await http.json(post(grant, 'multiupload', body), UploadEntries)).map(accepted);
    },

    async ask(grant, place) {
      const stages = await status(grant, place);
      return { stages, extracts: await extracts(grant, place) };
    },

    stages: status,

    extracts,
  };
}

function flowOf({ flowUuid }: Place): string {
  if (flowUuid === undefined) throw new Failed('bug', { detail: 'the flow is not open' });
  return flowUuid;
}
