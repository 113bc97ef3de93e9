import {
  BlobReader,
  BlobWriter,
  TextReader,
  Uint8ArrayReader,
  Uint8ArrayWriter,
  ZipReader,
  ZipWriter,
} from '@zip.js/zip.js/lib/zip-core-native.js';
import type { RescueManifest, RescuePlan, RescueReport } from '@/lib/contract/rescue';
import { MANIFEST_NAME, sealedName } from '@/lib/contract/rescue';
import { Failed } from '@/lib/domain/failed';

/** Sealed bytes do not compress, and one entry at a time keeps the memory at one capture. */
const asTheyAre = { level: 0, useWebWorkers: false } as const;

export interface RescueDeps {
  readonly plan: RescuePlan;
  /** Sealed bytes of a capture; `undefined` when the disk does not give them. */
  readonly bytes: (captureId: string) => Promise<Blob | undefined>;
  /** SHA-256 as lower-case hex. */
  readonly sha256: (bytes: Uint8Array<ArrayBuffer>) => Promise<string>;
  /** Told how many captures are through, of how many. */
  readonly progress?: (done: number, all: number) => void;
}

/**
 * Writes all sealed captures and what is known of them into one ZIP, and reads all of it again.
 * @throws Failed `copy-not-proven` when the copy does not read as it was written
 */
export async function writeRescueCopy(deps: RescueDeps): Promise<{ file: Blob; report: RescueReport }> {
  const { plan, sha256, progress } = deps;
  const zip = new ZipWriter(new BlobWriter('application/zip'), asTheyAre);
  const captures = new Array<RescueManifest['captures'][number]>();
  for (const item of plan.items) {
    const bytes = await wholeBytes(deps, item.captureId);
    if (bytes) await zip.add(sealedName(item.captureId), new Uint8ArrayReader(bytes));
    const inside = bytes && { sha256: await sha256(bytes), size: bytes.byteLength };
    captures.push(inside ? { ...item, inside } : item);
    progress?.(captures.length, plan.items.length);
  }
  const { createdAt, organisation } = plan;
  const manifest: RescueManifest = { format: 'satchel/rescue/1', createdAt, organisation, captures };
  const text = JSON.stringify(manifest, undefined, 2);
  await zip.add(MANIFEST_NAME, new TextReader(text));
  const file = await zip.close();
  const written = new Map(
    captures.flatMap(({ captureId, inside }) => (inside ? [[sealedName(captureId), inside.sha256]] : [])),
  );
  written.set(MANIFEST_NAME, await sha256(new TextEncoder().encode(text)));
  await prove(file, written, sha256);
  return { file, report: reportOf(captures) };
}

async function wholeBytes({ bytes }: RescueDeps, captureId: string) {
  // A file cut short is found when it is read, and costs the others nothing.
  const [read] = await Promise.allSettled([bytes(captureId).then((blob) => blob?.arrayBuffer())]);
  return read.status === 'fulfilled' && read.value ? new Uint8Array(read.value) : undefined;
}

/** Every entry that was written is there and reads as it was written. */
async function prove(file: Blob, written: ReadonlyMap<string, string>, sha256: RescueDeps['sha256']) {
  const [read] = await Promise.allSettled([hashesIn(file, sha256)]);
  const found = read.status === 'fulfilled' ? read.value : undefined;
  if (found && [...written].every(([name, hash]) => found.get(name) === hash)) return;
  throw new Failed('unavailable', { reason: 'copy-not-proven' });
}

async function hashesIn(file: Blob, sha256: RescueDeps['sha256']): Promise<ReadonlyMap<string, string>> {
  const zip = new ZipReader(new BlobReader(file), { useWebWorkers: false });
  const found = new Map<string, string>();
  for (const entry of await zip.getEntries()) {
    if (entry.directory) continue;
    const bytes = await entry.getData(new Uint8ArrayWriter());
    found.set(entry.filename, await sha256(new Uint8Array(bytes)));
  }
  await zip.close();
  return found;
}

function reportOf(captures: RescueManifest['captures']): RescueReport {
  const inside = captures.filter((one) => one.inside);
  const isWhole = (one: (typeof captures)[number]) => one.inside?.sha256 === one.sealed?.sha256;
  return {
    captures: inside.length,
    bytes: inside.reduce((sum, one) => sum + (one.inside?.size ?? 0), 0),
    missing: captures.filter((one) => !one.inside),
    damaged: inside.filter((one) => one.isDamaged || !isWhole(one)),
  };
}
