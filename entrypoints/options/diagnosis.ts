import type { DiagnosisFile } from '@/components/diagnosis';
import type { Client } from '@/lib/rpc/client';
import { saveFile, stamp } from '@/lib/save-file';
import type { World } from '@/lib/world';

/** What support may see of this device, with what it runs on, as it would be saved. */
export async function readDiagnosis(client: Client, version: string): Promise<DiagnosisFile> {
  const diagnosis = await client.call('diagnosis.get');
  const about = { format: 'satchel/diagnosis/1', version, browser: navigator.userAgent };
  return { diagnosis, text: `${JSON.stringify({ ...about, ...diagnosis }, undefined, 2)}\n` };
}

export function saveDiagnosis({ diagnosis, text }: DiagnosisFile, world: Pick<World, 'sleep'>): void {
  const file = new Blob([text], { type: 'application/json' });
  saveFile(file, `satchel-diagnosis-${stamp(diagnosis.at)}.json`, world);
}
