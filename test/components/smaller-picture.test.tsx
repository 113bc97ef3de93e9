// @vitest-environment happy-dom
import { expect, it, vi } from 'vitest';
import { OpenLoan } from './loans';
import type { PopupActions } from '@/components/popup-actions';
import type { FlowView } from '@/lib/contract/flow-view';
import { actions, document as paper, flow, id, NOW } from './fixtures';
import { buttons, press, render, text } from './render';

function card(more: Partial<FlowView>, does: Partial<PopupActions>) {
  return <OpenLoan flow={flow(more)} now={NOW} actions={actions(does)} />;
}

it('a picture that is too large for the line can go smaller: what that costs is said first', async () => {
  const onSmaller = vi.fn<NonNullable<PopupActions['onSmaller']>>();
  const failure = { code: 'rejected', reason: 'too-large-for-line' } as const;
  const parked = paper(0, 'parked', { failure, size: 3_355_443, shrinkTo: 1_677_721 });
  await render(card({ documents: [parked, paper(1, 'parked', { failure })], missing: [] }, { onSmaller }));
  expect(text()).toMatch(/from 3\.2 MB to 1\.6 MB or less, so small print may be less sharp/);
  expect(buttons(/^Send a smaller picture/)).toHaveLength(1);
  await press('Send a smaller picture of Aadhaar card');
  expect(onSmaller).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ flowId: id(1) }), parked);
});

it('a smaller picture has a way back to the first one', async () => {
  const onOriginal = vi.fn<PopupActions['onOriginal']>(() => Promise.resolve());
  const documents = [paper(0, 'refused', { size: 1_048_576, original: 3_355_443 })];
  await render(card({ documents, missing: [] }, { onOriginal }));
  expect(text()).toContain('A smaller picture (1 MB). The first one (3.2 MB) is kept');
  await press('Send the first one instead: Aadhaar card');
  expect(onOriginal).toHaveBeenCalledExactlyOnceWith(id(1), id(100));
});
