import { z } from 'zod';
import type { Goal } from './measure';
import { isMet, Measured, short, summary } from './measure';
import type { Subject } from './subject';

/** One subject's place in `.output/bench/report.json`. */
export const Entry = z.object({
  name: z.string(),
  at: z.string(),
  machine: z.string(),
  seconds: z.number(),
  measured: Measured.optional(),
  failed: z.string().optional(),
});
export type Entry = z.infer<typeof Entry>;

const sign = ({ kind }: Goal) => (kind === 'most' ? '≤' : '≥');
export const goalLine = (goal: Goal): string =>
  `${isMet(goal) ? 'met' : 'MISSED'}: ${short(goal.value)} ${goal.says} (goal ${sign(goal)} ${short(goal.limit)})`;

export function seriesLine({ name, unit, values }: Measured['series'][number]): string {
  const { median, min, max } = summary(values);
  return `${name.padEnd(34)} median ${short(median)} ${unit}, ${short(min)} to ${short(max)}, ${values.length} rounds`;
}

/** The page that README links to. */
export function renderReport(subjects: readonly Subject[], entries: readonly Entry[]): string {
  const known = subjects.flatMap((subject) => {
    const entry = entries.find(({ name }) => name === subject.name);
    return entry ? [{ subject, entry }] : [];
  });
  const goals = known.flatMap(({ subject, entry }) =>
    (entry.measured?.goals ?? []).map((goal) => ({ subject, goal })),
  );
  const met = goals.filter(({ goal }) => isMet(goal)).length;
  return [
    '# Benchmarks',
    '',
    'Written by `npm run bench`; do not edit. Each side runs in turn (A B A B …) in one browser in one run, after a',
    'warm-up; numbers are medians, with the smallest and the largest. The goals are wishes set beforehand, not tests.',
    '',
    `**${met} of ${goals.length} goals met.**`,
    '',
    '| subject | goal | wanted | measured | |',
    '| --- | --- | --- | --- | --- |',
    ...goals.map(
      ({ subject, goal }) =>
        `| [${subject.name}](#${subject.name}) | ${goal.says} | ${sign(goal)} ${short(goal.limit)} | ${short(goal.value)} | ${isMet(goal) ? 'met' : '**missed**'} |`,
    ),
    '',
    ...known.flatMap(({ subject, entry }) => section(subject, entry)),
  ].join('\n');
}

function section(subject: Subject, { at, machine, seconds, measured, failed }: Entry): string[] {
  const missed = (measured?.goals ?? []).filter((goal) => !isMet(goal) && goal.because !== undefined);
  return [
    `## ${subject.name}`,
    '',
    `${subject.title}.`,
    '',
    `Includes ${subject.includes}`,
    '',
    `Leaves out ${subject.leavesOut}`,
    '',
    ...(measured ? table(measured) : [`**It did not run to its end**: ${failed ?? ''}`, '']),
    ...(measured?.notes ?? []).flatMap((note) => [`- ${note}`]),
    ...missed.map((goal) => `- Missed (${goal.says}): ${goal.because ?? ''}`),
    ...((measured?.notes ?? []).length + missed.length > 0 ? [''] : []),
    `_${at}, ${machine}, ${short(seconds)} s._`,
    '',
  ];
}

function table({ series }: Measured): string[] {
  return [
    '| | median | min | max | rounds |',
    '| --- | ---: | ---: | ---: | ---: |',
    ...series.map(({ name, unit, values }) => {
      const { median, min, max } = summary(values);
      return `| ${name} | ${short(median)} ${unit} | ${short(min)} | ${short(max)} | ${values.length} |`;
    }),
    '',
  ];
}
