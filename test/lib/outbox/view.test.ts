import { describe, expect, test } from 'vitest';
import { flowView } from '@/lib/outbox/view';
import { buildCapture, buildFlow, createMoments } from '@/test/support/builders';

const moments = createMoments();

describe('what a card says', () => {
  test('a capture that is no longer on this device is not called safe, before the line finds out', () => {
    const flow = buildFlow(moments.at(), ['AADHAAR', 'PAN']);
    const seen = { now: 1_000_000, online: true, products: [], customers: {}, previews: new Map() };
    const view = flowView(flow, { ...seen, held: new Set([buildCapture(0).captureId]) });
    expect(view.state).toBe('attention');
    expect(view.documents).toMatchObject([
      { state: 'captured' },
      { state: 'parked', failure: { code: 'rejected', reason: 'gone' } },
    ]);
    expect(view.documents[1]).not.toHaveProperty('nextTryAt');
  });
});
