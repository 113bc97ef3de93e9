import { expect, test } from 'vitest';
import { onMoved } from '@/lib/portal/moved';

function createPlace(navigation?: EventTarget) {
  const waiting = new Array<() => void>();
  const ended = new AbortController();
  const place = { url: 'https://portal.example/loans/1', moves: 0 };
  onMoved(
    { navigation, url: () => place.url, later: (work) => waiting.push(work) },
    ended.signal,
    () => (place.moves += 1),
  );
  return { place, ended, tick: () => waiting.splice(0).forEach((work) => work()), waiting };
}

test('where the platform says that the page has moved, it is believed, if the address is another', () => {
  const navigation = new EventTarget();
  const { place, ended, waiting } = createPlace(navigation);
  const change = () => navigation.dispatchEvent(new Event('currententrychange'));
  change();
  expect(place.moves).toBe(0);
  place.url += '/schedule';
  change();
  change();
  expect([place.moves, waiting]).toEqual([1, []]);
  ended.abort();
  place.url += '/activity';
  change();
  expect(place.moves).toBe(1);
});

test('where it says nothing, the address is looked at again and again', () => {
  const { place, tick } = createPlace();
  tick();
  expect(place.moves).toBe(0);
  place.url += '/schedule';
  tick();
  tick();
  expect(place.moves).toBe(1);
});
