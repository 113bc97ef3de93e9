import type { FolderView } from '@/lib/contract/folder-view';
import { newFolderId } from '@/lib/domain/folder';
import type { SeenFlow } from './invariants';
import type { Sim } from './sim-clock';
import type { Device } from './sim-device';
import type { Paper } from './sim-papers';
import { copyOf } from './sim-papers';
import { kinds } from './sim-town';

/** Files of which a folder is made: it goes into two parts. */
const FILES = 60;
/** Of the files, so many hold what another one holds, in other bytes. */
const COPIES = 0.4;

export interface FolderHandDeps {
  readonly sim: Sim;
  readonly device: Device;
  /** Papers that were captured before, anywhere. */
  readonly made: readonly Paper[];
  readonly nextPaper: (kind: string) => Paper;
  readonly tries: (what: string, work: () => Promise<void>) => Promise<void>;
  readonly keepTold: (
    place: string,
    sha256: string,
    asking: ReturnType<typeof taking>,
    kind: string,
  ) => Promise<void>;
}

/** One folder that goes by Bulk: its files come one at a time or two at once, and several hold the same. */
export function createFolderHand({ sim, device, made, nextPaper, tries, keepTold }: FolderHandDeps) {
  // The same for both agents: what one has taken of it says nothing of the other's.
  const folderId = newFolderId({ now: device.now, random: sim.random }, FILES);
  let files = 0;

  function takeIn(): Promise<void> {
    const kind = sim.pick(kinds);
    const isCopy = made.length > 0 && sim.happens(COPIES);
    const { blob, sha256 } = isCopy ? copyOf(sim.pick(made), (files += 1)) : nextPaper(kind);
    return tries(`takes a ${kind} of the folder in`, () =>
      // Whatever kind it is said to be.
      keepTold(folderId, sha256, taking(device, { folderId, kind, bytes: blob }), 'any'),
    );
  }

  return {
    takeIn,
    takeTwoIn: () => Promise.all([takeIn(), takeIn()]).then(() => undefined),
    /** What is shown of it. Rejects when nobody is signed in. */
    async look(): Promise<SeenFlow[]> {
      return partsOf(await device.folderPage.call('folder.get', { folderId }));
    },
  };
}

interface Taken {
  readonly folderId: string;
  readonly kind: string;
  readonly bytes: Blob;
}

function taking(device: Device, file: Taken) {
  return device.folderPage.call('folder.add', { ...file, productType: 'POC_CDL', source: 'file' });
}

/** As the list of loans shows what it has. */
function partsOf({ folderId, rows, summary }: FolderView): SeenFlow[] {
  const parts = Map.groupBy(rows, ({ flowId }) => flowId);
  const state = summary?.state ?? 'collecting';
  return [...parts].map(([flowId, documents]) => ({ flowId, loanId: folderId, state, documents }));
}
