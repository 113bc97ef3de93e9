import { expect, test } from 'vitest';
import type { Flow } from '@/lib/domain/flow';
import { createRoom, laneOf } from '@/lib/outbox/lanes';
import type { Step } from '@/lib/outbox/steps';
import { buildFlow, createMoments } from '@/test/support/builders';

const MIB = 1_024 * 1_024;

function flowOf(size: number): Flow {
  const flow = buildFlow(createMoments().at());
  const documents = flow.documents.map((document) => ({
    ...document,
    attempts: document.attempts.map((attempt) => {
      const capture = { ...attempt.capture, sealed: { ...attempt.capture.sealed, size } };
      return { ...attempt, capture };
    }),
  }));
  return { ...flow, documents };
}

test.each([
  ['small ones', 100_000, 6],
  ['5 MB', 5 * MIB, 4],
  ['10 MB, of which a part is in hand', 10 * MIB, 3],
  ['50 MB', 50 * MIB, 3],
])('%s: so many at a time, and one more for each that ends', (_, size, most) => {
  const room = createRoom();
  const flow = flowOf(size);
  const slotId = flow.documents[0]?.slotId ?? '';
  const steps = Array.from({ length: 9 }, (_unused, at): Step => ({
    do: 'store',
    slotId,
    documentId: `${at}`,
  }));
  const started = steps.filter((step) => {
    const may = room.has(flow, step);
    if (may) room.take(laneOf(flow, step), flow, step);
    return may;
  });
  expect(started).toHaveLength(most);
  expect(room.has(flow, { do: 'ask' })).toBe(true);
  const [first] = started;
  if (first) room.leave(laneOf(flow, first));
  expect(steps.filter((step) => room.has(flow, step))).toHaveLength(9);
});
