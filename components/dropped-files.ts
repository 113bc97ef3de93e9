/** A file of a folder, and where in it: `papers/meena/pan.jpg`. */
export interface FoundFile {
  readonly file: File;
  readonly path: string;
}

/** What lies in a folder that was chosen or dropped. */
export interface Found {
  readonly files: readonly FoundFile[];
  /** Files and folders in it that the browser may not or cannot read. */
  readonly unreadable: number;
}

/** As much of the browser's entries as is read of them. */
interface Entry {
  readonly fullPath: string;
  readonly isFile: boolean;
  readonly isDirectory: boolean;
}
interface FileEntry extends Entry {
  file(found: (file: File) => void, failed: (thrown: unknown) => void): void;
}
interface FolderEntry extends Entry {
  createReader(): {
    readEntries(found: (some: Entry[]) => void, failed: (thrown: unknown) => void): void;
  };
}
interface Dropped {
  readonly items: Iterable<{ webkitGetAsEntry(): Entry | null }>;
}

/** More is no folder of documents; looking stops there. */
const MOST_FOUND = 5_000;

/** What systems lay beside documents without being asked, in lower case. */
const LITTER: ReadonlySet<string> = new Set(['thumbs.db', 'desktop.ini', '__macosx']);

/** Hidden files and folders are nobody's documents, and would count among the thousand. */
const isHidden = (path: string) =>
  path.split('/').some((name) => name.startsWith('.') || LITTER.has(name.toLowerCase()));

/** What was chosen with the button, in the order of paths. */
export function chosenFiles(list: Iterable<File> | null): Found {
  const files = [...(list ?? [])].map((file) => ({ file, path: file.webkitRelativePath || file.name }));
  return { files: inOrder(files.filter(({ path }) => !isHidden(path))).slice(0, MOST_FOUND), unreadable: 0 };
}

/** What was dropped, with all that lies in its folders. Call it within the event: afterwards the entries are gone. */
export function droppedFiles(data: Dropped | null): Promise<Found> {
  const entries = [...(data?.items ?? [])].flatMap((item) => item.webkitGetAsEntry() ?? []);
  const files: FoundFile[] = [];
  let unreadable = 0;
  // One that cannot be read takes none of the others with it.
  const walk = (entry: Entry): Promise<void> => look(entry).then(undefined, () => void (unreadable += 1));
  const look = async (entry: Entry): Promise<void> => {
    const path = entry.fullPath.replace(/^\//, '');
    if (files.length >= MOST_FOUND || isHidden(path)) return;
    if (isFile(entry)) files.push({ file: await fileOf(entry), path });
    else if (isFolder(entry)) for (const child of await childrenOf(entry)) await walk(child);
  };
  return entries
    .reduce((before, entry) => before.then(() => walk(entry)), Promise.resolve())
    .then(() => ({ files: inOrder(files), unreadable }));
}

const inOrder = (found: readonly FoundFile[]) =>
  found.toSorted((a, b) => a.path.localeCompare(b.path, undefined, { numeric: true }));

const isFile = (entry: Entry): entry is FileEntry => entry.isFile;
const isFolder = (entry: Entry): entry is FolderEntry => entry.isDirectory;

function fileOf(entry: FileEntry): Promise<File> {
  return new Promise((resolve, reject) => entry.file(resolve, reject));
}

/** A reader gives a hundred at a time, and none at the end. */
async function childrenOf(entry: FolderEntry): Promise<Entry[]> {
  const reader = entry.createReader();
  const all: Entry[] = [];
  for (;;) {
    const some = await new Promise<Entry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (some.length === 0) return all;
    all.push(...some);
  }
}
