import { sha256 } from '@/lib/capture/sha256';
import type { RescueReport } from '@/lib/contract/rescue';
import { writeRescueCopy } from '@/lib/outbox/rescue-copy';
import { createStore } from '@/lib/outbox/store';
import type { Client } from '@/lib/rpc/client';
import { saveFile, stamp } from '@/lib/save-file';
import type { World } from '@/lib/world';

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
    saveFile(file, `satchel-rescue-${stamp(plan.createdAt)}.zip`, world);
  return report;
}
