import { expect, test } from 'vitest';
import { collectResults } from '@/components/folder-results';
import { Failed } from '@/lib/domain/failed';
import { id } from './fixtures';
import { folderRow } from './folder-fixtures';

const read = folderRow(1, 'read', { flowId: id(1) });
const refused = folderRow(2, 'refused', { flowId: id(2) });
const also = folderRow(3, 'read', { flowId: id(3) });
const sent = folderRow(4, 'sent', { flowId: id(4) });

/** Of these slots Atlas has read something; whoever asks for another part has no network. */
function answering(parts: Readonly<Record<string, readonly string[]>>) {
  const asked = new Array<string>();
  return {
    asked,
    async ask(flowId: string) {
      asked.push(flowId);
      const slots = parts[flowId];
      if (!slots) throw new Failed('offline');
      const said = { documentType: 'PAN', fields: [{ key: 'name', value: 'MEENA IYER' }] };
      return { documents: slots.map((slotId) => ({ slotId, documentId: slotId, ...said })) };
    },
  };
}

test('a part that cannot be asked for leaves the others, and is counted with its reason', async () => {
  const { ask } = answering({ [id(3)]: [also.slotId] });
  const { documents, ...exported } = await collectResults([read, also], ask);
  expect(documents.map(({ slotId }) => slotId)).toEqual([also.slotId]);
  expect(exported).toMatchObject({ saved: 1, missing: 1, failure: { code: 'offline' } });
});

test('what Atlas read of documents that it refused counts as well, and nothing else is asked for', async () => {
  const { ask, asked } = answering({ [id(1)]: [read.slotId], [id(2)]: [refused.slotId] });
  const found = await collectResults([read, refused, sent], ask);
  expect(found).toMatchObject({ saved: 2, missing: 0, failure: undefined });
  expect(asked).toEqual([id(1), id(2)]);
});

test('with nothing to be had it says why, and there is no file', async () => {
  await expect(collectResults([read, also], answering({}).ask)).rejects.toMatchObject({ code: 'offline' });
});
