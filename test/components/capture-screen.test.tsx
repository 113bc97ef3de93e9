// @vitest-environment happy-dom
import { describe, expect, it, vi } from 'vitest';
import type { CaptureScreenProps } from '@/components/capture-screen';
import { CaptureScreen } from '@/components/capture-screen';
import type { Capture } from '@/components/use-capture-queue';
import type { CapturedView } from '@/lib/contract/portal-view';
import { Failed } from '@/lib/domain/failed';
import { document as paper, flow, id, state } from './fixtures';
import { captureProps } from './gallery/capture-props';
import { button, buttons, deferred, press, render, settle, text } from './render';

const captured: CapturedView = { flowId: id(1), slotId: id(9), captureId: id(8), already: false };
const file = (name: string) => new File(['%PDF-1.7'], name, { type: 'application/pdf' });

function page(more: Partial<CaptureScreenProps> = {}) {
  const props: CaptureScreenProps = { ...captureProps, onCapture: () => Promise.resolve(captured), ...more };
  return <CaptureScreen {...props} />;
}

/** What a drop or a paste carries, as far as we read it. */
async function bring(type: 'drop' | 'paste', files: File[]) {
  const event = new Event(type, { bubbles: true, cancelable: true });
  const carried = { files: Object.assign([...files], { item: () => null }) };
  Object.defineProperty(event, type === 'drop' ? 'dataTransfer' : 'clipboardData', { value: carried });
  await settle(() => document.body.dispatchEvent(event));
  return event;
}

/** A capture that a test settles one by one. */
function byHand() {
  const turns: Array<ReturnType<typeof deferred<CapturedView>>> = [];
  const onCapture = vi.fn<Capture>(() => {
    const turn = deferred<CapturedView>();
    turns.push(turn);
    return turn.promise;
  });
  return { turns, onCapture };
}
const lines = () => [...document.querySelectorAll('li.capture')].map((one) => one.textContent).toReversed();
const kinds = () => [...document.querySelectorAll('label.kind')].map((one) => one.textContent);
const chosen = () => document.querySelector<HTMLInputElement>('input[type=radio]:checked')?.value;

describe('choosing the kind', () => {
  it('has the missing ones first, required before optional, and starts at the first', async () => {
    await render(page());
    expect(kinds()).toEqual([
      'InvoiceMissing',
      'Delivery orderMissing',
      'Bank statementOptional',
      'Aadhaar cardCaptured',
      'PAN cardCaptured',
    ]);
    expect(chosen()).toBe('INVOICE');
  });

  it('starts at the kind the page was opened for', async () => {
    await render(page({ kind: 'PAN' }));
    expect(chosen()).toBe('PAN');
  });

  it('does not start at a kind that the loan does not know', async () => {
    await render(page({ kind: 'SELFIE' }));
    expect(chosen()).toBe('INVOICE');
  });

  it('keeps its order while captures arrive, so that nothing moves under the finger', async () => {
    const { again } = await render(page());
    const documents = [...flow().documents, paper(2, 'captured')];
    await again(page({ flow: flow({ documents, missing: flow().missing.slice(1) }) }));
    expect(kinds()[0]).toBe('InvoiceCaptured');
  });
});

describe('bringing files', () => {
  it('takes several in their order, two at a time, and says of each what became of it', async () => {
    const { turns, onCapture } = byHand();
    await render(page({ onCapture }));
    await bring('drop', [file('a.pdf'), file('b.pdf'), file('c.pdf')]);
    expect(onCapture).toHaveBeenCalledTimes(2);
    expect(onCapture.mock.calls[0]?.[0]).toMatchObject({
      kind: 'INVOICE',
      source: 'drop',
      slotId: undefined,
    });
    expect(lines().map((line) => /Reading|Next in line/.exec(line)?.[0])).toEqual([
      'Reading',
      'Reading',
      'Next in line',
    ]);
    await settle(() => turns[0]?.resolve(captured));
    expect(
      onCapture.mock.calls.map(
        ([
          {
            file: { name },
          },
        ]) => name,
      ),
    ).toEqual(['a.pdf', 'b.pdf', 'c.pdf']);
    await settle(() => turns[1]?.reject(new Failed('rejected', { reason: 'heic' })));
    await settle(() => turns[2]?.resolve({ ...captured, already: true }));
    expect(lines()).toEqual([
      expect.stringContaining('Captured: safe on this device'),
      expect.stringMatching(/Not taken.*HEIC/),
      expect.stringContaining('Already captured'),
    ]);
  });

  it('says “safe” only after the outbox has it', async () => {
    const { turns, onCapture } = byHand();
    await render(page({ onCapture }));
    await bring('drop', [file('a.pdf')]);
    expect(text()).not.toContain('safe on this device');
    await settle(() => turns[0]?.resolve(captured));
    expect(text()).toContain('Captured: safe on this device');
  });

  it('takes what is pasted anywhere, and says when there is nothing in it', async () => {
    const onCapture = vi.fn<Capture>(() => Promise.resolve(captured));
    await render(page({ onCapture }));
    await bring('paste', []);
    expect(text()).toContain('There was no image and no PDF in it.');
    await bring('paste', [file('shot.png')]);
    expect(onCapture.mock.calls[0]?.[0]).toMatchObject({ source: 'paste' });
    expect(text()).not.toContain('There was no image');
  });

  it('never lets a dropped file replace the page', async () => {
    await render(page());
    expect((await bring('drop', [file('a.pdf')])).defaultPrevented).toBe(true);
    expect((await bring('drop', [])).defaultPrevented).toBe(true);
  });

  it('offers to try again what did not fail because of the file', async () => {
    const onCapture = vi.fn<Capture>(() => Promise.resolve(captured));
    onCapture.mockRejectedValueOnce(new Failed('full'));
    await render(page({ onCapture }));
    await bring('drop', [file('a.pdf')]);
    await press('Try again');
    expect(lines()).toEqual([expect.stringContaining('Captured: safe on this device')]);
  });

  it.each(['not-a-document', 'broken-pdf', 'too-large'] as const)(
    'does not offer it for %s',
    async (reason) => {
      await render(page({ onCapture: () => Promise.reject(new Failed('rejected', { reason })) }));
      await bring('drop', [file('a.pdf')]);
      expect(buttons('Try again')).toEqual([]);
    },
  );

  it('asks before the page is closed while something is not in the outbox yet', async () => {
    const { turns, onCapture } = byHand();
    await render(page({ onCapture }));
    const leaves = () => window.dispatchEvent(new Event('beforeunload', { cancelable: true }));
    await bring('drop', [file('a.pdf')]);
    expect(leaves()).toBe(false);
    await settle(() => turns[0]?.resolve(captured));
    expect(leaves()).toBe(true);
  });

  it('covers a number in a file name', async () => {
    await render(page());
    await bring('drop', [file('2345 6789 0124.pdf')]);
    expect(text()).toContain('XXXX XXXX 0124.pdf');
  });
});

