// @vitest-environment happy-dom
import { describe, expect, it, vi } from 'vitest';
import { OpenLoan } from './loans';
import type { PopupActions } from '@/components/popup-actions';
import type { CardState, DocumentState, FlowView } from '@/lib/contract/flow-view';
import { Failed } from '@/lib/domain/failed';
import { actions, CLEAR_NUMBER, document as paper, flow, id, NOW, product, results } from './fixtures';
import { button, buttons, deferred, press, render, settle, text } from './render';

function card(more: Partial<FlowView> = {}, does: Partial<PopupActions> = {}, now = NOW) {
  return <OpenLoan flow={flow(more)} now={now} actions={actions(does)} />;
}
const row = (label: string) => document.querySelector(`li[aria-label="${label}"]`)?.textContent ?? '';

describe('a loan', () => {
  it.each([
    ['collecting', 'Collecting'],
    ['waiting', 'Waiting for network'],
    ['retrying', 'Tries again by itself'],
    ['sending', 'Sending'],
    ['verifying', 'Verifying'],
    ['comparing', 'Read, being compared'],
    ['attention', 'Needs attention'],
    ['unconfirmed', 'Read, not confirmed'],
    ['verified', 'Verified'],
  ] as const satisfies ReadonlyArray<readonly [CardState, string]>)('%s says “%s”', async (state, words) => {
    await render(card({ state, documents: [paper(0, 'sending')], missing: [] }));
    expect(document.querySelector('.badge')?.textContent).toBe(words);
  });

  it('names loan, customer and product', async () => {
    await render(card());
    expect(text()).toMatch(/LN-2026-00417.*Ravi Deshmukh.*Consumer durable loan/);
  });

  it('lists what is missing, and whether it is required', async () => {
    const onAdd = vi.fn<NonNullable<PopupActions['onAdd']>>();
    await render(card({}, { onAdd }));
    expect(row('Invoice, missing')).toContain('Missing · required');
    expect(row('Bank statement, missing')).toContain('Optional');
    await press('Add Invoice');
    expect(onAdd).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ flowId: id(1) }), 'INVOICE');
  });

  it('offers nothing of what the organisation has switched off', async () => {
    const off = { onAdd: undefined, onReplace: undefined, onSmaller: undefined, onResults: undefined };
    const documents = [paper(0, 'read'), paper(1, 'refused'), paper(2, 'parked', { shrinkTo: 1_000 })];
    await render(card({ documents }, off));
    expect(buttons(/add|replace|smaller|details/i)).toEqual([]);
    await render(card({ documents }));
    expect(buttons(/add|replace|smaller|details/i).length).toBeGreaterThan(5);
  });

  it('shows the stages of Atlas in plain words while it verifies', async () => {
    const stages = {
      upload: 'SUCCESS',
      processing: 'IN_PROGRESS',
      crosscheck: 'NOT_STARTED',
      master: 'FAILED',
    };
    await render(card({ state: 'verifying', stages, documents: [paper(0, 'sent')], missing: [] }));
    const steps = [...document.querySelectorAll('ol li')].map((one) => one.textContent);
    expect(steps).toEqual(['Fetch: done', 'Read: under way', 'Compare: not started', 'Result: failed']);
  });

  it('says how long the stage under way has taken, what is usual here, and which one is late', async () => {
    const stages = { upload: 'SUCCESS', processing: 'IN_PROGRESS', crosscheck: '', master: '' };
    const at = { state: 'verifying', stages, documents: [paper(0, 'sent')], missing: [] } as const;
    const read = (usual?: number, isLate = false) => ({
      ...at,
      stageTimes: {
        upload: { usual: 9_000, isLate: false },
        processing: { since: NOW - 40_000, isLate, ...(usual !== undefined && { usual }) },
      },
    });
    const { again } = await render(card(read()));
    expect(text()).toContain('Read: 40 seconds so far');
    expect(text()).not.toContain('so far, usually');
    await again(card(read(20_000)));
    expect(text()).toContain('Read: 40 seconds so far, usually 20 seconds');
    await again(card(read(5_000, true)));
    expect(text()).toContain('Read takes longer than usual: 40 seconds so far, usually 5 seconds.');
    await again(card(at));
    expect(text()).not.toContain('so far');
  });

  it('says what holds it up and when it is tried again', async () => {
    const failure = { code: 'unavailable' } as const;
    await render(card({ state: 'sending', failure, nextTryAt: NOW + 42_000 }));
    expect(text()).toContain('The service cannot answer now.');
    expect(text()).toContain('Next try in 42 seconds.');
  });
});

