// @vitest-environment happy-dom
import { describe, expect, it, vi } from 'vitest';
import { OpenLoan } from './loans';
import type { PopupActions } from '@/components/popup-actions';
import type { FlowView } from '@/lib/contract/flow-view';
import { actions, document as paper, flow, id, NOW } from './fixtures';
import { buttons, press, render } from './render';

function card(more: Partial<FlowView> = {}, does: Partial<PopupActions> = {}) {
  return <OpenLoan flow={flow(more)} now={NOW} actions={actions(does)} />;
}
const row = (label: string) => document.querySelector(`li[aria-label="${label}"]`)?.textContent ?? '';

it('what is slow on its way says so, and can be tried, replaced or discarded; what is asked about is checked or sent again', async () => {
  const onSend = vi.fn<PopupActions['onSend']>(() => Promise.resolve());
  const onCheck = vi.fn<PopupActions['onCheck']>(() => Promise.resolve());
  const onRerunLate = vi.fn<PopupActions['onRerunLate']>(() => Promise.resolve());
  const documents = [
    paper(0, 'sending', { isSlow: true, canDiscard: true }),
    paper(1, 'checking', { isSlow: true, canResend: true }),
  ];
  await render(card({ state: 'sending', documents, missing: [] }, { onSend, onCheck, onRerunLate }));
  expect(row('Aadhaar card')).toMatch(/Taking longer than usual.*has not reached Atlas yet/);
  expect(row('PAN card')).toMatch(/Taking longer than usual.*sends nothing twice/);
  expect(buttons(/Aadhaar card/).map((one) => one.getAttribute('aria-label'))).toEqual([
    'Try now: Aadhaar card',
    'Replace Aadhaar card',
    'Discard Aadhaar card',
  ]);
  expect(buttons(/PAN card/).map((one) => one.getAttribute('aria-label'))).toEqual([
    'Check now: PAN card',
    'Send again: PAN card',
  ]);
  await press('Check now: PAN card');
  expect(onCheck).toHaveBeenCalledExactlyOnceWith(id(1), id(101));
  await press('Send again: PAN card');
  expect(onRerunLate).toHaveBeenCalledExactlyOnceWith(id(1), id(101));
  await press('Try now: Aadhaar card');
  expect(onSend).toHaveBeenCalledExactlyOnceWith(id(1));
});

describe('a late document', () => {
  const late = { state: 'verifying', missing: [], documents: [paper(0, 'sent', { isLate: true })] } as const;

  it('says so, and is re-run only when the agent confirms what that may mean', async () => {
    const onRerunLate = vi.fn<PopupActions['onRerunLate']>(() => Promise.resolve());
    await render(card(late, { onRerunLate }));
    expect(row('Aadhaar card')).toMatch(/Taking longer than usual.*You can keep waiting/);
    await press('Re-run as a new attempt: Aadhaar card');
    expect(onRerunLate).not.toHaveBeenCalled();
    expect(row('Aadhaar card')).toContain('a possible double');
    await press('Keep waiting for Aadhaar card');
    await press('Re-run as a new attempt: Aadhaar card');
    await press('Re-run anyway: Aadhaar card');
    expect(onRerunLate).toHaveBeenCalledExactlyOnceWith(id(1), id(100));
  });

  it('that Atlas’s answer does not name says so in the place of what else it waits for, not beside it', async () => {
    await render(card({ ...late, documents: [paper(0, 'sent', { isLate: true, isUnnamed: true })] }));
    expect(row('Aadhaar card').match(/Satchel goes on asking/g)).toHaveLength(1);
    expect(row('Aadhaar card')).toMatch(/Taking longer than usual.*does not name this document yet/);
  });

  it('can be asked about at once', async () => {
    const onCheck = vi.fn<PopupActions['onCheck']>(() => Promise.resolve());
    await render(card(late, { onCheck }));
    await press('Check now: Aadhaar card');
    expect(onCheck).toHaveBeenCalledExactlyOnceWith(id(1), id(100));
  });

  it('that is asked about says where it stands: in the store or before, sent again or not', async () => {
    const { again } = await render(
      card({ documents: [paper(0, 'captured', { isSlow: true })], missing: [] }),
    );
    expect(row('Aadhaar card')).toMatch(/have not all arrived at the store/);
    await again(card({ documents: [paper(0, 'checking', { isSlow: true })], missing: [] }));
    expect(buttons(/^Send Aadhaar/)).toEqual([]);
    const leaving = paper(0, 'checking', { isSlow: true, isLeaving: true });
    await again(card({ documents: [leaving], missing: [] }));
    expect(row('Aadhaar card')).toContain('Withdrawing the first attempt');
    expect(row('Aadhaar card')).not.toContain('Taking longer');
  });

  it('is not re-run before it is late, nor twice', async () => {
    const { again } = await render(card({ documents: [paper(0, 'sent')], missing: [] }));
    expect(buttons(/^Re-run/)).toEqual([]);
    await again(card({ documents: [paper(0, 'sent', { isLate: true, isLeaving: true })], missing: [] }));
    expect(buttons(/^Re-run/)).toEqual([]);
    expect(row('Aadhaar card')).toContain('Withdrawing the first attempt');
  });

  it('that Atlas finished without is shown as what it is', async () => {
    await render(card({ documents: [paper(0, 'sent', { isUnnamed: true })], missing: [] }));
    expect(row('Aadhaar card')).toContain('its answer does not name this document yet');
    expect(row('Aadhaar card')).toContain('Sent, being verified');
  });

  it.each(['captured', 'sent', 'read', 'refused', 'parked'] as const)(
    'a possible double is said whatever becomes of it: %s',
    async (state) => {
      const twice = paper(0, state, { attempts: 2, earlier: [{ number: 1, state: 'sent' }] });
      await render(card({ documents: [twice], missing: [] }));
      expect(row('Aadhaar card')).toMatch(
        /Possible double.*attempt 1 \(Sent, being verified\) as well as attempt 2/,
      );
    },
  );
});
