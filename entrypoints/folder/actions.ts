import { browser } from 'wxt/browser';
import type { FolderActions } from '@/components/folder-actions';
import type { FolderLine } from '@/components/folder-lines';
import { byFlow, collectResults } from '@/components/folder-results';
import { kindWords, lineWords, reasonOf } from '@/components/folder-words';
import type { Unattended } from '@/components/use-unattended';
import type { Words } from '@/components/words/words';
import type { FolderView } from '@/lib/contract/folder-view';
import type { StateView } from '@/lib/contract/state-view';
import type { FolderEntry } from '@/lib/domain/folder-file';
import { folderCsv } from '@/lib/domain/folder-file';
import type { Product } from '@/lib/domain/organisation';
import { resultsCsv } from '@/lib/domain/result-file';
import type { Client } from '@/lib/rpc/client';
import { saveFile, stamp } from '@/lib/save-file';
import type { World } from '@/lib/world';

export interface ActionsDeps {
  readonly client: Client;
  readonly world: Pick<World, 'now' | 'sleep'>;
  readonly words: Words;
  readonly reload: () => void;
  readonly start: Unattended['start'];
  readonly folderId: string | undefined;
  readonly state: StateView | undefined;
  readonly view: FolderView | undefined;
}

/** As many as `flow.rerun` and `folder.kind` take at once. */
const MOST_SLOTS = 100;

/** What the buttons of a folder's page do. */
export function createActions(deps: ActionsDeps): Omit<FolderActions, 'onBegin' | 'onTakeIn'> {
  const { client, world, words, reload, start, folderId = '', state, view } = deps;
  const type = view?.summary?.product.productType;
  const product = state?.organisation?.products.find(({ productType }) => productType === type);
  const save = (text: string, name: string) =>
    saveFile(new Blob([text], { type: 'text/csv' }), `satchel-${name}-${stamp(world.now())}.csv`, world);
  return {
    onSend: async (rows) =>
      each(byFlow(rows), async ([flowId]) => client.call('flow.send', { flowId })).finally(reload),
    onRerun: async (rows) =>
      each(byFlow(rows), async ([flowId, slotIds]) =>
        each(chunks(slotIds), async (some) => client.call('flow.rerun', { flowId, slotIds: some })),
      ).finally(reload),
    onKind: async (rows, kind) =>
      each(byFlow(rows), async ([flowId, slotIds]) =>
        each(chunks(slotIds), async (some) => client.call('folder.kind', { flowId, slotIds: some, kind })),
      ).finally(reload),
    onRetake: (flowId, slotId) =>
      start(() =>
        browser.tabs.create({
          url: browser.runtime.getURL(`/capture.html?${new URLSearchParams({ flow: flowId, slot: slotId })}`),
        }),
      ),
    onExport: (lines) => save(folderCsv(lines.map((line) => entryOf(words, product, line))), 'folder'),
    onExportResults: async () => {
      const rows = view?.rows ?? [];
      const kinds = new Map(rows.map(({ slotId, kind }) => [slotId, kindWords(words, product, kind)]));
      const { documents, ...exported } = await collectResults(rows, async (flowId) =>
        client.call('flow.results', { flowId }),
      );
      const named = documents.map((one) => ({ ...one, label: kinds.get(one.slotId) ?? one.documentType }));
      save(resultsCsv({ loanId: folderId, documents: named, crossChecks: [] }), 'results');
      return exported;
    },
  };
}

function entryOf(words: Words, product: Product | undefined, line: FolderLine): FolderEntry {
  const { path, kind, state, documentType, verdictCode, failure, size, row } = line;
  return {
    file: path,
    kind: kindWords(words, product, kind),
    state: lineWords(words, state).words,
    atlasType: documentType,
    code: verdictCode ?? failure?.reason ?? failure?.code,
    reason: reasonOf(words, line),
    size,
    capturedAt: row?.capturedAt,
    attempts: row?.attempts,
    documentId: row?.documentId,
  };
}

function chunks(slotIds: readonly string[]): string[][] {
  const count = Math.ceil(slotIds.length / MOST_SLOTS);
  return Array.from({ length: count }, (_, at) => slotIds.slice(at * MOST_SLOTS, (at + 1) * MOST_SLOTS));
}

/** One after the other: the background writes them one after the other, too. */
async function each<T>(all: readonly T[], act: (one: T) => Promise<unknown>): Promise<void> {
  for (const one of all) await act(one);
}
