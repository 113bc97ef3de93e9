import type { Measured } from './measure';
import type { Kit } from './scene';

export interface Run {
  readonly kit: Kit;
  /** A few small rounds that show that the bench is alive; its numbers mean nothing. */
  readonly quick: boolean;
  readonly say: (line: string) => void;
}

export interface Subject {
  readonly name: string;
  readonly title: string;
  readonly includes: string;
  readonly leavesOut: string;
  readonly measure: (run: Run) => Promise<Measured>;
}
