// @vitest-environment happy-dom
import { describe, expect, it, vi } from 'vitest';
import { useLive, useNow } from '@/components/use-live';
import { Failed } from '@/lib/domain/failed';
import { deferred, press, render, settle, text } from './render';

/** Readings that a test answers one by one, and the word that something has changed. */
function elsewhere() {
  const answers: Array<ReturnType<typeof deferred<string>>> = [];
  const told = new Set<() => void>();
  return {
    answers,
    told,
    load: () => {
      const answer = deferred<string>();
      answers.push(answer);
      return answer.promise;
    },
    subscribe: (changed: () => void, signal: AbortSignal) => {
      told.add(changed);
      signal.addEventListener('abort', () => told.delete(changed), { once: true });
    },
    change: () => settle(() => told.forEach((changed) => changed())),
  };
}

function Shown({ there, first }: { readonly there: ReturnType<typeof elsewhere>; readonly first?: string }) {
  const { value, failure, reload } = useLive(there.load, there.subscribe, first);
  return (
    <button type="button" onClick={reload}>
      {value ?? 'nothing'} {failure?.code ?? 'well'}
    </button>
  );
}

describe('a value as it is elsewhere', () => {
  it('is read at once, and again when told', async () => {
    const there = elsewhere();
    await render(<Shown there={there} />);
    expect(text()).toBe('nothing well');
    await settle(() => there.answers[0]?.resolve('one'));
    await there.change();
    await settle(() => there.answers[1]?.resolve('two'));
    expect(text()).toBe('two well');
  });

  it('is not read again when it is known already, until told', async () => {
    const there = elsewhere();
    await render(<Shown there={there} first="zero" />);
    expect([text(), there.answers.length]).toEqual(['zero well', 0]);
    await there.change();
    await settle(() => there.answers[0]?.resolve('one'));
    expect(text()).toBe('one well');
  });

  it('makes one reading of many changes that come while it reads, and misses none', async () => {
    const there = elsewhere();
    await render(<Shown there={there} />);
    for (let n = 0; n < 50; n += 1) await there.change();
    expect(there.answers).toHaveLength(1);
    await settle(() => there.answers[0]?.resolve('before'));
    expect(text()).toBe('before well');
    await settle(() => there.answers[1]?.resolve('after'));
    expect([text(), there.answers.length]).toEqual(['after well', 2]);
  });

  it('keeps the last value beside a failure, and reads again when asked', async () => {
    const there = elsewhere();
    await render(<Shown there={there} />);
    await settle(() => there.answers[0]?.resolve('one'));
    await there.change();
    await settle(() => there.answers[1]?.reject(new Failed('unreadable')));
    expect(text()).toBe('one unreadable');
    await press(/one/);
    await settle(() => there.answers[2]?.resolve('two'));
    expect(text()).toBe('two well');
  });

  it('listens no longer than it is shown', async () => {
    const there = elsewhere();
    const { again } = await render(<Shown there={there} />);
    expect(there.told.size).toBe(1);
    await again(null);
    expect(there.told.size).toBe(0);
  });
});

describe('the time', () => {
  it('goes on while somebody looks, and stops after', async () => {
    let at = 1;
    const now = () => at;
    const sleeps: Array<{ wake: () => void; signal: AbortSignal }> = [];
    const sleep = vi.fn<(ms: number, signal: AbortSignal) => Promise<void>>(
      (_, signal) => new Promise((wake) => void sleeps.push({ wake, signal })),
    );
    const Clock = () => <p>{useNow(now, sleep)}</p>;
    const { again } = await render(<Clock />);
    at = 2;
    await settle(() => sleeps[0]?.wake());
    expect(text()).toBe('2');
    await again(null);
    expect(sleeps[1]?.signal.aborted).toBe(true);
  });
});
