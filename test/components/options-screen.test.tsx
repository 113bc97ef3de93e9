// @vitest-environment happy-dom
import { describe, expect, it, vi } from 'vitest';
import type { OptionsScreenProps } from '@/components/options-screen';
import { OptionsScreen } from '@/components/options-screen';
import { NOW, receipt, state, diagnosisFile } from './fixtures';
import { button, buttons, field, press, render, text, type } from './render';

function options(more: Partial<OptionsScreenProps> = {}) {
  const props: OptionsScreenProps = {
    state,
    origins: ['https://portal.bank.example/*'],
    fixedOrigins: [],
    failure: undefined,
    version: '1.2.3',
    language: { chosen: undefined, browsers: 'en' },
    onLanguage: () => {},
    notices: { settings: {}, isAllowed: true },
    onAllowNotices: () => Promise.resolve(),
    onNotices: () => {},
    now: NOW,
    onOrganisation: () => Promise.resolve(),
    onAllow: () => Promise.resolve(),
    onRevoke: () => Promise.resolve(),
    onReceipts: () => Promise.resolve([]),
    onCopy: () => Promise.resolve(),
    onExport: () => {},
    onDiagnose: () => Promise.resolve(diagnosisFile),
    onSaveDiagnosis: () => Promise.resolve(),
    onRescue: () => Promise.resolve({ captures: 0, bytes: 0, missing: [], damaged: [] }),
    onSetPin: () => Promise.resolve(),
    onNoPin: () => Promise.resolve(),
    onSignOut: () => Promise.resolve(),
    ...more,
  };
  return <OptionsScreen {...props} />;
}

