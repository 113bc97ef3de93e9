import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

/** One `t('name', { … })` or `rich(…)` in the source, as far as it can be read there. */
export interface Said {
  readonly where: string;
  readonly key: string;
  /** Names of the values it hands over; absent when they are not written out. */
  readonly values: readonly string[] | undefined;
}

export interface Sayings {
  readonly calls: readonly Said[];
  /** Every text of the source that could be the name of a message. */
  readonly names: ReadonlySet<string>;
  /** Names with parts that are known when running: `card.${state}`. */
  readonly patterns: readonly RegExp[];
}

const name = /^[a-z]\w*(\.[\w-]+)+$|^brand$/i;

/** What the source says of messages. */
export function sayingsOf(root: string, files: readonly string[]): Sayings {
  const calls: Said[] = [];
  const names = new Set<string>();
  const patterns: RegExp[] = [];
  const look = (where: string, node: ts.Node): void => {
    if (ts.isStringLiteralLike(node) && name.test(node.text)) names.add(node.text);
    if (ts.isTemplateExpression(node)) patterns.push(patternOf(node));
    if (ts.isCallExpression(node)) calls.push(...callsOf(where, node));
    node.forEachChild((child) => look(where, child));
  };
  for (const file of files) {
    const text = readFileSync(join(root, file), 'utf8');
    look(file, ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true, ts.ScriptKind.TSX));
  }
  return { calls, names, patterns: patterns.filter(({ source }) => source.includes('\\.')) };
}

function patternOf({ head, templateSpans }: ts.TemplateExpression): RegExp {
  const parts = [head.text, ...templateSpans.map(({ literal }) => literal.text)];
  return new RegExp(`^${parts.map((part) => part.replaceAll('.', '\\.')).join('[\\w-]+')}$`);
}

function callsOf(where: string, { expression, arguments: [first, second] }: ts.CallExpression): Said[] {
  const called = ts.isPropertyAccessExpression(expression) ? expression.name.text : expression.getText();
  if (!['t', 'rich'].includes(called) || !first) return [];
  return keysOf(first).map((key) => ({ where, key, values: second ? valuesOf(second) : [] }));
}

/** `t(wide ? 'a.b' : 'a.c')` names two. */
function keysOf(node: ts.Expression): string[] {
  if (ts.isStringLiteralLike(node)) return [node.text];
  return ts.isConditionalExpression(node) ? [...keysOf(node.whenTrue), ...keysOf(node.whenFalse)] : [];
}

function valuesOf(node: ts.Expression): string[] | undefined {
  if (!ts.isObjectLiteralExpression(node)) return undefined;
  const all = node.properties.map((one) => (one.name && ts.isIdentifier(one.name) ? one.name.text : ''));
  return all.includes('') ? undefined : all.toSorted();
}
