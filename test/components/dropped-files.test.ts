import { describe, expect, test } from 'vitest';
import { chosenFiles, droppedFiles } from '@/components/dropped-files';

/* The browser's entries as it gives them: a hundred at a time, by callbacks. `test/e2e/folder-drop` drops a real one. */

type Callback<T> = (value: T) => void;
/** A folder by its names, a file, or what cannot be read. */
type Tree = { readonly [name: string]: Tree } | 'file' | 'locked';
const BATCH = 100;

function entryOf(path: string, tree: Tree) {
  const [isFile, isLocked] = [tree === 'file' || path.endsWith('.locked'), tree === 'locked'];
  const refused = new DOMException('no access', 'NotReadableError');
  return {
    fullPath: path,
    isFile,
    isDirectory: !isFile,
    file: (found: Callback<File>, failed: Callback<unknown>) =>
      isLocked ? failed(refused) : found(new File(['x'], path.split('/').at(-1) ?? '')),
    createReader() {
      const children = typeof tree === 'string' ? [] : Object.entries(tree);
      let given = 0;
      return {
        readEntries(found: Callback<ReturnType<typeof entryOf>[]>, failed: Callback<unknown>) {
          if (isLocked) return failed(refused);
          const some = children.slice(given, (given += BATCH));
          found(some.map(([name, child]) => entryOf(`${path}/${name}`, child)));
        },
      };
    },
  };
}

const drop = (trees: Readonly<Record<string, Tree>>) =>
  droppedFiles({
    items: Object.entries(trees).map(([name, tree]) => ({
      webkitGetAsEntry: () => entryOf(`/${name}`, tree),
    })),
  });
const pathsOf = ({ files }: Awaited<ReturnType<typeof drop>>) => files.map(({ path }) => path);
const many = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, n) => [`${n}.pdf`, 'file' as const]));

describe('a folder that is dropped', () => {
  test('gives what lies in its folders, however deep, in the order of paths', async () => {
    const found = await drop({
      papers: { 'pan 10.jpg': 'file', 'pan 9.jpg': 'file', meena: { old: { 'a.pdf': 'file' } } },
    });
    expect(pathsOf(found)).toEqual(['papers/meena/old/a.pdf', 'papers/pan 9.jpg', 'papers/pan 10.jpg']);
    expect(found.files[0]?.file.name).toBe('a.pdf');
  });

  test('is read to its end, though the browser gives a hundred at a time', async () => {
    expect((await drop({ papers: many(250) })).files).toHaveLength(250);
    expect((await drop({ papers: many(100) })).files).toHaveLength(100);
  });

  test('of more than a thousand is given whole, so that what is left out can be named; not without end', async () => {
    expect((await drop({ papers: many(1_040) })).files).toHaveLength(1_040);
    expect((await drop({ papers: many(5_030) })).files).toHaveLength(5_000);
  });

  test('keeps the others when a file or a folder in it cannot be read, and says how many', async () => {
    const found = await drop({
      papers: { 'a.pdf': 'file', 'b.locked': 'locked', shut: 'locked', 'c.pdf': 'file' },
    });
    expect(pathsOf(found)).toEqual(['papers/a.pdf', 'papers/c.pdf']);
    expect(found.unreadable).toBe(2);
  });

  test('gives nothing hidden, and nothing that systems lay there by themselves', async () => {
    const found = await drop({
      papers: { '.DS_Store': 'file', '.git': { config: 'file' }, 'Thumbs.db': 'file', 'a.pdf': 'file' },
      __MACOSX: { 'a.pdf': 'file' },
    });
    expect(pathsOf(found)).toEqual(['papers/a.pdf']);
  });

  test('comes with single files beside it, and what is no file at all counts for nothing', async () => {
    expect(pathsOf(await drop({ 'pan.jpg': 'file', papers: { 'a.pdf': 'file' } }))).toEqual([
      'pan.jpg',
      'papers/a.pdf',
    ]);
    expect(await droppedFiles({ items: [{ webkitGetAsEntry: () => null }] })).toEqual({
      files: [],
      unreadable: 0,
    });
    expect(await droppedFiles(null)).toEqual({ files: [], unreadable: 0 });
  });
});

test('of a folder that is chosen nothing hidden is taken either', () => {
  const list = ['.DS_Store', 'b.pdf', 'a.pdf'].map((name) => new File(['x'], name));
  expect(chosenFiles(list).files.map(({ path }) => path)).toEqual(['a.pdf', 'b.pdf']);
});
