import { describe, expect, test } from 'vitest';
import type { Flow, Stages } from '@/lib/domain/flow';
import type { StageHistory, StagesNoted } from '@/lib/domain/stage-times';
import { base, withAttempt } from '@/lib/outbox/attempt';
import { learnt, LEAST_TELLING, MOST_KEPT, note, stageTimes } from '@/lib/outbox/stage-times';
import { buildFlow, createMoments } from '@/test/support/builders';

const SECOND = 1_000;
const SENT = 1_000_000;
const at = (seconds: number) => SENT + seconds * SECOND;

const words = {
  fetching: ['IN_PROGRESS', 'NOT_STARTED', 'NOT_STARTED', 'IN_PROGRESS'],
  reading: ['SUCCESS', 'IN_PROGRESS', 'NOT_STARTED', 'IN_PROGRESS'],
  comparing: ['SUCCESS', 'SUCCESS', 'PENDING', 'IN_PROGRESS'],
  finished: ['SUCCESS', 'SUCCESS', 'COMPLETED', 'SUCCESS'],
} as const;

function stages(name: keyof typeof words): Stages {
  const [upload, processing, crosscheck, master] = words[name];
  return { upload, processing, crosscheck, master };
}

/** A flow of which Atlas has had everything since `SENT`. */
function sent(name?: keyof typeof words): Flow {
  const fresh = buildFlow(createMoments(SENT).at());
  const open: Flow = { ...fresh, atlas: { state: 'open', flowUuid: 'LOS-1' } };
  const told = open.documents.reduce((flow, { attempts: [first] }) => {
    const id = first?.documentId ?? '';
    return withAttempt(flow, id, (attempt) => ({ ...base(attempt), state: 'sent', sentAt: SENT }));
  }, open);
  return name ? { ...told, stages: stages(name) } : told;
}

/** The same one, all of it read: nothing of it is `sent` any more. */
function read(name: keyof typeof words): Flow {
  const flow = sent(name);
  return flow.documents.reduce((next, { attempts: [first] }) => {
    const settled = { state: 'read', readAt: SENT, documentType: 'X', released: false } as const;
    return withAttempt(next, first?.documentId ?? '', (attempt) => ({ ...base(attempt), ...settled }));
  }, flow);
}

/** Looks at each flow in its second, as polls do. */
function looks(...each: ReadonlyArray<readonly [seconds: number, flow: Flow]>) {
  return each.reduce<{ noted?: StagesNoted; history: StageHistory }>(
    ({ noted, history }, [seconds, flow]) => {
      const seen = note(flow, noted, at(seconds));
      return { noted: seen.noted, history: learnt(history, seen.took) };
    },
    { history: {} },
  );
}

describe('what a stage took', () => {
  test('is the time from the end of the one before it, and from the sending for the first', () => {
    const { history } = looks(
      [0, sent()],
      [5, sent('fetching')],
      [10, sent('reading')],
      [20, sent('reading')],
      [30, sent('comparing')],
      [34, read('finished')],
    );
    expect(history).toEqual({ upload: [10 * SECOND], processing: [20 * SECOND], crosscheck: [4 * SECOND] });
  });

  test('is not learnt from one look after a night', () => {
    const { history } = looks([0, sent()], [5, sent('fetching')], [8 * 3_600, read('finished')]);
    expect(history).toEqual({});
  });

  test('is learnt of a slow one that is asked about ever more rarely', () => {
    const { history } = looks([0, sent()], [600, sent('fetching')], [840, sent('reading')]);
    expect(history).toEqual({ upload: [840 * SECOND] });
  });

  test('is not learnt of what was over at the first look', () => {
    expect(looks([0, sent('comparing')], [5, sent('comparing')]).history).toEqual({});
  });

  test('counts again from the sending when more is sent to a finished flow', () => {
    const later = sent('fetching');
    const again: Flow = {
      ...later,
      documents: later.documents.map((document) => ({
        ...document,
        attempts: document.attempts.map((one) => (one.state === 'sent' ? { ...one, sentAt: at(100) } : one)),
      })),
    };
    const { history } = looks(
      [0, sent()],
      [10, read('finished')],
      [101, again],
      [107, { ...again, stages: stages('reading') }],
    );
    expect(history.upload).toEqual([10 * SECOND, 7 * SECOND]);
  });

  test('a clock that was set back teaches nothing', () => {
    expect(looks([0, sent('fetching')], [-3_600, sent('reading')]).history).toEqual({});
  });
});

test('the history is bounded, the oldest goes', () => {
  const many = Array.from({ length: MOST_KEPT }, (_, n) => n);
  expect(learnt({ upload: many }, { upload: [77] }).upload).toEqual([...many.slice(1), 77]);
});

describe('how far Atlas is, in time', () => {
  const twenty = Array.from({ length: LEAST_TELLING }, () => 20 * SECOND);
  const times = (flow: Flow, seconds: number, history: StageHistory = {}, noted?: StagesNoted) =>
    stageTimes(flow, noted, history, at(seconds));

  test('only the stage under way has an age', () => {
    const { noted } = looks([0, sent()], [10, sent('reading')]);
    expect(times(sent('reading'), 40, {}, noted)).toEqual({
      upload: { isLate: false },
      processing: { since: at(10), isLate: false },
      crosscheck: { isLate: false },
      master: { isLate: false },
    });
  });

  test('goes on when all is read and Atlas compares: by what was noted, else from the last answer', () => {
    const waited: Flow = { ...read('comparing'), comparing: { since: at(50) } };
    const { noted } = looks([0, sent()], [10, sent('reading')], [30, sent('comparing')], [50, waited]);
    expect(times(waited, 60, {}, noted)?.crosscheck).toMatchObject({ since: at(30) });
    expect(times(waited, 60)?.crosscheck).toMatchObject({ since: at(50) });
    expect(times({ ...waited, comparing: { since: at(50), isRested: true } }, 60, {}, noted)).toBeUndefined();
    expect(times(read('comparing'), 60, {}, noted)).toBeUndefined();
  });

  test('what is usual is said once it was seen often enough', () => {
    expect(times(sent('fetching'), 5, { upload: twenty.slice(1) })?.upload).not.toHaveProperty('usual');
    expect(times(sent('fetching'), 5, { upload: twenty })?.upload).toMatchObject({ usual: 20 * SECOND });
  });

  test('late is the one that is under way, after twice what nine of ten took and a minute at least', () => {
    const late = (seconds: number, usual: number[]) =>
      times(sent('fetching'), seconds, { upload: usual, processing: usual })?.upload?.isLate;
    expect(late(60, twenty)).toBe(false);
    expect(late(61, twenty)).toBe(true);
    const slow = twenty.map((ms) => ms * 6);
    expect(late(240, slow)).toBe(false);
    expect(late(241, slow)).toBe(true);
    expect(times(sent('fetching'), 999, { processing: twenty })?.processing?.isLate).toBe(false);
    expect(late(99_999, [])).toBe(false);
  });

  test('nothing is said when Atlas has answered everything, or has said nothing yet', () => {
    expect(times(read('finished'), 5)).toBeUndefined();
    expect(times(sent(), 5)).toBeUndefined();
  });
});
