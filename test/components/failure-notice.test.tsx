// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest';
import { FailureNotice, waitEnds } from '@/components/failure-notice';
import { byCode, byReason, sentencesFor } from '@/components/failure-words';
import { codes, reasons } from '@/lib/domain/failed';
import { NOW } from './fixtures';
import { render, text } from './render';

const all = [
  ...codes.map((code) => [code, byCode[code]] as const),
  ...reasons.map((reason) => [reason, byReason[reason]] as const),
];

describe('the words for failures', () => {
  it.each(all)('%s says what happened, what it means and what to do', (_, sentences) => {
    expect(sentences).toHaveLength(3);
    for (const sentence of sentences) expect(sentence).toMatch(/^[A-Z].{9,}\.$/);
  });

  it('no two say that the same thing happened', () => {
    const happened = all.map(([, [first]]) => first);
    expect(new Set(happened).size).toBe(happened.length);
  });

  it('a reason is more exact than its code', () => {
    expect(sentencesFor({ code: 'throttled', reason: 'too-many-sign-ins' })).toBe(
      byReason['too-many-sign-ins'],
    );
    expect(sentencesFor({ code: 'throttled' })).toBe(byCode.throttled);
  });

  it('a page that has lost the background is told to reopen, not to capture again', () => {
    expect(sentencesFor({ code: 'bug', reason: 'disconnected' })[2]).toMatch(/open Satchel again/);
    expect(sentencesFor({ code: 'rejected', reason: 'gone' })[2]).toMatch(/capture it once more/);
  });
});

describe('a failure notice', () => {
  const failure = { code: 'throttled', reason: 'too-many-sign-ins', retryAfterMs: 30_000 } as const;

  it('shows the wait, and counts it down', async () => {
    const againAt = waitEnds({ failure, at: NOW });
    const { again } = await render(<FailureNotice failure={failure} againAt={againAt} now={NOW} />);
    expect(text()).toContain('Try again in 30 s.');
    await again(<FailureNotice failure={failure} againAt={againAt} now={NOW + 21_400} />);
    expect(text()).toContain('Try again in 9 s.');
    await again(<FailureNotice failure={failure} againAt={againAt} now={NOW + 30_000} />);
    expect(text()).not.toContain('Try again in');
  });

  it('is read out at once only where the agent has just acted', async () => {
    await render(<FailureNotice failure={failure} now={NOW} loud />);
    await render(<FailureNotice failure={failure} now={NOW} />);
    expect(document.querySelectorAll('[role=alert]')).toHaveLength(1);
  });
});
