/** A file of a folder, and where in it: `papers/meena/pan.jpg`. */
export interface FoundFile {
  readonly file: File;
  readonly path: string;
}

/** More is no folder of documents; looking stops there. */
const MOST_FOUND = 5_000;

/** What was chosen with the button, in the order of paths. */
export function chosenFiles(list: FileList | null): FoundFile[] {
  const found = [...(list ?? [])].map((file) => ({ file, path: file.webkitRelativePath || file.name }));
  return inOrder(found).slice(0, MOST_FOUND);
}

/** What was dropped, with all that lies in its folders. Call it within the event: afterwards the entries are gone. */
export function droppedFiles(data: DataTransfer | null): Promise<FoundFile[]> {
  const entries = [...(data?.items ?? [])].flatMap((item) => item.webkitGetAsEntry() ?? []);
  const found: FoundFile[] = [];
  const walk = async (entry: FileSystemEntry): Promise<void> => {
    if (found.length >= MOST_FOUND) return;
    if (isFile(entry)) found.push({ file: await fileOf(entry), path: entry.fullPath.replace(/^\//, '') });
    else if (isFolder(entry)) for (const child of await childrenOf(entry)) await walk(child);
  };
  return entries
    .reduce((before, entry) => before.then(() => walk(entry)), Promise.resolve())
    .then(() => inOrder(found));
}

const inOrder = (found: readonly FoundFile[]) =>
  found.toSorted((a, b) => a.path.localeCompare(b.path, undefined, { numeric: true }));

const isFile = (entry: FileSystemEntry): entry is FileSystemFileEntry => entry.isFile;
const isFolder = (entry: FileSystemEntry): entry is FileSystemDirectoryEntry => entry.isDirectory;

function fileOf(entry: FileSystemFileEntry): Promise<File> {
  return new Promise((resolve, reject) => entry.file(resolve, reject));
}

/** A reader gives a hundred at a time, and none at the end. */
async function childrenOf(entry: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = entry.createReader();
  const all: FileSystemEntry[] = [];
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (some.length === 0) return all;
    all.push(...some);
  }
}
