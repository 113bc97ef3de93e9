import { describe, expect, test } from 'vitest';
import type { Flow } from '@/lib/domain/flow';
import { currentAttempt } from '@/lib/domain/flow';
import { addCapture, requestSend, rerun } from '@/lib/outbox/actions';
import { withAttempt } from '@/lib/outbox/attempt';
import { discard, restore } from '@/lib/outbox/discard';
import { flowView } from '@/lib/outbox/view';
import { keepBoth, twinOf } from '@/lib/outbox/twin';
import { buildCapture, buildFlow, createMoments, uuidOf, heldAll } from '@/test/support/builders';

const moments = createMoments();
const [aadhaar, pan, invoice] = [uuidOf(5_000), uuidOf(5_001), uuidOf(5_002)];
const same = (n: number) => buildCapture(n, { opened: buildCapture(0).opened });
const sameReason = { code: 'rejected', reason: 'same-document' };

/** Which slots are asked about. */
function asked(flow: Flow): string[] {
  return flow.documents.filter((document) => twinOf(flow, document)).map(({ slotId }) => slotId);
}

function wanted(flow: Flow): string[] {
  return flow.documents.filter((one) => currentAttempt(one).wanted).map(({ slotId }) => slotId);
}

/** The Aadhaar card's bytes once more, as a PAN card. */
function twins(): Flow {
  const added = { slotId: pan, kind: 'PAN', capture: same(1) };
  return addCapture(buildFlow(moments.at(), ['AADHAAR']), added, moments.at());
}

const put = (flow: Flow, slotId: string, capture = same(20)) =>
  addCapture(flow, { slotId, kind: 'ANY', capture }, moments.at());

describe('"Same document?"', () => {
  test('is asked of the one that came later, and nothing is sent before the answer', () => {
    const flow = twins();
    expect(asked(flow)).toEqual([pan]);
    expect(() => requestSend(flow, moments.at())).toThrow(expect.objectContaining(sameReason));
    expect(wanted(flow)).toEqual([]);
  });

  test('both are meant: both are sent', () => {
    const flow = keepBoth(twins(), pan);
    expect(asked(flow)).toEqual([]);
    expect(wanted(requestSend(flow, moments.at()))).toEqual([aadhaar, pan]);
  });

  test.each([
    [aadhaar, pan],
    [pan, aadhaar],
  ])('it is one: without %s the other is sent', (gone, left) => {
    const flow = discard(twins(), gone, moments.at());
    expect(asked(flow)).toEqual([]);
    expect(wanted(requestSend(flow, moments.at()))).toEqual([left]);
    expect(asked(restore(flow, gone, moments.at()))).toEqual([pan]);
  });

  test('a third one is asked about again', () => {
    const flow = put(keepBoth(twins(), pan), invoice);
    expect(asked(flow)).toEqual([invoice]);
    expect(asked(keepBoth(flow, invoice))).toEqual([]);
    expect(asked(put(discard(keepBoth(twins(), pan), aadhaar, moments.at()), invoice))).toEqual([invoice]);
  });

  test('of what is under way it is asked of the newcomer alone', () => {
    const sent = requestSend(buildFlow(moments.at(), ['AADHAAR', 'PAN']), moments.at());
    const flow = put(sent, invoice);
    expect(asked(flow)).toEqual([invoice]);
    expect(wanted(flow)).toEqual([aadhaar, pan]);
  });

  test('a replacement that makes two of one waits for the answer, though its set was sent', () => {
    const sent = requestSend(buildFlow(moments.at(), ['AADHAAR', 'PAN']), moments.at());
    const flow = put(sent, pan);
    expect(asked(flow)).toEqual([pan]);
    expect(wanted(flow)).toEqual([aadhaar]);
    expect(asked(put(flow, pan, buildCapture(30)))).toEqual([]);
  });

  test('what was discarded while wanted comes back to the question, not to the line', () => {
    const sent = requestSend(buildFlow(moments.at(), ['AADHAAR', 'PAN']), moments.at());
    const without = discard(sent, aadhaar, moments.at());
    const again = requestSend(put(without, invoice), moments.at());
    const flow = restore(again, aadhaar, moments.at());
    expect(asked(flow)).toEqual([aadhaar]);
    expect(wanted(flow)).toEqual([pan, invoice]);
  });

  test('the answer is about these bytes: other ones that match again are asked about again', () => {
    const kept = keepBoth(twins(), pan);
    const other = put(kept, aadhaar, buildCapture(40));
    expect(asked(other)).toEqual([]);
    expect(asked(put(other, aadhaar))).toEqual([pan]);
  });

  test('a parked one is not re-run before the answer', () => {
    const flow = twins();
    const id = flow.documents[1]?.attempts[0]?.documentId ?? '';
    const parked = withAttempt(flow, id, (attempt) => ({
      ...attempt,
      state: 'parked',
      parkedAt: 1,
      failure: { code: 'rejected' },
    }));
    expect(() => rerun(parked, [pan], moments.at())).toThrow(expect.objectContaining(sameReason));
    expect(wanted(rerun(keepBoth(parked, pan), [pan], moments.at()))).toEqual([pan]);
  });

  test('the card needs the agent, and names the other document', () => {
    const seen = {
      now: 1_000_000,
      online: true,
      products: [],
      customers: {},
      previews: new Map(),
      held: heldAll,
    };
    const view = flowView(twins(), seen);
    expect(view.state).toBe('attention');
    expect(view.documents.map(({ sameAs }) => sameAs)).toEqual([undefined, aadhaar]);
  });
});
