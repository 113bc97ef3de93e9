import { currentAttempt } from '@/lib/domain/flow';
import { createStory } from '@/test/lib/outbox/weather';
import { createChance } from '@/test/support/fake-world';

const FEWEST_EVENTS = 20;
const MOST_EVENTS = 120;
const ends = new Set(['read', 'refused', 'parked']);

/**
 * One flow on its store, without network or session: any outcome after any step, workers that die between the
 * intent and its end or come back late, transactions that abort. Then all goes well and it comes to rest.
 */
export function tellMachineStory(seed: number): { readonly events: number; readonly findings: string[] } {
  const chance = createChance(seed);
  const pick = (count: number) => Math.floor(chance() * count);
  const story = createStory(pick);
  const events = FEWEST_EVENTS + pick(MOST_EVENTS - FEWEST_EVENTS);
  for (let event = 0; event < events; event += 1) story.event();
  const rests = story.clearUp();
  const current = story.flow().documents.map((document) => currentAttempt(document));
  const untrue = current.filter(
    ({ state, documentId }) => state === 'read' && !story.fetched.has(documentId),
  );
  const findings = [
    ...story.complaints,
    ...(rests ? [] : ['does not come to rest']),
    ...(story.readMoreThanOnce() ? ['read more than once'] : []),
    ...(current.every(({ state }) => ends.has(state)) ? [] : ['rests without an end']),
    ...untrue.map(() => 'called read, and Atlas never had it'),
  ];
  return { events, findings: [...new Set(findings)] };
}
