// @vitest-environment happy-dom
import { describe, expect, it, vi } from 'vitest';
import type { CaptureScreenProps } from '@/components/capture-screen';
import { CaptureScreen } from '@/components/capture-screen';
import type { Capture } from '@/components/use-capture-queue';
import type { FlowView } from '@/lib/contract/flow-view';
import type { CapturedView } from '@/lib/contract/portal-view';
import { Failed } from '@/lib/domain/failed';
import { document as paper, flow, hints, id, NOW, state } from './fixtures';
import { button, buttons, press, render, settle, text } from './render';

const captured: CapturedView = { flowId: id(1), slotId: id(101), captureId: id(8), already: false };
const photo = (name: string) => new File(['jpeg'], name, { type: 'image/jpeg' });
const preview = 'data:image/png;base64,iVBORw0KGgo=';
const refused = paper(1, 'refused', { verdictCode: 'INVALID_DOC', preview });
const loan = (...documents: FlowView['documents']) => flow({ state: 'attention', missing: [], documents });

function page(more: Partial<CaptureScreenProps> = {}) {
  const props: CaptureScreenProps = {
    state,
    flow: loan(paper(0, 'read'), refused),
    failure: undefined,
    slotId: id(101),
    kind: undefined,
    now: NOW,
    hints,
    onCapture: () => Promise.resolve(captured),
    onRerun: () => Promise.resolve(),
    onSlot: () => {},
    ...more,
  };
  return <CaptureScreen {...props} />;
}

async function drop(...files: File[]): Promise<void> {
  const event = new Event('drop', { bubbles: true, cancelable: true });
  Object.defineProperty(event, 'dataTransfer', { value: { files } });
  await settle(() => window.dispatchEvent(event));
}
const pictures = () =>
  [...document.querySelectorAll('.retake-pair img')].map((one) => one.getAttribute('alt'));

const primary = () => [...document.querySelectorAll('.button-primary')].map((one) => one.textContent);
const byPlace = (a?: Element | null, b?: Element | null) =>
  a && b && a.compareDocumentPosition(b) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1;

