// @vitest-environment happy-dom
import { describe, expect, it, vi } from 'vitest';
import { OpenLoan } from './loans';
import type { PopupActions } from '@/components/popup-actions';
import type { FieldView } from '@/lib/contract/results-view';
import type { FlowView } from '@/lib/contract/flow-view';
import { Failed } from '@/lib/domain/failed';
import { actions, document as paper, flow, id, NOW, results } from './fixtures';
import { button, deferred, press, render, settle, text } from './render';

function card(more: Partial<FlowView> = {}, does: Partial<PopupActions> = {}, now = NOW) {
  return <OpenLoan flow={flow(more)} now={now} actions={actions(does)} />;
}
const row = (label: string) => document.querySelector(`li[aria-label="${label}"]`)?.textContent ?? '';

describe('results', () => {
  const read = { state: 'verified', missing: [], documents: [paper(0, 'read'), paper(1, 'read')] } as const;

  it('are asked for only when opened, once for the whole loan', async () => {
    const onResults = vi.fn<NonNullable<PopupActions['onResults']>>(() => Promise.resolve(results));
    await render(card(read, { onResults }));
    expect(onResults).not.toHaveBeenCalled();
    await press('Details of Aadhaar card');
    expect(onResults).toHaveBeenCalledExactlyOnceWith(id(1));
    expect(row('Aadhaar card')).toMatch(/Name.*Ravi Deshmukh.*97%/);
    expect(button('Details of Aadhaar card').getAttribute('aria-expanded')).toBe('true');
  });

  it('mark what Atlas was not sure of', async () => {
    await render(card(read));
    await press('Details of Aadhaar card');
    const low = [...document.querySelectorAll('.fields-row')].filter((one) =>
      one.textContent.includes('Check:'),
    );
    expect(low.map((one) => one.textContent)).toEqual([expect.stringContaining('Date of birth')]);
    expect(document.querySelector('meter[aria-label="Confidence of Date of birth"]')).not.toBeNull();
  });

  it('show quality, the covered picture without a referrer, and the cross-checks', async () => {
    await render(card(read));
    await press('Details of Aadhaar card');
    await press('Details of PAN card');
    const image = document.querySelector('figure img');
    expect(image?.getAttribute('referrerpolicy')).toBe('no-referrer');
    expect(image?.getAttribute('alt')).toBe('Aadhaar card, number covered');
    expect(row('PAN card')).toContain('Photocopy');
  });

  it('compare the documents: what, both values, the score, and why they may differ', async () => {
    await render(card(read));
    await press('Details of PAN card');
    const rows = [...document.querySelectorAll('table tr')].map((one) =>
      [...one.children].map((cell) => cell.textContent).join(' | '),
    );
    expect(rows).toEqual([
      'Document | What it says',
      'Customer name92 of 100',
      'Delivery order | Ravi Deshmukh',
      'Invoice | Ravi R. Deshmukh',
      'Dealer addressCheck: 58 of 100',
      'Delivery order | 12 Tilak Road, Pune 411030',
      'Invoice | 21 Tilak Road, Pune 411030',
      'How Atlas compared them stands in the export.',
      expect.stringMatching(/^Numbers differ\. If one was misread/),
      'Compared without naming whatwithout a score',
      'Atlas notes: “Photo match”',
    ]);
    expect([...document.querySelectorAll('mark')].map((one) => one.textContent)).toEqual(['R.', '12', '21']);
  });

  it('say an address once where the paper and its order say the same', async () => {
    const address = { key: 'address', value: 'Pune 411030, 12 Tilak Road', confidence: 0.9 };
    const formatted = { key: 'formatted_address', value: '12 Tilak Road, PUNE, 411030' };
    const of = (...fields: FieldView[]) =>
      actions({
        onResults: () =>
          Promise.resolve({
            ...results,
            documents: [{ slotId: id(100), documentId: id(200), documentType: 'AADHAAR', fields }],
          }),
      });
    const names = () => [...document.querySelectorAll('.fields-key')].map((one) => one.textContent);
    const { again } = await render(<OpenLoan flow={flow(read)} now={NOW} actions={of(address, formatted)} />);
    await press('Details of Aadhaar card');
    expect(names()).toEqual(['Address']);
    await again(
      <OpenLoan
        key="other"
        flow={flow(read)}
        now={NOW}
        actions={of(address, { ...formatted, value: '21 Tilak Road, Pune' })}
      />,
    );
    await press('Details of Aadhaar card');
    expect(names()).toEqual(['Address', 'Full address']);
  });

  it('are marked from where the organisation says', async () => {
    const review = { confidence: 0.96, similarity: 50, fields: { pan_number: { confidence: 0.5 } } };
    await render(<OpenLoan flow={flow(read)} now={NOW} actions={actions()} review={review} />);
    await press('Details of PAN card');
    expect(row('PAN card')).toContain('2 fields to check');
    expect(row('PAN card')).toMatch(/Check: 95%.*Pan number|Name as per PAN.*Check: 95%/);
    expect(row('PAN card')).not.toContain('Check: 64%');
    expect(text()).not.toContain('Numbers differ');
  });

  it('can be copied, one or all, and say so', async () => {
    const onCopy = vi.fn<PopupActions['onCopy']>(() => Promise.resolve());
    await render(card(read, { onCopy }));
    await press('Details of PAN card');
    await press('Copy PAN number');
    expect(onCopy).toHaveBeenLastCalledWith('ABCDE1234E');
    expect(row('PAN card')).toContain('PAN number copied');
    await press('Copy all fields of PAN card');
    expect(onCopy).toHaveBeenLastCalledWith(
      'Name as per PAN: RAVI DESHMUKH\nPAN number: ABCDE1234E\nDate of birth: 16/07/1986',
    );
    onCopy.mockRejectedValueOnce(new DOMException('no', 'NotAllowedError'));
    await press('Copy PAN number');
    expect(row('PAN card')).toContain('did not let Satchel copy');
  });

  it('can be saved as a file, and stand beside the picture of this session', async () => {
    const onExport = vi.fn<PopupActions['onExport']>(() => Promise.resolve());
    const preview = 'data:image/png;base64,iVBORw0KGgo=';
    const documents = [paper(1, 'read', { preview })];
    await render(card({ ...read, documents }, { onExport }));
    await press('Details of PAN card');
    expect(document.querySelector('.details img')?.getAttribute('src')).toBe(preview);
    await press('Export what was read of loan LN-2026-00417 as CSV');
    expect(onExport).toHaveBeenCalledExactlyOnceWith(
      expect.objectContaining({ loanId: 'LN-2026-00417' }),
      results,
      'csv',
    );
    expect(text()).toContain('Saved as CSV');
  });

  it('are said to be saved when they are, and not when they could not be', async () => {
    const saving = deferred<undefined>();
    const onExport = vi.fn<PopupActions['onExport']>(() => saving.promise);
    await render(card({ ...read, documents: [paper(1, 'read')] }, { onExport }));
    await press('Details of PAN card');
    await press(/as CSV$/);
    expect(text()).not.toContain('Saved as');
    await settle(() => saving.resolve(undefined));
    expect(text()).toContain('Saved as CSV');
    onExport.mockRejectedValueOnce(new TypeError('Failed to fetch dynamically imported module'));
    await press(/as JSON$/);
    expect(text()).not.toContain('Saved as');
    expect(document.querySelector('[role=alert]')?.textContent).toContain('Something went wrong in Satchel');
  });

  it('say that they load, and that the picture cannot be loaded', async () => {
    const answer = deferred<typeof results>();
    await render(card(read, { onResults: () => answer.promise }));
    await press('Details of Aadhaar card');
    expect(row('Aadhaar card')).toContain('Loading what Atlas read…');
    await settle(() => answer.resolve(results));
    await settle(() => document.querySelector('figure img')?.dispatchEvent(new Event('error')));
    expect(row('Aadhaar card')).toContain('cannot be loaded now');
  });

  it('that cannot be had say why, and are asked for again when opened again', async () => {
    const onResults = vi.fn<NonNullable<PopupActions['onResults']>>(() => Promise.resolve(results));
    onResults.mockRejectedValueOnce(new Failed('unavailable'));
    await render(card(read, { onResults }));
    await press('Details of Aadhaar card');
    expect(document.querySelector('[role=alert]')?.textContent).toContain('The service cannot answer now.');
    await press('Details of Aadhaar card');
    await press('Details of Aadhaar card');
    expect(row('Aadhaar card')).toContain('Ravi Deshmukh');
  });

  it('come again when a verdict has changed while they are open', async () => {
    const onResults = vi.fn<NonNullable<PopupActions['onResults']>>(() => Promise.resolve(results));
    const before = { ...read, documents: [paper(0, 'read'), paper(1, 'sent')] };
    const { again } = await render(card(before, { onResults }));
    await press('Details of Aadhaar card');
    await again(card(before, { onResults }, NOW + 1_000));
    expect(onResults).toHaveBeenCalledTimes(1);
    await again(card(read, { onResults }));
    expect(onResults).toHaveBeenCalledTimes(2);
  });
});
