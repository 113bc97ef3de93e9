import { describe, expect, test } from 'vitest';
import type { DocumentState, DocumentView } from '@/lib/contract/flow-view';
import { portalNotes } from '@/lib/outbox/portal-note';
import english from '@/components/words/portal/en.json';

type Shown = Parameters<typeof portalNotes>[0][number];
const document = (state: DocumentState, more: Partial<DocumentView> = {}): Shown => ({
  slotId: 'slot',
  kind: 'PAN',
  state,
  ...more,
});
const noted = (shown: Shown, canRetake = true) => {
  const { documents, moves } = portalNotes([shown], english, canRetake);
  return [documents[0]?.note, documents[0]?.tone, moves];
};
const never = { code: 'unavailable', reason: 'never-fetched' } as const;

describe('a chip says of a document', () => {
  test.each([
    ['captured', document('captured'), ['Safe on this device', 'good', false]],
    ['stored', document('stored'), ['Safe on this device and in the store', 'good', false]],
    ['sending', document('sending'), ['Sending', 'plain', true]],
    ['checking', document('checking'), ['Checking whether it arrived', 'plain', true]],
    ['sent', document('sent'), ['Sent, being verified', 'plain', true]],
    ['read', document('read'), ['Verified', 'good', false]],
    ['discarded', document('discarded'), [undefined, undefined, false]],
    [
      'refused as invalid',
      document('refused', { verdictCode: 'INVALID_DOC' }),
      ['Not accepted: it does not pass the checks. Press to take it again', 'bad', false],
    ],
    [
      'refused as unknown',
      document('refused', { verdictCode: 'UNRECOGNISED' }),
      ['Not accepted: it cannot be told what it is. Press to take it again', 'bad', false],
    ],
    [
      'refused by a code of tomorrow',
      document('refused', { verdictCode: 'toString' }),
      ['Not accepted. Press to take it again', 'bad', false],
    ],
    [
      'parked for good',
      document('parked', { failure: { code: 'rejected' } }),
      ['Could not be sent. Press to take it again', 'bad', false],
    ],
    [
      'never fetched',
      document('parked', { failure: never, nextTryAt: 5 }),
      ['Could not be sent. Press to take it again', 'bad', false],
    ],
    [
      'lost by this device',
      document('parked', { failure: { code: 'rejected', reason: 'gone' } }),
      ['No longer on this device. Press to take it again', 'bad', false],
    ],
    [
      'parked until it is tried again',
      document('parked', { failure: { code: 'unavailable' }, nextTryAt: 5 }),
      ['Not sent yet, tried again by itself', 'plain', true],
    ],
  ])('%s', (_, shown, expected) => {
    expect(noted(shown)).toEqual(expected);
  });

  test('where to go when nobody may bring files here', () => {
    expect(noted(document('refused'), false)).toEqual(['Not accepted. Open Satchel', 'bad', false]);
  });

  test('what the agent must know first, of several of a kind', () => {
    const all = [document('read'), document('sending'), document('captured'), document('refused')];
    const { documents, moves } = portalNotes(all, english, true);
    expect(documents.map(({ note }) => note)).toEqual([
      'Not accepted. Press to take it again',
      'Safe on this device',
      'Sending',
      'Verified',
    ]);
    expect(moves).toBe(true);
  });

  test('which one a press replaces, where only one of its kind failed', () => {
    const slots = (...shown: Shown[]) =>
      portalNotes(shown, english, true).documents.map(({ kind, slotId }) => [kind, slotId]);
    const failed = document('refused', { slotId: 'one' });
    const other = document('refused', { slotId: 'two', kind: 'AADHAAR' });
    expect(slots(document('read'), failed, other)).toEqual([
      ['PAN', 'one'],
      ['AADHAAR', 'two'],
      ['PAN', undefined],
    ]);
    expect(slots(failed, { ...other, kind: 'PAN' })).toEqual([
      ['PAN', undefined],
      ['PAN', undefined],
    ]);
  });
});
