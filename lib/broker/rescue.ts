import { createHash } from 'node:crypto';
import { openAsBlob } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FileEntry } from '@zip.js/zip.js/lib/zip-core-native.js';
import { BlobReader, TextWriter, Uint8ArrayWriter, ZipReader } from '@zip.js/zip.js/lib/zip-core-native.js';
import { MANIFEST_NAME, RescueManifest, sealedName } from '@/lib/contract/rescue';
import { bindingBytes } from '@/lib/domain/capture';
import { parseJson } from './json';
import type { Keyring } from './keyring';
import { createKeyring } from './keyring';
import { Misconfigured } from './misconfigured';
import { extensions } from './uploads';
import type { EnvironmentInput } from './variables';

type Rescued = RescueManifest['captures'][number];
type Bytes = Uint8Array<ArrayBuffer>;

/** A manifest of ten thousand captures is some 10 MB; more is not ours. */
const MAX_MANIFEST_BYTES = 64 * 1024 * 1024;
/** Encapsulated key, and a tag for each chunk, above the largest capture. */
const MAX_SEALED_BYTES = 51 * 1024 * 1024;

/**
 * Opens every capture of a rescue copy with `BROKER_SEALING_KEY` and writes it as `<loan>-<KIND>-<capture>.<ext>`.
 * One line a capture without personal data; a damaged one is named and the others go on.
 * @throws Misconfigured when file, directory or key are none; it sets exit code 1 when a capture failed
 */
export async function rescue(
  [path, directory = 'rescued', ...more]: readonly string[],
  env: EnvironmentInput,
  say: (line: string) => void,
): Promise<void> {
  if (path === undefined || more.length > 0) throw new Misconfigured('usage: rescue FILE [OUT_DIR]');
  const keyring = await readKeyring(env['BROKER_SEALING_KEY']);
  const { manifest, entries } = await readCopy(path);
  await mkdir(directory, { recursive: true }).catch((cause: unknown) => {
    throw new Misconfigured(`${directory}: is no directory to write to`, { cause });
  });
  let written = 0;
  for (const one of manifest.captures) {
    const opened = await open(one, entries.get(sealedName(one.captureId)), keyring);
    const name = 'bytes' in opened ? await write(directory, one, opened) : undefined;
    const wrong = 'bytes' in opened ? 'failed: cannot be written' : opened.wrong;
    if (name !== undefined) written += 1;
    say(
      [one.captureId, one.loanId, one.kind]
        .map(plain)
        .concat(name ?? '-', name === undefined ? wrong : 'opened')
        .join('\t'),
    );
  }
  const all = manifest.captures.length;
  say(`${written} of ${all} captures opened`);
  if (written < all) process.exitCode = 1;
}

async function readKeyring(text: string | undefined): Promise<Keyring> {
  if (!text) throw new Misconfigured('BROKER_SEALING_KEY: is missing');
  return createKeyring(text).catch((thrown: unknown) => {
    throw new Misconfigured(`BROKER_SEALING_KEY: ${thrown instanceof Error ? thrown.message : 'is wrong'}`);
  });
}

/** The manifest, and the entries by name; read at random places of the file, which may be many gigabytes. */
async function readCopy(path: string) {
  const entries = new Map<string, FileEntry>();
  try {
    const zip = new ZipReader(new BlobReader(await openAsBlob(path)), { useWebWorkers: false });
    for (const entry of await zip.getEntries()) if (!entry.directory) entries.set(entry.filename, entry);
    const found = entries.get(MANIFEST_NAME);
    if (found && found.uncompressedSize <= MAX_MANIFEST_BYTES) {
      const manifest = RescueManifest.parse(parseJson(await found.getData(new TextWriter())));
      return { manifest, entries };
    }
  } catch (cause) {
    throw new Misconfigured(`${path}: is no rescue copy that can be read`, { cause });
  }
  throw new Misconfigured(`${path}: holds no ${MANIFEST_NAME}`);
}

type Opened = { readonly bytes: Bytes; readonly extension: string } | { readonly wrong: string };

async function open(one: Rescued, entry: FileEntry | undefined, keyring: Keyring): Promise<Opened> {
  const { tenantId: tenant, agentId, loanId, slotId, captureId } = one;
  if (!one.inside) return { wrong: 'missing: was not on the device' };
  if (!entry) return { wrong: 'missing: is not in this copy' };
  if (tenant === undefined || agentId === undefined || loanId === undefined || slotId === undefined)
    return { wrong: 'damaged: its record does not say what it belongs to' };
  if (entry.uncompressedSize > MAX_SEALED_BYTES) return { wrong: 'damaged: is larger than a capture' };
  const [read] = await Promise.allSettled([entry.getData(new Uint8ArrayWriter())]);
  if (read.status === 'rejected') return { wrong: 'damaged: cannot be read' };
  const sealed = new Uint8Array(read.value);
  if (sha256(sealed) !== one.inside.sha256) return { wrong: 'damaged: changed since the copy was saved' };
  const keyId = one.sealed?.keyId ?? keyring.current.keyId;
  if (!keyring.has(keyId)) return { wrong: `no key: BROKER_SEALING_KEY holds no "${plain(keyId)}"` };
  const binding = bindingBytes({ tenant, agentId, loanId, slotId, captureId });
  const bytes = await keyring.open(keyId, sealed, binding);
  if (!bytes) return { wrong: 'damaged: does not open' };
  if (one.opened && sha256(bytes) !== one.opened.sha256)
    return { wrong: 'damaged: is not what was captured' };
  return { bytes, extension: one.opened ? extensions[one.opened.contentType] : 'bin' };
}

/**
 * Writes a capture under a name of its own. What is there already is never written over: the same bytes are left as
 * they are, others, of an earlier copy perhaps, keep their name.
 * @returns the name; undefined when it cannot be written
 */
async function write(
  directory: string,
  one: Rescued,
  { bytes, extension }: { readonly bytes: Bytes; readonly extension: string },
): Promise<string | undefined> {
  const stem = stemOf(one);
  for (let n = 1; ; n += 1) {
    const name = `${stem}${n === 1 ? '' : `-${n}`}.${extension}`;
    const file = join(directory, name);
    // Asked of the disk itself, which may take `abc` and `ABC` for one name.
    const [done] = await Promise.allSettled([writeFile(file, bytes, { mode: 0o600, flag: 'wx' })]);
    if (done.status === 'fulfilled') return name;
    const [there] = await Promise.allSettled([readFile(file)]);
    if (there.status === 'rejected') return undefined;
    if (there.value.equals(bytes)) return name;
  }
}

/** The beginning of a file name that stays in its directory whatever the manifest says. */
function stemOf({ loanId, kind, captureId }: Rescued): string {
  const part = (text = '', length = 40) => text.replaceAll(/[^\w-]/g, '_').slice(0, length) || 'UNKNOWN';
  return `${part(loanId, 60)}-${part(kind)}-${part(captureId, 8)}`;
}

/** Whatever a manifest says, it moves no cursor and ends no line. */
function plain(text: string | undefined): string {
  return text?.replaceAll(/[^\w.:/-]/g, '_') ?? '?';
}

function sha256(bytes: Bytes): string {
  return createHash('sha256').update(bytes).digest('hex');
}
