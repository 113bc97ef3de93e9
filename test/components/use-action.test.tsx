// @vitest-environment happy-dom
import { expect, it, vi } from 'vitest';
import { waitEnds } from '@/components/failure-notice';
import { useAction } from '@/components/use-action';
import { useUnattended } from '@/components/use-unattended';
import { Failed } from '@/lib/domain/failed';
import { NOW } from './fixtures';
import { button, deferred, press, render, settle, text } from './render';

const SECOND = 1_000;

function Trying({ act, now }: { readonly act: () => Promise<unknown>; readonly now: number }) {
  const tried = useAction(act, now);
  const ends = waitEnds(tried.failed);
  return (
    <button type="button" disabled={tried.busy} onClick={() => tried.run()}>
      Try
      {tried.failed && `${tried.failed.failure.code}, in ${ends === undefined ? 0 : ends - now}`}
    </button>
  );
}

it('a wait that the other side names begins when it has answered, however long the answer took', async () => {
  const answer = deferred<undefined>();
  const act = () => answer.promise;
  const { again } = await render(<Trying act={act} now={NOW} />);
  await press('Try');
  await again(<Trying act={act} now={NOW + 20 * SECOND} />);
  await settle(() => answer.reject(new Failed('throttled', { retryAfterMs: 30 * SECOND })));
  expect(text()).toContain(`throttled, in ${30 * SECOND}`);
});

it('what throws at once has failed like anything else, and can be tried again', async () => {
  const act = vi.fn<() => Promise<unknown>>(() => {
    throw new TypeError('there is no such thing here');
  });
  await render(<Trying act={act} now={NOW} />);
  await press('Try');
  expect(text()).toContain('bug');
  expect(button(/^Try/).disabled).toBe(false);
});

function Leaving({ act }: { readonly act: () => Promise<unknown> }) {
  const { failure, start } = useUnattended();
  return (
    <button type="button" onClick={() => start(act)}>
      Go{failure && ` failed: ${failure.code}`}
    </button>
  );
}

it('what nobody waits for says that it failed, at once or later, until it is tried again', async () => {
  const act = vi.fn<() => Promise<unknown>>(() => Promise.reject(new Failed('bug')));
  await render(<Leaving act={act} />);
  await press('Go');
  expect(text()).toBe('Go failed: bug');
  act.mockResolvedValueOnce(undefined);
  await press(/^Go/);
  expect(text()).toBe('Go');
  act.mockImplementationOnce(() => {
    throw new Failed('full');
  });
  await press('Go');
  expect(text()).toBe('Go failed: full');
});
