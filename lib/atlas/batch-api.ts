import type { AtlasGrant } from '@/lib/contract/broker';
import { Failed } from '@/lib/domain/failed';
import type { Http } from '@/lib/http/http';
import type { Api, UploadAnswer } from './api';
import { readExtracts } from './extracts';
import { fileUrls, requestsUnder } from './request';
import type { Open } from './wire';
import { BatchPage } from './wire-batch';

/** What Bulk gives at most, and docstream by itself. */
const PER_PAGE = 50;
/** Twice the largest folder: a `has_next` that never ends is no reason to ask for ever. */
const MOST_PAGES = 40;

/**
 * Atlas's APIs of batches (vendor pages IUPL, IEXT, BUPL, BEXT): nothing is opened and there is no status. What is
 * finished is known by what has come back, page by page.
 */
export function createBatchApi<T>(http: Http, prefix: string, { schema, read }: UploadAnswer<T>): Api {
  const { get, post } = requestsUnder(prefix);

  async function entriesOf(grant: AtlasGrant, batchId: string): Promise<Open[]> {
    const entries: Open[] = [];
    const earlier = new Set<string>();
    for (let page = 1; page <= MOST_PAGES; page += 1) {
      const query = { batch_id: batchId, page: String(page), per_page: String(PER_PAGE) };
      const answer = await http.json(get(grant, 'extracts', query), BatchPage);
      const texts = answer.data.map((entry) => JSON.stringify(entry));
      // A batch that grows between two pages shows an entry again: only two on one page are two.
      const fresh = answer.data.filter((_, at) => !earlier.has(texts[at] ?? ''));
      for (const text of texts) earlier.add(text);
      entries.push(...fresh);
      if (fresh.length === 0 || !hasNext(answer, page)) break;
    }
    return entries;
  }

  const extracts: Api['extracts'] = async (grant, { batchIds }) => {
    const entries: Open[] = [];
    for (const batchId of batchIds) entries.push(...(await entriesOf(grant, batchId)));
    return readExtracts({ ocr_data: entries });
  };

  return {
    open: async () => Promise.reject(new Failed('bug', { detail: 'a batch is not opened' })),

    async submit(grant, { productType }, submissions) {
      const body = { product_type: productType, file_urls: fileUrls(submissions) };
      return read(await http.json(post(grant, 'multiupload', body), schema), submissions);
    },

    ask: async (grant, place) => ({ extracts: await extracts(grant, place) }),

    extracts,
  };
}

/** GBULK's list of the keys of a page and BEXT's differ: whichever is there says whether there is another. */
function hasNext({ has_next, total_pages, data }: BatchPage, page: number): boolean {
  if (has_next !== undefined) return has_next;
  return total_pages === undefined ? data.length >= PER_PAGE : page < total_pages;
}