describe('replacing', () => {
  const unsent = flow({ documents: [paper(0, 'read'), paper(1, 'stored')] });

  it('says what it replaces, takes one file into that slot, then goes on with new documents', async () => {
    const onCapture = vi.fn<Capture>(() => Promise.resolve(captured));
    await render(page({ flow: unsent, slotId: id(101), onCapture }));
    expect(text()).toContain('Replaces: PAN card');
    expect(button('Choose a file')).toBeDefined();
    expect(kinds()).toEqual([]);
    await bring('drop', [file('a.pdf'), file('b.pdf')]);
    expect(onCapture.mock.calls.map(([item]) => item)).toEqual([
      expect.objectContaining({ slotId: id(101), kind: 'PAN' }),
    ]);
    expect(text()).toContain('only the first was taken');
    expect(text()).not.toContain('Replaces:');
    await bring('drop', [file('c.pdf')]);
    expect(onCapture.mock.calls[1]?.[0].slotId).toBeUndefined();
  });
});

describe('a smaller picture', () => {
  const parked = flow({ documents: [paper(1, 'parked', { size: 3_355_443, shrinkTo: 1_677_721 })] });

  it('says what it costs, and asks for one that is made smaller', async () => {
    const onCapture = vi.fn<Capture>(() => Promise.resolve(captured));
    await render(page({ flow: parked, slotId: id(101), smaller: true, onCapture }));
    expect(text()).toMatch(/A smaller picture: PAN card.*from 3\.2 MB to 1\.6 MB or less/);
    await bring('drop', [file('a.jpg')]);
    expect(onCapture).toHaveBeenCalledExactlyOnceWith(
      expect.objectContaining({ slotId: id(101), kind: 'PAN', smaller: true }),
    );
  });

  it('is not asked for where none is called for any more', async () => {
    const onCapture = vi.fn<Capture>(() => Promise.resolve(captured));
    const documents = [paper(1, 'refused')];
    await render(page({ flow: flow({ documents }), slotId: id(101), smaller: true, onCapture }));
    expect(text()).toContain('Replaces: PAN card');
    await bring('drop', [file('a.jpg')]);
    expect(onCapture.mock.calls[0]?.[0].smaller).toBeUndefined();
  });
});

describe('a replacement that is refused', () => {
  it('leaves the page as it was, so that the next file goes into the same slot', async () => {
    const onCapture = vi.fn<Capture>(() => Promise.resolve(captured));
    onCapture.mockRejectedValueOnce(new Failed('rejected', { reason: 'heic' }));
    await render(page({ slotId: id(101), onCapture }));
    await bring('drop', [file('a.heic')]);
    expect(text()).toContain('Replaces: PAN card');
    await bring('drop', [file('a.pdf')]);
    expect(onCapture.mock.calls.map(([item]) => item.slotId)).toEqual([id(101), id(101)]);
    expect(text()).not.toContain('Replaces:');
  });
});

describe('the page', () => {
  it('works while locked and offline, and says so', async () => {
    await render(page({ state: { ...state, phase: 'locked', online: false } }));
    expect(text()).toContain('Capturing goes on');
    await bring('drop', [file('a.pdf')]);
    expect(text()).toContain('Captured: safe on this device');
  });

  it('says when the loan is not here', async () => {
    await render(page({ flow: null }));
    expect(text()).toContain('This loan is not here');
    expect(buttons(/Choose/)).toEqual([]);
  });

  it('says that it opens, and what failed', async () => {
    const { again } = await render(page({ state: undefined, flow: undefined }));
    expect(text()).toContain('Opening the loan…');
    await again(page({ state: undefined, flow: undefined, failure: { code: 'unreadable' } }));
    expect(text()).toContain('An answer came that makes no sense.');
  });
});