describe('the options', () => {
  it('show organisation, agent and version', async () => {
    await render(options());
    expect(field('Organisation address').value).toBe('https://satchel.sahyadri.example');
    expect(text()).toMatch(/Version 1\.2\.3.*Asha Patil · asha\.patil@sahyadri\.example.*Sahyadri Finance/);
  });

  it('stand in the order of their use, behind what nothing goes on without', async () => {
    const headings = () => [...document.querySelectorAll('h2')].map((one) => one.textContent);
    const { again } = await render(options());
    expect([headings()[0], headings().at(-1)]).toEqual(['Receipts', 'Organisation']);
    await again(options({ state: { ...state, missingOrigins: ['https://atlas.example/*'] } }));
    expect(headings().slice(0, 2)).toEqual(['Sites', 'Receipts']);
    const { organisation: _, agent: __, ...nobody } = state;
    await again(options({ state: { ...nobody, phase: 'no-organisation' } }));
    expect(headings()[0]).toBe('Organisation');
  });

  it('say what changing the organisation means before the button, which is no primary one', async () => {
    await render(options());
    const change = button('Change organisation');
    expect(change.previousElementSibling?.textContent).toContain('Changing it signs you out.');
    expect(change.className).not.toContain('primary');
  });

  it('find receipts and export what was found', async () => {
    const [onReceipts, onExport] = [
      vi.fn<OptionsScreenProps['onReceipts']>(() => Promise.resolve([receipt])),
      vi.fn<OptionsScreenProps['onExport']>(),
    ];
    await render(options({ onReceipts, onExport }));
    await type('Find receipts', 'CDL-1');
    await press('Find');
    expect(onReceipts).toHaveBeenCalledExactlyOnceWith('CDL-1', expect.anything());
    expect(onReceipts.mock.lastCall?.[1]).toMatchObject({
      language: 'en',
      states: { refused: 'Refused by Atlas', read: 'Read by Atlas' },
    });
    expect(text()).toMatch(/1 receipt found.*CDL-1.*PAN card \(attempt 2\).*Refused by Atlas: INVALID_DOC/);
    await press('Export CSV');
    expect(onExport).toHaveBeenCalledExactlyOnceWith([receipt], 'csv');
  });

  it('cover a loan id that may be an Aadhaar number', async () => {
    const onReceipts = () => Promise.resolve([{ ...receipt, loanId: '492164578901' }]);
    await render(options({ onReceipts }));
    await press('Find');
    expect(text()).toContain('XXXX XXXX 8901');
    expect(text()).not.toContain('492164');
  });

  it('open a receipt: all of it can be read and copied, and leads to the other attempts', async () => {
    const follows = '5d3c2a1b-0000-4000-8000-000000000009';
    const full = {
      ...receipt,
      follows,
      fileUuid: 'file-77',
      batchId: 'batch-9',
      documentType: 'DRIVING_LICENSE',
    };
    const onReceipts = vi.fn<OptionsScreenProps['onReceipts']>(() => Promise.resolve([full]));
    const onCopy = vi.fn<OptionsScreenProps['onCopy']>(() => Promise.resolve());
    await render(options({ onReceipts, onCopy }));
    await press('Find');
    const details = 'Details of PAN card (attempt 2), CDL-1';
    expect(button(details).getAttribute('aria-expanded')).toBe('false');
    expect(text()).not.toContain(receipt.sha256);
    await press(details);
    expect(button(details).getAttribute('aria-expanded')).toBe('true');
    const values = [...document.querySelectorAll('.receipt-values > div')].map(
      (one) => [one.querySelector('dt')?.textContent, one.querySelector('dd')?.textContent] as const,
    );
    expect(Object.fromEntries(values)).toMatchObject({
      'Taken from': 'A chosen file',
      Size: '625 kB, image/jpeg',
      'Read as': 'Driving licence',
      'Id at Atlas': receipt.documentId,
      'Attempt before it': follows,
      'File at Atlas': 'file-77',
      'Batch at Atlas': 'batch-9',
      'SHA-256 of the document': receipt.sha256,
      'SHA-256 as it was sealed': receipt.sealedSha256,
    });
    await press('Copy SHA-256 of the document');
    expect(onCopy).toHaveBeenLastCalledWith(receipt.sha256);
    expect(text()).toContain('SHA-256 of the document copied');
    await press('Copy all fields of PAN card (attempt 2)');
    expect(onCopy).toHaveBeenLastCalledWith(expect.stringContaining(`Batch at Atlas: batch-9\nSHA-256`));
    onCopy.mockRejectedValueOnce(new DOMException('no', 'NotAllowedError'));
    await press('Copy Batch at Atlas');
    expect(text()).toContain('did not let Satchel copy');
    await press('All attempts of this document: PAN card (attempt 2)');
    expect(onReceipts).toHaveBeenLastCalledWith(receipt.slotId, expect.anything());
    expect(field('Find receipts').value).toBe(receipt.slotId);
  });

  it('look at once for what was looked for in the popup, and put the cursor there', async () => {
    const onReceipts = vi.fn<OptionsScreenProps['onReceipts']>(() => Promise.resolve([receipt]));
    const { again } = await render(options({ onReceipts }));
    expect(onReceipts).not.toHaveBeenCalled();
    await again(options({ onReceipts, sought: { search: 'CDL-1' } }));
    expect(onReceipts).toHaveBeenCalledExactlyOnceWith('CDL-1', expect.anything());
    expect(field('Find receipts').value).toBe('CDL-1');
    expect(document.activeElement).toBe(field('Find receipts'));
    expect(text()).toMatch(/1 receipt found.*PAN card \(attempt 2\)/);
    await again(options({ onReceipts: () => Promise.resolve([]), sought: { search: 'CDL-2' } }));
    expect(text()).toContain('0 receipts found Nothing with all these words was sent from this device.');
  });

  it('save a rescue copy and name what is missing or damaged', async () => {
    const item = { captureId: 'c0ffee00-1', loanId: 'CDL-1', kind: 'PAN', attempts: [], isDamaged: false };
    const onRescue = () =>
      Promise.resolve({
        captures: 2,
        bytes: 4_200_000,
        missing: [item],
        damaged: [{ ...item, kind: 'KYC' }],
      });
    await render(options({ onRescue }));
    await press('Save a rescue copy');
    expect(text()).toMatch(
      /Saved and read again: 2 documents, 4 MB\..*not on this device any more: ?PAN of CDL-1 \(c0ffee00\).*may not open: ?KYC of CDL-1/,
    );
  });

  it('change the organisation', async () => {
    const onOrganisation = vi.fn<OptionsScreenProps['onOrganisation']>(() => Promise.resolve());
    await render(options({ onOrganisation }));
    await type('Organisation address', 'https://other.example');
    await press('Change organisation');
    expect(onOrganisation).toHaveBeenCalledExactlyOnceWith('https://other.example');
  });

  it('sign out, and ask what becomes of what is not delivered', async () => {
    const onSignOut = vi.fn<OptionsScreenProps['onSignOut']>(() => Promise.resolve());
    const { again } = await render(options({ onSignOut }));
    await press('Sign out');
    await press('Keep and sign out');
    expect(onSignOut).toHaveBeenCalledExactlyOnceWith(false);
    const { agent: _, ...nobody } = state;
    await again(options({ state: { ...nobody, phase: 'signed-out' } }));
    expect(buttons(/ign out/)).toEqual([]);
  });

  it('say what becomes of documents when the organisation changes', async () => {
    const { again } = await render(options());
    expect(text()).toContain('Changing it signs you out. 4 documents not delivered yet');
    const { agent: _, ...nobody } = state;
    await again(options({ state: { ...nobody, phase: 'signed-out' } }));
    expect(text()).not.toContain('Changing it signs you out');
  });

  it('take access back, and ask for what is missing', async () => {
    const [onRevoke, onAllow] = [
      vi.fn<OptionsScreenProps['onRevoke']>(() => Promise.resolve()),
      vi.fn<OptionsScreenProps['onAllow']>(() => Promise.resolve()),
    ];
    const missing = { ...state, missingOrigins: ['https://atlas.example/*'] };
    await render(options({ state: missing, onRevoke, onAllow }));
    await press('Take back access to portal.bank.example');
    expect(onRevoke).toHaveBeenCalledExactlyOnceWith('https://portal.bank.example/*');
    expect(text()).toContain('Not allowed yet: atlas.example.');
    await press('Allow access');
    expect(onAllow).toHaveBeenCalledOnce();
  });

  it('cannot take back what came with the installation', async () => {
    await render(options({ fixedOrigins: ['https://portal.bank.example/*'] }));
    expect(buttons(/^Take back/)).toEqual([]);
    expect(text()).toContain('Set when Satchel was installed');
  });

  it('say that nobody is signed in', async () => {
    const { agent: _, ...nobody } = state;
    await render(options({ state: { ...nobody, phase: 'signed-out' } }));
    expect(text()).toContain('Nobody is signed in.');
  });

  it('show the space that is used and free, and what is damaged', async () => {
    const space = { used: 12.5 * 1_048_576, free: 51.9 * 1_073_741_824 };
    const { again } = await render(options({ state: { ...state, space, damaged: 1 } }));
    expect(text()).toContain('12.5 MB used by Satchel · 51 GB free on this device');
    expect(text()).toContain('4 documents not delivered yet on this device. 1 damaged record kept');
    await again(options({ state: { ...state, waiting: 0 } }));
    expect(text()).toContain('The browser does not say how much space is left.');
    expect(text()).toContain('No document waits on this device.');
  });
});
