import { expect, test } from 'vitest';
import { folderCsv } from '@/lib/domain/folder-file';

const entry = {
  file: 'a/pan.jpg',
  kind: 'PAN card',
  state: 'Not accepted',
  atlasType: 'PAN',
  code: 'INVALID_DOC',
  reason: 'It is not legible, or not whole.',
  size: 1_204,
  capturedAt: Date.UTC(2026, 10, 28, 8, 30),
  attempts: 2,
  documentId: '00000000-0000-4000-8000-000000000001',
};

test('a line a document, with commas in quotes and instants in UTC', () => {
  expect(folderCsv([entry]).split('\r\n')).toEqual([
    '\uFEFFfile,kind,state,atlas_type,code,reason,size,captured_at,attempts,document_id',
    `a/pan.jpg,PAN card,Not accepted,PAN,INVALID_DOC,"It is not legible, or not whole.",1204,2026-11-28T08:30:00.000Z,2,${entry.documentId}`,
    '',
  ]);
});

test('what has no name is empty, a number in a file’s name is covered, and no cell is a formula', () => {
  const text = folderCsv([
    { ...entry, file: undefined, capturedAt: undefined },
    { ...entry, file: '4921 6457 8901.jpg' },
    { ...entry, file: '=cmd|calc', atlasType: '@SUM(A1)' },
  ]);
  expect(text).not.toContain('6457');
  expect(text).toContain('8901.jpg');
  expect(text).toMatch(/\r\n,PAN card,/);
  expect(text).toContain("'=cmd|calc");
  expect(text).toContain("'@SUM(A1)");
});
