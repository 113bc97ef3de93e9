import { sha256 } from '@/lib/capture/sha256';
import type { FlowView } from '@/lib/contract/flow-view';
import type { FolderView } from '@/lib/contract/folder-view';
import type { CapturedView } from '@/lib/contract/portal-view';
import type { Agent } from '@/lib/domain/agent';
import { Failed } from '@/lib/domain/failed';
import type { Flow } from '@/lib/domain/flow';
import { partOf } from '@/lib/domain/folder';
import { apisOf } from '@/lib/domain/organisation';
import { sayKind } from '@/lib/outbox/folder';
import { folderView } from '@/lib/outbox/folder-view';
import type { Intake } from '@/lib/outbox/intake';
import type { Handlers } from '@/lib/rpc/server';
import type { HandlerDeps } from './handlers';

type FolderDeps = Pick<HandlerDeps, 'config' | 'policy' | 'store'>;
type FolderMethods = Pick<Handlers, Extract<keyof Handlers, `folder.${string}`>>;
interface Folders {
  /** Folders of which something is still to do. @param open the agent's unfinished flows */
  readonly unfinished: (agent: Agent, open: Promise<readonly Flow[]>) => Promise<FolderView[]>;
}

/** Folders that go by Bulk: each is as many flows as it has parts, and one thing to the agent. */
export function createFolderHandlers(
  { config, policy, store }: FolderDeps,
  viewsOf: (flows: readonly Flow[]) => Promise<FlowView[]>,
  capture: (intake: Intake) => Promise<CapturedView>,
  knownAgent: () => Promise<Agent>,
  changeFlow: (flowId: string, change: (flow: Flow) => Flow) => Promise<unknown>,
): FolderMethods & Folders {
  async function view(agent: Agent, folderId: string) {
    const flows = await store.folder(agent, folderId);
    return folderView(folderId, flows, await viewsOf(flows));
  }

  return {
    'folder.add': async ({ folderId, productType, bytes, ...input }) => {
      const [owner, { config: ours }] = await Promise.all([
        knownAgent(),
        config.require(),
        policy.allows('file-capture'),
      ]);
      const isOurs = ours.products.some((product) => product.productType === productType);
      if (!apisOf(ours).includes('bulk') || !isOurs)
        throw new Failed('forbidden', { detail: 'no folders of this product here' });
      const file = await sha256(await bytes.arrayBuffer());
      const folder = { folderId, file };
      return capture({ ...input, bytes, owner, productType, folder, loanId: partOf(folderId, file) });
    },

    'folder.kind': async ({ flowId, slotIds, kind }) => {
      await changeFlow(flowId, (flow) => sayKind(flow, slotIds, kind));
      return null;
    },

    'folder.get': async ({ folderId }) => view(await knownAgent(), folderId),

    'folder.list': async () => store.folders(await knownAgent()),

    async unfinished(agent, open) {
      const ids = new Set((await open).flatMap(({ folder }) => folder ?? []));
      return Promise.all([...ids].map((folderId) => view(agent, folderId)));
    },
  };
}
