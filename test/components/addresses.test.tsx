// @vitest-environment happy-dom
import { act } from 'react';
import { describe, expect, it, vi } from 'vitest';
import { OpenLoan } from './loans';
import type { PopupActions } from '@/components/popup-actions';
import type { AddressesView, AddressMatchView } from '@/lib/contract/results-view';
import { Review } from '@/lib/domain/organisation';
import { Failed } from '@/lib/domain/failed';
import { actions, CLEAR_NUMBER, document as paper, flow, id, NOW } from './fixtures';
import { button, press, render, text } from './render';

const source = { slotId: id(100), key: 'formatted_address', value: '12 Tilak Road, Pune' };
const office = { slotId: id(101), key: 'office_address', value: `UID ${CLEAR_NUMBER}, Tilak Road 12` };
const read = { documents: [paper(0, 'read'), paper(1, 'read')], missing: [] };
const opened = async (
  matches: readonly Partial<AddressMatchView>[],
  of: AddressesView['source'] = source,
  review?: Review,
) => {
  const onAddresses = vi.fn<PopupActions['onAddresses']>(() =>
    Promise.resolve({ ...(of && { source: of }), matches: matches.map((one) => ({ ...office, ...one })) }),
  );
  await render(<OpenLoan flow={flow(read)} now={NOW} actions={actions({ onAddresses })} review={review} />);
  expect(onAddresses).not.toHaveBeenCalled();
  await press('Compare addresses');
  return onAddresses;
};

const scores = (of: ParentNode = document) =>
  [...of.querySelectorAll('.addresses-list li > p')].map((one) => one.textContent);

describe('addresses of a loan', () => {
  it('are compared when the agent asks, with both scores and what they mean', async () => {
    const onAddresses = await opened([{ similarity: 92.4, samePerson: 9 }]);
    expect(onAddresses).toHaveBeenCalledExactlyOnceWith(id(1), undefined);
    expect(text()).toContain('Compared with: Aadhaar card, Full address');
    expect(scores()).toEqual(['Text alike: 92 of 100', 'Same person: 9 of 10']);
    expect(document.querySelector('.confidence-low')).toBeNull();
    expect(text()).toContain('Neither is a decision.');
    expect(text()).not.toContain(CLEAR_NUMBER);
  });

  it('say a score of nothing, and none at all as none', async () => {
    await opened([{ similarity: 0, samePerson: 0 }, { error: 'no_answer' }, {}]);
    const [nothing, none, silent] = [...document.querySelectorAll('.addresses-list li')];
    expect(scores(nothing?.parentElement ?? document).slice(0, 2)).toEqual([
      'Check: Text alike: 0 of 100',
      'Check: Same person: 0 of 10',
    ]);
    expect(nothing?.querySelectorAll('.confidence-low')).toHaveLength(2);
    for (const one of [none, silent]) {
      expect(one?.textContent).toContain('Atlas gave no score for this address.');
      expect(one?.textContent).not.toContain('of 100');
    }
  });

  it.each([
    [
      'of somebody else, usually',
      {},
      { similarity: 92, samePerson: 0 },
      ['Text alike: 92 of 100', 'Check: Same person: 0 of 10'],
    ],
    [
      'just enough, usually',
      {},
      { similarity: 80, samePerson: 5 },
      ['Text alike: 80 of 100', 'Same person: 5 of 10'],
    ],
    [
      'too little for this organisation',
      { samePerson: 9 },
      { samePerson: 8 },
      ['Check: Same person: 8 of 10'],
    ],
    [
      'enough for this field',
      { fields: { office_address: { samePerson: 1, similarity: 10 } } },
      { similarity: 12, samePerson: 1 },
      ['Text alike: 12 of 100', 'Same person: 1 of 10'],
    ],
  ])('are marked in words where a score is low: %s', async (_, limits, match, says) => {
    await opened([match], source, Review.parse(limits));
    expect(scores()).toEqual(says);
  });

  it.each([
    ['not_taken', 'Atlas could not make an address of one of the two.'],
    ['too_long', 'This is too long to be asked about.'],
    ['unreadable', 'Atlas answered something that is no score.'],
    ['NORMALIZATION_FAILED', 'Atlas could not compare this address (NORMALIZATION_FAILED).'],
  ])('say why one could not be compared: %s', async (error, says) => {
    await opened([{ error }]);
    expect(text()).toContain(says);
  });

  it('can be compared with another one', async () => {
    const onAddresses = await opened([{ similarity: 50 }]);
    await press('Compare with this one: PAN card, Office address');
    expect(onAddresses).toHaveBeenLastCalledWith(id(1), expect.objectContaining({ key: 'office_address' }));
  });

  it.each([
    ['no document has one', [], undefined, 'Atlas read no address in these documents.'],
    ['there is but one', [], source, 'There is no other address to compare it with.'],
  ] as const)('say that %s', async (_, matches, of, says) => {
    const view: AddressesView = { ...(of && { source: of }), matches };
    const onAddresses = () => Promise.resolve(view);
    await render(<OpenLoan flow={flow(read)} now={NOW} actions={actions({ onAddresses })} />);
    await press('Compare addresses');
    expect(text()).toContain(says);
  });

  it('that could not be asked say so, and can be asked again', async () => {
    const onAddresses = () => Promise.reject(new Failed('unavailable'));
    await render(<OpenLoan flow={flow(read)} now={NOW} actions={actions({ onAddresses })} />);
    await press('Compare addresses');
    expect(text()).toContain('The service cannot answer now.');
    expect(button('Compare addresses').disabled).toBe(false);
  });

  it('are not offered before something was read, nor to whom nobody has signed in', async () => {
    const unread = flow({ documents: [paper(0, 'sent')], missing: [] });
    await render(<OpenLoan flow={unread} now={NOW} actions={actions()} />);
    expect(text()).not.toContain('Compare addresses');
    await render(<OpenLoan flow={flow(read)} now={NOW} locked actions={actions()} />);
    expect(text()).not.toContain('Compare addresses');
  });
});

