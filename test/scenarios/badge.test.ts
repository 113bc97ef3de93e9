import { beforeEach, expect, test } from 'vitest';
import english from '@/components/words/notice/en.json';
import { badgeOf } from '@/entrypoints/background/badge';
import type { CardState } from '@/lib/contract/flow-view';
import { needsOf } from '@/lib/outbox/needs';
import { createStore } from '@/lib/outbox/store';
import { freshDatabase } from '@/test/lib/outbox/fresh-database';
import { arrive } from './errand';
import type { readText } from './town';

beforeEach(freshDatabase);

const flow = (n: number, state: CardState) => ({ of: `CDL-${n}`, state });

test.each([
  ['nothing is to do', [flow(1, 'verified'), flow(2, 'collecting')], [], ['', 'Satchel']],
  [
    'loans are under way',
    [flow(1, 'waiting'), flow(2, 'sending'), flow(3, 'verifying')],
    [],
    ['3', 'Satchel: 3 loans under way'],
  ],
  ['one needs the agent', [flow(1, 'attention'), flow(2, 'sending')], [], ['1', 'Satchel: 1 loan needs you']],
  [
    'one was lost with its record',
    [flow(1, 'attention')],
    ['CDL-9', 'CDL-9'],
    ['2', 'Satchel: 2 loans need you'],
  ],
  ['one needs the agent twice', [flow(1, 'attention')], ['CDL-1'], ['1', 'Satchel: 1 loan needs you']],
] as const)('the badge when %s', (_, flows, lost, [text, title]) => {
  expect(badgeOf({ cards: flows, lost: lost.map((loanId) => ({ loanId })) }, english)).toMatchObject({
    text,
    title,
  });
});

test.each([
  ['comes back by itself', 'retrying', '1', 'Satchel: 1 loan under way'],
  ['is being compared', 'comparing', '1', 'Satchel: 1 loan under way'],
  ['is read and not confirmed', 'unconfirmed', '', 'Satchel'],
] as const)('a loan that %s is not counted as one that needs the agent', (_, state, says, title) => {
  expect(badgeOf({ cards: [flow(1, state)], lost: [] }, english)).toMatchObject({ text: says, title });
});

test('the parts of a folder are one', () => {
  const part = (state: CardState) => ({ of: 'F-20261128-K7Q2MX-3', state });
  const cards = [part('attention'), part('attention'), part('sending'), flow(1, 'attention')];
  expect(badgeOf({ cards, lost: [{ loanId: 'F-20261128-K7Q2MX-3/3' }] }, english).text).toBe('2');
  expect(badgeOf({ cards: [part('sending'), part('sending')], lost: [] }, english).text).toBe('1');
});

test('more than the badge has room for are counted in what is read out', () => {
  const cards = Array.from({ length: 1_200 }, (_, n) => flow(n, 'attention'));
  expect(badgeOf({ cards, lost: [] }, english)).toMatchObject({
    text: '999+',
    title: 'Satchel: 1,200 loans need you',
  });
});

test('a loan that the agent is told of is one that the badge counts', async () => {
  const read: typeof readText = async () => ({ documentType: 'UNRECOGNISED', fields: {} });
  const { capture, send, is, town, laptop } = await arrive({ read });
  await capture('PAN');
  await send();
  await is('PAN', 'refused');
  const { agent } = await laptop.agent();
  const store = createStore({ world: town.world, changed: () => {}, damaged: () => {} });
  const told = needsOf({ flows: agent ? await store.list(agent) : [], lost: [] });
  expect(told.map(({ loanId }) => loanId)).toEqual(['CDL-1']);
  expect(badgeOf(await laptop.needy(), english).text).toBe('1');
});
