// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest';
import { FailureNotice, waitEnds } from '@/components/failure-notice';
import { sentencesFor } from '@/components/failure-words';
import { codes, reasons } from '@/lib/domain/failed';
import { english } from './english';
import { NOW } from './fixtures';
import { render, text } from './render';

const all = [
  ...codes.map((code) => [code, sentencesFor(english, { code })] as const),
  ...reasons.map((reason) => [reason, sentencesFor(english, { code: 'bug', reason })] as const),
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
    expect(sentencesFor(english, { code: 'throttled', reason: 'too-many-sign-ins' })[0]).toBe(
      english.t('failure.too-many-sign-ins.happened'),
    );
    expect(sentencesFor(english, { code: 'throttled' })[0]).toBe(english.t('failure.throttled.happened'));
  });

  it('a page that has lost the background is told to reopen, not to capture again', () => {
    expect(sentencesFor(english, { code: 'bug', reason: 'disconnected' })[2]).toMatch(/open Satchel again/);
    expect(sentencesFor(english, { code: 'rejected', reason: 'gone' })[2]).toMatch(/capture it once more/);
  });
});

describe('a failure notice', () => {
  it.each([
    ['unavailable', 'waiting'],
    ['throttled', 'waiting'],
    ['timeout', 'waiting'],
    ['offline', 'waiting'],
    ['rejected', 'attention'],
    ['forbidden', 'attention'],
  ] as const)('of %s is painted as %s', async (code, tone) => {
    await render(<FailureNotice failure={{ code }} now={NOW} />);
    expect(document.querySelector('.notice')?.className).toContain(`tone-${tone}`);
  });

  const failure = { code: 'throttled', reason: 'too-many-sign-ins', retryAfterMs: 30_000 } as const;

  it('shows the wait, and counts it down', async () => {
    const againAt = waitEnds({ failure, at: NOW });
    const { again } = await render(<FailureNotice failure={failure} againAt={againAt} now={NOW} />);
    expect(text()).toContain('Try again in 30 seconds.');
    await again(<FailureNotice failure={failure} againAt={againAt} now={NOW + 21_400} />);
    expect(text()).toContain('Try again in 9 seconds.');
    await again(<FailureNotice failure={failure} againAt={againAt} now={NOW + 30_000} />);
    expect(text()).not.toContain('Try again in');
  });

  it('is read out at once only where the agent has just acted', async () => {
    await render(<FailureNotice failure={failure} now={NOW} loud />);
    await render(<FailureNotice failure={failure} now={NOW} />);
    expect(document.querySelectorAll('[role=alert]')).toHaveLength(1);
  });
});
