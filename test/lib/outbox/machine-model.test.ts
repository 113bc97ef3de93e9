import { array, assert, nat, property } from 'fast-check';
import { expect, test } from 'vitest';
import { currentAttempt } from '@/lib/domain/flow';
import { createStory } from './weather';

/** Numbers in a row, and from the start again when they are used up. */
function createTape(numbers: readonly number[]) {
  let at = -1;
  return (count: number) => {
    at += 1;
    return ((numbers[at % numbers.length] ?? 0) + Math.floor(at / numbers.length)) % count;
  };
}

test('whatever happens in whatever order: one live attempt a slot, nothing told twice, nothing read twice, and rest', () => {
  assert(
    property(array(nat(1_000), { minLength: 300, maxLength: 1_500, size: 'max' }), (numbers) => {
      const story = createStory(createTape(numbers));
      for (let event = 0; event < numbers.length / 3; event += 1) story.event();
      expect(story.complaints).toEqual([]);
      expect(story.clearUp()).toBe(true);
      expect(story.complaints).toEqual([]);
      expect(story.readMoreThanOnce()).toBe(false);
      const ends = story.flow().documents.map((document) => currentAttempt(document));
      expect(ends.filter(({ state }) => !['read', 'refused', 'parked'].includes(state))).toEqual([]);
      // Nobody is told "read" of what Atlas never had.
      const untrue = ends.filter(
        ({ state, documentId }) => state === 'read' && !story.fetched.has(documentId),
      );
      expect(untrue).toEqual([]);
    }),
    { numRuns: 300, seed: 20_260_115, endOnFailure: true },
  );
});