describe('a document', () => {
  it.each([
    ['captured', 'Safe on this device'],
    ['stored', 'Ready to send'],
    ['sending', 'Sending'],
    ['checking', 'Checking with Atlas whether it arrived'],
    ['sent', 'Sent, being verified'],
    ['read', 'Verified'],
    ['refused', 'Not accepted'],
    ['parked', 'Could not be sent'],
    ['discarded', 'Discarded'],
  ] as const satisfies ReadonlyArray<readonly [DocumentState, string]>)(
    '%s says “%s”',
    async (state, words) => {
      await render(card({ documents: [paper(0, state)], missing: [] }));
      expect(row('Aadhaar card')).toContain(words);
    },
  );

  it('is never called verified or sent before Atlas says so', async () => {
    for (const state of ['captured', 'stored', 'sending', 'checking', 'refused', 'parked'] as const) {
      await render(card({ documents: [paper(0, state)], missing: [] }));
      expect(row('Aadhaar card')).not.toMatch(/Verified|Sent,/);
      document.body.replaceChildren();
    }
  });

  it('refused: shows the code, a reason and an advice', async () => {
    const documents = [paper(0, 'refused', { verdictCode: 'INVALID_DOC' })];
    await render(card({ documents }));
    expect(row('Aadhaar card')).toMatch(/INVALID_DOC.*does not pass its checks.*Photograph/);
  });

  it('parked: shows why', async () => {
    await render(card({ documents: [paper(0, 'parked', { failure: { code: 'full' } })] }));
    expect(row('Aadhaar card')).toContain('There is no space left on this device.');
  });

  it('parked for a cause that may pass: says when it goes on by itself', async () => {
    const waits = { failure: { code: 'throttled' }, nextTryAt: NOW + 40 * 60_000 } as const;
    await render(card({ documents: [paper(0, 'parked', waits)] }));
    expect(row('Aadhaar card')).toContain('Satchel tries it again by itself within 40 minutes.');
  });

  it('still being tried: shows how the last try ended', async () => {
    await render(card({ documents: [paper(0, 'captured', { failure: { code: 'timeout' } })] }));
    expect(row('Aadhaar card')).toContain('Last try: No answer came.');
  });

  it('is told apart from another of its kind', async () => {
    const documents = [paper(2, 'read'), paper(2, 'read', { slotId: id(7) })];
    await render(card({ documents, missing: [] }));
    expect(buttons(/^Details/).map((one) => one.getAttribute('aria-label'))).toEqual([
      'Details of Invoice',
      'Details of Invoice 2',
    ]);
  });

  it('can be replaced until it is sent, and again once it has failed', async () => {
    const kinds = ['captured', 'sending', 'sent', 'refused', 'parked'] as const;
    await render(card({ documents: kinds.map((state, n) => paper(n, state)), missing: [] }));
    expect(buttons(/^Replace/).map((one) => one.getAttribute('aria-label'))).toEqual([
      'Replace Aadhaar card',
      'Replace Delivery order',
      'Replace Bank statement',
    ]);
  });
});

describe('an answer that holds a document twice', () => {
  const documents = [paper(0, 'read', { isListedTwice: true })];
  it('is flagged as a possible double', async () => {
    await render(card({ documents, missing: [] }));
    expect(row('Aadhaar card')).toMatch(/Possible double.*Atlas’s answer holds this document more than once/);
  });

  it('shows both entries, and hides none', async () => {
    const [first] = results.documents;
    if (!first) throw new RangeError('no result');
    const other = { ...first, fields: [{ key: 'name', value: 'Somebody Else' }] };
    const onResults = () => Promise.resolve({ ...results, documents: [first, other] });
    await render(card({ documents, missing: [] }, { onResults }));
    await press('Details of Aadhaar card');
    expect(row('Aadhaar card')).toMatch(/holds this document 2 times.*Ravi Deshmukh.*Somebody Else/);
  });
});

it('what is gone from this device is replaced, and not re-run', async () => {
  const failure = { code: 'rejected', reason: 'gone' } as const;
  await render(card({ documents: [paper(0, 'parked', { failure }), paper(1, 'refused')], missing: [] }));
  expect(buttons(/^Re-run/)).toHaveLength(1);
  expect(buttons('Replace Aadhaar card')).toHaveLength(1);
});

