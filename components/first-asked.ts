import type { Input } from '@/lib/contract/rpc';

type Asked = Input<'popup.open'>;

/** What is listed at first: of the finished loans the last few. */
const FIRST_ASKED: Asked = { search: '', most: 200, finished: 5, open: [], folded: [] };
/** An id of ours; a schema would be loaded for this alone. */
const FLOW_ID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/;

/** `?loan=<flowId>` opens that loan, `?group=attention` lists what needs the agent; what does not parse is not there. */
export function readAsked(search: string): Asked {
  const query = new URLSearchParams(search);
  const loan = query.get('loan') ?? '';
  return {
    ...FIRST_ASKED,
    ...(FLOW_ID.test(loan) && { loan }),
    ...(query.get('group') === 'attention' && { group: 'attention' }),
  };
}
