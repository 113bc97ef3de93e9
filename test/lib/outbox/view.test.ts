import { describe, expect, test } from 'vitest';
import type { Flow } from '@/lib/domain/flow';
import { requestSend } from '@/lib/outbox/actions';
import { base, withAttempt } from '@/lib/outbox/attempt';
import type { Seen } from '@/lib/outbox/seen';
import { flowView } from '@/lib/outbox/view';
import { buildCapture, buildFlow, createMoments, heldAll } from '@/test/support/builders';

const moments = createMoments();

const seen = {
  now: 1_000_000,
  online: true,
  products: [],
  customers: {},
  previews: new Map(),
  held: heldAll,
};

describe('the deadline of what is on its way', () => {
  const TEN_MINUTES = 600_000;
  const slow = (flow: Flow, more: Partial<Seen> = {}) =>
    flowView(flow, { ...seen, ...more }).documents.map(({ isSlow }) => isSlow);
  const sent = requestSend(buildFlow(moments.at(), ['AADHAAR', 'PAN']), moments.at());
  const late = { now: seen.now + TEN_MINUTES + 1 };

  test('ten minutes after Send, and not before', () => {
    expect(slow(sent, { now: seen.now + TEN_MINUTES })).toEqual([false, false]);
    expect(slow(sent, late)).toEqual([true, true]);
  });

  test('pressing Send again does not begin it anew', () => {
    const again = requestSend(sent, { ...moments.at(), now: late.now });
    expect(slow(again, late)).toEqual([true, true]);
  });

  test('not without a network, not before Send, and not of what Atlas has', () => {
    expect(slow(sent, { ...late, online: false })).toEqual([false, false]);
    expect(slow(buildFlow(moments.at()), late)).toEqual([false, false]);
    const id = sent.documents[0]?.attempts[0]?.documentId ?? '';
    const there = withAttempt(sent, id, (attempt) => ({ ...base(attempt), state: 'sent', sentAt: seen.now }));
    expect(slow(there, late)).toEqual([false, true]);
  });
});

describe('what a card says', () => {
  test('a capture that is no longer on this device is not called safe, before the line finds out', () => {
    const flow = buildFlow(moments.at(), ['AADHAAR', 'PAN']);
    const view = flowView(flow, { ...seen, held: new Set([buildCapture(0).captureId]) });
    expect(view.state).toBe('attention');
    expect(view.documents).toMatchObject([
      { state: 'captured' },
      { state: 'parked', failure: { code: 'rejected', reason: 'gone' } },
    ]);
    expect(view.documents[1]).not.toHaveProperty('nextTryAt');
  });
});