it('leads from the attempt that a document is at to the receipts of all of them', async () => {
  const onReceipts = vi.fn<PopupActions['onReceipts']>();
  await render(card({ documents: [paper(0, 'read'), paper(1, 'sent', { attempts: 2 })] }, { onReceipts }));
  expect(buttons(/^attempt/)).toHaveLength(1);
  await press('attempt 2: all receipts of PAN card');
  expect(onReceipts).toHaveBeenCalledExactlyOnceWith(id(101));
});

describe('sending', () => {
  it('says how many documents go, and sends the set', async () => {
    const onSend = vi.fn<PopupActions['onSend']>(() => Promise.resolve());
    await render(
      card({ documents: [paper(0, 'captured'), paper(1, 'stored'), paper(2, 'sent')] }, { onSend }),
    );
    expect(text()).toContain('still missing');
    await press('Send 2 documents');
    expect(onSend).toHaveBeenCalledExactlyOnceWith(id(1));
  });

  it('asks for the whole set only where Atlas compares it', async () => {
    const { again } = await render(card({ documents: [paper(0, 'captured')] }));
    expect(text()).toContain('Atlas compares what is sent together');
    for (const api of ['docstream', 'bulk'] as const) {
      await again(card({ documents: [paper(0, 'captured')], api }));
      expect(document.querySelector('.card-missing')?.textContent).toMatch(/^\d required .* by itself/);
      expect(text()).not.toContain('Atlas compares what is sent together');
    }
  });

  it('does not count what is wanted already, and is not pressed for nothing', async () => {
    await render(card({ documents: [paper(0, 'stored', { wanted: true })] }));
    expect(button('Send').disabled).toBe(true);
  });

  it('waits for an answer while two documents have the same content', async () => {
    const onKeepBoth = vi.fn<PopupActions['onKeepBoth']>(() => Promise.resolve());
    const onDiscard = vi.fn<PopupActions['onDiscard']>(() => Promise.resolve());
    const does = { onKeepBoth, onDiscard };
    await render(card({ documents: [paper(0, 'stored'), paper(1, 'stored', { sameAs: id(100) })] }, does));
    expect(row('PAN card')).toContain('It has the very same content as Aadhaar card.');
    expect(row('Aadhaar card')).not.toContain('Same document?');
    expect(button('Send 2 documents').disabled).toBe(true);
    await press('Keep both PAN card and Aadhaar card');
    expect(onKeepBoth).toHaveBeenCalledExactlyOnceWith(id(1), id(101));
    await press('Same document: Discard Aadhaar card');
    await press('Same document: Discard PAN card');
    expect(onDiscard.mock.calls).toEqual([
      [id(1), id(100)],
      [id(1), id(101)],
    ]);
  });

  it('offers only what may be discarded when the other one is sent', async () => {
    await render(card({ documents: [paper(0, 'sent'), paper(1, 'stored', { sameAs: id(100) })] }));
    expect(buttons(/^Same document: Discard/)).toHaveLength(1);
  });

  it('is not there once all is under way', async () => {
    await render(card({ state: 'verifying', documents: [paper(0, 'sent')] }));
    expect(buttons(/^Send/)).toEqual([]);
  });

  it('is not pressed twice, and says what went wrong', async () => {
    const answer = deferred<void>();
    const onSend = vi.fn<PopupActions['onSend']>(() => answer.promise);
    await render(card({}, { onSend }));
    const send = button(/^Send/);
    await settle(() => (send.click(), send.click()));
    expect(send.disabled).toBe(true);
    await settle(() => answer.reject(new Failed('unauthorized', { reason: 'signed-out' })));
    expect(onSend).toHaveBeenCalledOnce();
    expect(document.querySelector('[role=alert]')?.textContent).toContain('Your session has ended.');
  });
});

