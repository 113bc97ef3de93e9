/** A document's text, and how sure the reader was of each of its words. */
export interface Transcript {
  readonly text: string;
  /** Where each word stands in `text`, and its confidence, 0 to 1. */
  readonly words: ReadonlyArray<{
    readonly start: number;
    readonly end: number;
    readonly confidence: number;
  }>;
}

export interface Found {
  readonly value: string;
  readonly confidence_score: number;
}

interface Line {
  readonly words: ReadonlyArray<{ readonly text: string; readonly confidence: number }>;
}

/** @param lines words with their confidence, 0 to 100, as tesseract gives them */
export function fromLines(lines: readonly Line[]): Transcript {
  let text = '';
  const words: Array<Transcript['words'][number]> = [];
  for (const line of lines) {
    for (const word of line.words) {
      const start = text.length;
      text += word.text;
      words.push({ start, end: text.length, confidence: word.confidence / 100 });
      text += ' ';
    }
    text = `${text.trimEnd()}\n`;
  }
  return { text, words };
}

/** @param text as a file holds it, so that nothing of it was guessed */
export function fromText(text: string, confidence = 0.99): Transcript {
  const words = [...text.matchAll(/\S+/g)].map(({ index, 0: word }) => ({
    start: index,
    end: index + word.length,
    confidence,
  }));
  return { text, words };
}

/** The first group of `pattern` where it is found, with the mean confidence of the words it covers. */
export function find({ text, words }: Transcript, pattern: RegExp): Found | undefined {
  const match = new RegExp(pattern.source, [...new Set(`${pattern.flags}d`)].join('')).exec(text);
  const [start, end] = match?.indices?.[1] ?? [];
  if (start === undefined || end === undefined) return undefined;
  const covered = words.filter((word) => word.start < end && word.end > start);
  return { value: text.slice(start, end).trim(), confidence_score: mean(covered) };
}

/** Mean confidence, 0 to 1, of the words that carry meaning; specks and rules of a photo do not. */
export function legibility({ text, words }: Transcript): number {
  return mean(words.filter(({ start, end }) => /[a-z0-9]{3}/i.test(text.slice(start, end))));
}

function mean(words: ReadonlyArray<{ readonly confidence: number }>): number {
  if (words.length === 0) return 0;
  const sum = words.reduce((total, { confidence }) => total + confidence, 0);
  return Math.round((100 * sum) / words.length) / 100;
}
