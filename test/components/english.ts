import messages from '@/components/words/en.json';
import { createWords } from '@/components/words/words';

/** What the tests of components read. A message that cannot be said fails the test. */
export const english = createWords('en', messages, (error) => {
  throw error;
});
