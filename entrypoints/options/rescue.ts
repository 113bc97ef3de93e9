import { sha256 } from '@/lib/capture/sha256';
import type { RescueReport } from '@/lib/contract/rescue';
import { writeRescueCopy } from '@/lib/outbox/rescue-copy';
import { createStore } from '@/lib/outbox/store';
import type { Client } from '@/lib/rpc/client';
import type { World } from '@/lib/world';

const MINUTE = 60_000;
/** The browser reads the file after the click returns; a large one takes its time. */
const KEPT_FOR_SAVING = 10 * MINUTE;

/** Writes the rescue copy here, from the same disk: a message could not carry it. The background says whose. */
export async function saveRescueCopy(
  client: Client,
  world: World,
  progress: (done: number, all: number) => void,
): Promise<RescueReport> {
  const plan = await client.call('rescue.plan');
  // Opened to read bytes and nothing else.
  const store = createStore({ world, changed: () => {}, damaged: () => {} });
  const { file, report } = await writeRescueCopy({ plan, bytes: store.bytes, sha256, progress });
  if (report.captures + report.missing.length > 0)
    save(file, `satchel-rescue-${stamp(plan.createdAt)}.zip`, world);
  return report;
}

function save(file: Blob, name: string, world: World): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  void world.sleep(KEPT_FOR_SAVING).then(() => URL.revokeObjectURL(link.href));
}

/** `20261122-1500`, in UTC: two copies of one day are told apart. */
function stamp(at: number): string {
  return new Date(at).toISOString().slice(0, 16).replaceAll(/[-:]/g, '').replace('T', '-');
}
