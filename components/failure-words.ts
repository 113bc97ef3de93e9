import type { Failure } from '@/lib/domain/failed';
import type { Words } from './words/words';

/** What happened, what it means for the documents, what to do next. */
export type Sentences = readonly [happened: string, means: string, next: string];

/** The most exact sentences there are for a failure: those of `failure` in the catalogue, and no others. */
export function sentencesFor({ t }: Pick<Words, 't'>, { code, reason }: Failure): Sentences {
  const name = reason ?? code;
  return [t(`failure.${name}.happened`), t(`failure.${name}.means`), t(`failure.${name}.next`)];
}
