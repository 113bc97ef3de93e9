import { expect, test, vi } from 'vitest';
import { Flow } from '@/lib/domain/flow';
import { stamped } from '@/lib/outbox/finished';
import { createParsed } from '@/lib/outbox/parsed';
import { buildFlow, createMoments, uuidOf } from '@/test/support/builders';

const flowNo = (n: number) => stamped({ ...buildFlow(createMoments().at()), flowId: uuidOf(n) }, 5);
/** As a database gives it back: the same, and another object. */
const fromDisk = (flow: Flow) => structuredClone(flow);

test('what lies there as it was written is the same object, and not parsed again', () => {
  const parsed = createParsed();
  const flow = parsed.keep(flowNo(1));
  const parse = vi.spyOn(Flow, 'safeParse');
  expect(parsed.flowOf(fromDisk(flow))).toBe(flow);
  expect(parse).not.toHaveBeenCalled();
  parse.mockRestore();
});

test('one that was only read is known the next time', () => {
  const parsed = createParsed();
  const first = parsed.flowOf(fromDisk(flowNo(1)));
  expect(first).toEqual(flowNo(1));
  expect(parsed.flowOf(fromDisk(flowNo(1)))).toBe(first);
});

test.each([
  ['a line that is due at another time', (flow: Flow) => ({ ...flow, asking: { ...flow.asking, dueAt: 1 } })],
  ['a field more', (flow: Flow) => ({ ...flow, stages: undefined })],
  ['another document', (flow: Flow) => ({ ...flow, documents: [...flow.documents, ...flow.documents] })],
])('what somebody else wrote is what counts: %s', (_, change) => {
  const parsed = createParsed();
  const flow = parsed.keep(flowNo(1));
  expect(parsed.flowOf(change(fromDisk(flow)))).toEqual(change(flow));
});

test('what was damaged since is not taken for what it was', () => {
  const parsed = createParsed();
  const flow = parsed.keep(flowNo(1));
  for (const damaged of [
    { ...fromDisk(flow), version: 2 },
    { flowId: flow.flowId },
    'noise',
    null,
    undefined,
  ])
    expect(parsed.flowOf(damaged)).toBeUndefined();
  expect(parsed.flowOf(fromDisk(flow))).toBe(flow);
});

test('finished ones are not kept, and of very many the ones used longest ago are parsed again', () => {
  const parsed = createParsed();
  const { unfinished: _, ...finished } = flowNo(1);
  const one = parsed.keep(finished);
  expect(parsed.flowOf(fromDisk(one))).not.toBe(one);
  const few = createParsed(2 * finished.documents.length);
  const [a, b, c] = [flowNo(2), flowNo(3), flowNo(4)];
  for (const flow of [a, b]) few.keep(flow);
  expect(few.flowOf(fromDisk(a))).toBe(a);
  few.keep(c);
  expect(few.flowOf(fromDisk(a))).toBe(a);
  expect(few.flowOf(fromDisk(b))).not.toBe(b);
});