describe('a loan that goes by batches', () => {
  const batch = { ...read, api: 'docstream', counted: { told: 3, back: 2 } } as const;

  it('says how many are back, and has neither stages nor cross-checks', async () => {
    await render(<OpenLoan flow={flow({ ...batch, state: 'verifying' })} now={NOW} actions={actions()} />);
    expect(text()).toContain('2 of 3 back from Atlas.');
    expect(text()).toContain('Consumer durable loan · Sandbox');
    await press('Details of Aadhaar card');
    expect(text()).toContain('Ravi Deshmukh');
    expect(text()).not.toMatch(/cross-check|compared/i);
    expect(document.querySelector('.stages')).toBeNull();
  });

  it('offers the APIs that the organisation leaves open, and says what each means', async () => {
    const onGoBy = vi.fn<PopupActions['onGoBy']>(() => Promise.resolve());
    const open = flow({ api: 'flow', apis: ['flow', 'bulk'] });
    await render(<OpenLoan flow={open} now={NOW} actions={actions({ onGoBy })} />);
    expect(text()).toContain('Atlas reads the documents of this loan and compares them.');
    const select = document.querySelector('select');
    if (!select) throw new Error('there is no choice');
    expect([...select.options].map(({ textContent }) => textContent)).toEqual(['Flow', 'Bulk']);
    expect(select.labels[0]?.textContent).toBe('Verified by');
    select.value = 'bulk';
    await act(async () => select.dispatchEvent(new Event('change', { bubbles: true })));
    expect(onGoBy).toHaveBeenCalledExactlyOnceWith(id(1), 'bulk');
  });

  it('offers none where there is nothing to choose', async () => {
    await render(<OpenLoan flow={flow()} now={NOW} actions={actions()} />);
    expect(document.querySelector('select')).toBeNull();
  });

  it('says of a document whose batch has no number why nothing can be asked', async () => {
    const lost = paper(0, 'sent', { isLate: true, isUnnumbered: true });
    await render(
      <OpenLoan flow={flow({ ...batch, documents: [lost], missing: [] })} now={NOW} actions={actions()} />,
    );
    expect(text()).toContain('the answer with the number of its batch was lost');
    expect(text()).not.toContain('Check now');
    expect(text()).toContain('Re-run as a new attempt');
  });
});
