import type { Review } from './organisation';

/** What an organisation file that says nothing of it means. */
const usual: Review = { confidence: 0.8, similarity: 80, fields: {} };
const SAME_PERSON = 5;

/** Atlas's certainty (0 to 1) below which this field is marked. */
export function confidenceLimit(key: string, review: Review = usual): number {
  return review.fields[key]?.confidence ?? review.confidence;
}

/** Atlas's similarity (0 to 100) below which a comparison of this field is marked. */
export function similarityLimit(key: string | undefined, review: Review = usual): number {
  return (key === undefined ? undefined : review.fields[key]?.similarity) ?? review.similarity;
}

/** Atlas's score that two addresses are one person's (0 to 10) below which an address of this field is marked. */
export function samePersonLimit(key: string, review: Review = usual): number {
  return review.fields[key]?.samePerson ?? review.samePerson ?? SAME_PERSON;
}