describe('a document that was not accepted, taken again in its place', () => {
  it('says why, shows right and wrong, and the picture that was sent', async () => {
    await render(page());
    expect(text()).toContain('PAN card was not accepted');
    expect(text()).toContain('this one does not pass its checks');
    // Choose, compare, send: in that order, and one button at a time is the one to press.
    const [chooser, pair, send] = ['.drop', '.retake-pair', '.retake-actions'].map((one) =>
      document.querySelector(one),
    );
    expect([chooser, pair, send].toSorted(byPlace)).toEqual([chooser, pair, send]);
    expect(primary()).toEqual(['Choose a file']);
    expect([...document.querySelectorAll('figcaption')].map((one) => one.textContent)).toEqual([
      'Right: all of it, lying flat, sharp',
      'Wrong: cut off, tilted, glare',
      'What was sent',
      'The new one',
    ]);
    expect(document.querySelector('.retake-pair img')?.getAttribute('src')).toBe(preview);
    expect(text()).toContain('It becomes attempt 2. What was sent before stays in the history.');
  });

  it('takes two presses after it was opened: the picture, and one button that sends it', async () => {
    const onCapture = vi.fn<Capture>(() => Promise.resolve(captured));
    const { again } = await render(page({ onCapture }));
    expect(button('Send the new one: PAN card').disabled).toBe(true);
    let presses = 0;
    // What a file picker's confirmation gives the page.
    presses += 1;
    await drop(photo('pan 2.jpg'));
    expect(onCapture).not.toHaveBeenCalled();
    expect(pictures()).toEqual(['The picture as it was captured, small', 'pan 2.jpg, 1 kB']);
    presses += 1;
    expect(primary()).toEqual(['Send the new one']);
    await press('Send the new one: PAN card');
    expect(onCapture).toHaveBeenCalledExactlyOnceWith(
      expect.objectContaining({ slotId: id(101), kind: 'PAN', source: 'drop' }),
    );
    // With the one that opens it from a notification or the popup.
    expect(presses + 1).toBeLessThanOrEqual(3);
    await again(page({ onCapture, flow: loan(paper(0, 'read'), paper(1, 'sending', { attempts: 2 })) }));
    expect(text()).toContain('PAN card is on its way as attempt 2.');
    expect(buttons(/^Send the new one/)).toEqual([]);
  });

  it('another picture may take the place of the one that was chosen', async () => {
    const onCapture = vi.fn<Capture>(() => Promise.resolve(captured));
    await render(page({ onCapture }));
    await drop(photo('a.jpg'));
    await drop(photo('b.jpg'));
    await press('Send the new one: PAN card');
    expect(onCapture.mock.calls.map(([item]) => item.file.name)).toEqual(['b.jpg']);
  });

  it('a picture that cannot be taken leaves the slot open', async () => {
    const onCapture = vi.fn<Capture>(() => Promise.reject(new Failed('rejected', { reason: 'heic' })));
    await render(page({ onCapture }));
    await drop(photo('a.heic'));
    await press('Send the new one: PAN card');
    expect(text()).toContain('This is an HEIC photo');
    expect(text()).toContain('PAN card was not accepted');
  });

  it('the same one goes again with one press, and says what went wrong', async () => {
    const onRerun = vi.fn<CaptureScreenProps['onRerun']>(() => Promise.resolve());
    onRerun.mockRejectedValueOnce(new Failed('offline'));
    await render(page({ onRerun }));
    await press('Send the same one again: PAN card');
    expect(document.querySelector('[role=alert]')?.textContent).toContain('There is no network.');
    await press('Send the same one again: PAN card');
    expect(onRerun.mock.calls).toEqual([[[id(101)]], [[id(101)]]]);
  });

  it('a picture that was chosen is not there when the same one was sent again and refused again', async () => {
    const revoke = vi.spyOn(URL, 'revokeObjectURL');
    const { again } = await render(page());
    await drop(photo('a.jpg'));
    const address = document.querySelector('.retake-pair figure:last-child img')?.getAttribute('src');
    await press('Send the same one again: PAN card');
    await again(page({ flow: loan(paper(1, 'sent', { attempts: 2 })) }));
    expect(revoke).toHaveBeenCalledExactlyOnceWith(address);
    await again(page({ flow: loan({ ...refused, attempts: 2 }) }));
    expect(pictures()).toEqual(['The picture as it was captured, small']);
    expect(button('Send the new one: PAN card').disabled).toBe(true);
  });

  it('what was chosen is still to be seen when another page of ours has sent the old one again', async () => {
    const revoke = vi.spyOn(URL, 'revokeObjectURL');
    const { again } = await render(page());
    await drop(photo('a.jpg'));
    await again(page({ flow: loan(paper(1, 'sent', { attempts: 2 })) }));
    await again(page({ flow: loan({ ...refused, attempts: 2 }) }));
    expect(pictures()).toContain('a.jpg, 1 kB');
    expect(revoke).not.toHaveBeenCalled();
  });

  it('of two files the first is taken, and it is said', async () => {
    await render(page());
    await drop(photo('a.jpg'), photo('b.jpg'));
    expect(pictures()).toContain('a.jpg, 1 kB');
    expect(text()).toContain('so only the first was taken');
    await drop(photo('c.jpg'));
    expect(text()).not.toContain('so only the first was taken');
  });

  it('that there was no picture in what was pasted is not said of a file that is chosen after it', async () => {
    await render(page());
    await drop();
    expect(text()).toContain('There was no image and no PDF in it.');
    const input = document.querySelector<HTMLInputElement>('input[type=file]');
    Object.defineProperty(input, 'files', { value: [photo('a.jpg')], configurable: true });
    await settle(() => input?.dispatchEvent(new Event('change', { bubbles: true })));
    expect(pictures()).toContain('a.jpg, 1 kB');
    expect(text()).not.toContain('There was no image and no PDF in it.');
  });

  it.each([
    [
      'sending',
      { phase: 'locked' } as const,
      'kept on this device as attempt 2. It is sent when you have signed in',
    ],
    [
      'captured',
      { online: false } as const,
      'kept on this device as attempt 2. It is sent when the network is back',
    ],
    ['sending', {}, 'PAN card is on its way as attempt 2.'],
    ['sent', { phase: 'locked' } as const, 'PAN card is on its way as attempt 2.'],
    ['read', {}, 'PAN card: Verified'],
  ] as const)('a new attempt that is %s (%o) is said to be so', async (at, more, says) => {
    const { again } = await render(page());
    await again(page({ flow: loan(paper(1, at, { attempts: 2 })), state: { ...state, ...more } }));
    expect(text()).toContain(says);
  });

  it('what is gone from this device can only be replaced; without a session nothing is sent again', async () => {
    const gone = paper(1, 'parked', { failure: { code: 'rejected', reason: 'gone' } });
    const { again } = await render(page({ flow: loan(gone) }));
    expect(text()).toContain('PAN card could not be sent');
    expect(buttons(/^Send the same one again/)).toEqual([]);
    await again(page({ flow: loan(refused), state: { ...state, phase: 'locked' } }));
    expect(buttons(/^Send the same one again/)).toEqual([]);
  });
});

describe('the others of the loan that failed', () => {
  const all = loan(refused, paper(2, 'refused'), paper(3, 'parked', { failure: { code: 'unavailable' } }));

  it('are named, opened one after the other, or sent again all at once', async () => {
    const onSlot = vi.fn<CaptureScreenProps['onSlot']>();
    const onRerun = vi.fn<CaptureScreenProps['onRerun']>(() => Promise.resolve());
    await render(page({ flow: all, onSlot, onRerun }));
    await press('Take again: Invoice');
    expect(onSlot).toHaveBeenCalledExactlyOnceWith(id(102));
    await press('Send all of these again as they are');
    expect(onRerun).toHaveBeenCalledExactlyOnceWith([id(102), id(103)]);
  });

  it('two of one kind are told apart in the title and in every button', async () => {
    const invoices = loan(refused, paper(2, 'refused'), { ...paper(2, 'refused'), slotId: id(109) });
    const { again } = await render(page({ flow: invoices }));
    expect(buttons(/^Take again/).map((one) => one.getAttribute('aria-label'))).toEqual([
      'Take again: Invoice',
      'Take again: Invoice 2',
    ]);
    await again(page({ flow: invoices, slotId: id(109) }));
    expect(text()).toContain('Invoice 2 was not accepted');
  });

  it('another slot is another page: what was chosen for the first is not sent for it', async () => {
    const { again } = await render(page({ flow: all }));
    await drop(photo('pan.jpg'));
    await again(page({ flow: all, slotId: id(102) }));
    expect(text()).toContain('Invoice was not accepted');
    expect(button('Send the new one: Invoice').disabled).toBe(true);
  });
});