describe('running again', () => {
  const documents = [paper(0, 'read'), paper(1, 'refused'), paper(2, 'parked')];

  it('one document, or all that failed', async () => {
    const onRerun = vi.fn<PopupActions['onRerun']>(() => Promise.resolve());
    await render(card({ state: 'attention', documents, missing: [] }, { onRerun }));
    await press('Re-run PAN card');
    expect(onRerun).toHaveBeenLastCalledWith(id(1), [id(101)]);
    await press('Re-run all failed');
    expect(onRerun).toHaveBeenLastCalledWith(id(1), [id(101), id(102)]);
  });

  it('“all” needs at least two', async () => {
    await render(card({ state: 'attention', documents: documents.slice(0, 2), missing: [] }));
    expect(buttons('Re-run all failed')).toEqual([]);
  });

  it('replacing names the slot', async () => {
    const onReplace = vi.fn<NonNullable<PopupActions['onReplace']>>();
    await render(card({ state: 'attention', documents, missing: [] }, { onReplace }));
    await press('Replace Invoice');
    expect(onReplace).toHaveBeenCalledExactlyOnceWith(
      expect.objectContaining({ flowId: id(1) }),
      expect.objectContaining({ slotId: id(102), kind: 'INVOICE' }),
    );
  });
});

describe('discarding', () => {
  it('is there for what is not sent, and for nothing else', async () => {
    const kinds = ['captured', 'sending', 'sent', 'refused', 'parked'] as const;
    await render(card({ documents: kinds.map((state, n) => paper(n, state)), missing: [] }));
    expect(buttons(/^Discard/).map((one) => one.getAttribute('aria-label'))).toEqual([
      'Discard Aadhaar card',
      'Discard Bank statement',
    ]);
  });

  it('names the document, says what went wrong, and can be undone', async () => {
    const onDiscard = vi.fn<PopupActions['onDiscard']>();
    onDiscard.mockRejectedValueOnce(new Failed('rejected', { reason: 'in-the-way' }));
    const onRestore = vi.fn<PopupActions['onRestore']>(() => Promise.resolve());
    const kept = paper(1, 'discarded', { restorableUntil: NOW + 20 * 3_600_000 });
    await render(card({ documents: [paper(0, 'captured'), kept] }, { onDiscard, onRestore }));
    await press('Discard Aadhaar card');
    expect(onDiscard).toHaveBeenCalledExactlyOnceWith(id(1), id(100));
    expect(document.querySelector('[role=alert]')?.textContent).toContain('on its way right now');
    expect(row('PAN card')).toMatch(/Discarded.*Not sent. Kept for 20 hours more/);
    await press('Undo discarding PAN card');
    expect(onRestore).toHaveBeenCalledExactlyOnceWith(id(1), id(101));
  });

  it('cannot be undone when the day is over', async () => {
    await render(
      card({ documents: [paper(0, 'captured'), paper(1, 'discarded', { restorableUntil: NOW })] }),
    );
    expect(row('PAN card')).toContain('It is being removed.');
    expect(buttons(/^Undo/)).toEqual([]);
  });
});

describe('a clear Aadhaar number', () => {
  it('is nowhere on the screen, wherever it came in', async () => {
    const dirty = {
      documents: [
        {
          slotId: id(100),
          documentId: id(200),
          documentType: 'AADHAAR',
          errorReason: `bad number ${CLEAR_NUMBER}`,
          fields: [
            { key: 'aadhaar_number', value: CLEAR_NUMBER },
            { key: 'address', value: `12 Tilak Road ${CLEAR_NUMBER}`, confidence: 0.5 },
          ],
        },
      ],
      crossChecks: [
        {
          field: CLEAR_NUMBER,
          sides: [{ document: CLEAR_NUMBER, value: CLEAR_NUMBER }, { value: `x ${CLEAR_NUMBER}` }],
          similarity: 3,
          details: [{ key: 'a', value: CLEAR_NUMBER }],
        },
      ],
      comparison: 'done' as const,
    };
    const missing = [{ kind: 'PAN', label: `PAN ${CLEAR_NUMBER}`, required: true }];
    await render(
      card(
        {
          loanId: CLEAR_NUMBER,
          customer: `Ravi ${CLEAR_NUMBER}`,
          product: { ...product, label: CLEAR_NUMBER },
          documents: [paper(0, 'refused', { label: `Aadhaar ${CLEAR_NUMBER}`, verdictCode: CLEAR_NUMBER })],
          missing,
        },
        { onResults: () => Promise.resolve(dirty) },
      ),
    );
    await press(/^Details of/);
    const digits = document.body.innerHTML.replace(/[\s.-]/g, '');
    expect(digits).not.toContain(CLEAR_NUMBER.replaceAll(' ', ''));
    expect(text()).toContain('XXXX XXXX 0124');
  });
});
