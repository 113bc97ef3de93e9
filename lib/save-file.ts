import type { World } from './world';

const MINUTE = 60_000;
/** The browser reads the file after the click returns; a large one takes its time. */
const KEPT_FOR_SAVING = 10 * MINUTE;

/** Hands a file to the agent as a download. */
export function saveFile(file: Blob, name: string, world: Pick<World, 'sleep'>): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  void world.sleep(KEPT_FOR_SAVING).then(() => URL.revokeObjectURL(link.href));
}

/** `20261122-1500`, in UTC: two files of one day are told apart. */
export function stamp(at: number): string {
  return new Date(at).toISOString().slice(0, 16).replaceAll(/[-:]/g, '').replace('T', '-');
}
