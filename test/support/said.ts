import { join } from 'node:path';
import ts from 'typescript';

/** One `t('name', { … })` or `rich(…)` in the source. */
export interface Said {
  readonly where: string;
  /** Every name it can have, by its type; empty when that is any message. */
  readonly keys: readonly string[];
  /** Its names are written out there. */
  readonly isPlain: boolean;
  /** Names of the values it hands over; absent when they are not written out. */
  readonly values: readonly string[] | undefined;
  /** Those of them that are numbers. */
  readonly numbers: readonly string[];
}

export interface Sayings {
  readonly calls: readonly Said[];
  /** Every text of the source that could be the name of a message, with `card.${state}` as each it can be. */
  readonly names: ReadonlySet<string>;
  /** Where a number is drawn as it is. */
  readonly rawNumbers: readonly string[];
}

const name = /^[a-z]\w*(\.[\w-]+)+$|^brand$/i;
/** More names than one place can mean: it is handed the name. */
const ANY = 200;

/** What the source says of messages, as the compiler understands it. */
export function sayingsOf(root: string, files: readonly string[]): Sayings {
  const paths = files.map((file) => join(root, file));
  const program = ts.createProgram(paths, { ...optionsOf(root), noEmit: true, incremental: false });
  const source = readerOf(program.getTypeChecker());
  const calls: Said[] = [];
  const names = new Set<string>();
  const rawNumbers: string[] = [];
  const look = (where: string, node: ts.Node): void => {
    if (ts.isStringLiteralLike(node) && name.test(node.text)) names.add(node.text);
    if (ts.isTemplateExpression(node)) for (const one of source.textsOf(node)) names.add(one);
    if (ts.isCallExpression(node)) calls.push(...source.callsOf(where, node));
    if (isDrawn(node) && source.isNumber(node.expression)) rawNumbers.push(`${where}: ${node.getText()}`);
    node.forEachChild((child) => look(where, child));
  };
  for (const [at, path] of paths.entries()) {
    const file = program.getSourceFile(path);
    if (file) look(files[at] ?? path, file);
  }
  return { calls, names, rawNumbers };
}

function optionsOf(root: string): ts.CompilerOptions | undefined {
  const onUnRecoverableConfigFileDiagnostic = () => {};
  const host = { ...ts.sys, onUnRecoverableConfigFileDiagnostic };
  return ts.getParsedCommandLineOfConfigFile(join(root, 'tsconfig.json'), {}, host)?.options;
}

/** `<p>{count}</p>`: between tags, not in an attribute. */
function isDrawn(node: ts.Node): node is ts.JsxExpression & { readonly expression: ts.Expression } {
  if (!ts.isJsxExpression(node) || !node.expression) return false;
  return ts.isJsxElement(node.parent) || ts.isJsxFragment(node.parent);
}

function readerOf(checker: ts.TypeChecker) {
  const partsOf = (type: ts.Type) => (type.isUnion() ? type.types : [type]);
  const hasNumber = (type: ts.Type) =>
    partsOf(type).some(({ flags }) => (flags & ts.TypeFlags.NumberLike) !== 0);

  /** Each text that this can be; none when it can be any. */
  function textsOf(node: ts.Expression): string[] {
    const parts = partsOf(checker.getTypeAtLocation(node));
    const texts = parts.flatMap((part) => (part.isStringLiteral() ? part.value : []));
    return texts.length === parts.length ? texts : [];
  }

  function callsOf(where: string, { expression, arguments: [first, second] }: ts.CallExpression): Said[] {
    const called = ts.isPropertyAccessExpression(expression) ? expression.name.text : expression.getText();
    if (!['t', 'rich'].includes(called) || !first) return [];
    const keys = textsOf(first);
    return [
      {
        where,
        keys: keys.length < ANY ? keys : [],
        isPlain: isWrittenOut(first),
        values: second ? valuesOf(second) : [],
        numbers: second ? numbersOf(second) : [],
      },
    ];
  }

  function numbersOf(node: ts.Expression): string[] {
    return partsOf(checker.getTypeAtLocation(node))
      .flatMap((type) => type.getProperties())
      .filter((one) => hasNumber(checker.getTypeOfSymbolAtLocation(one, node)))
      .map((one) => one.name);
  }

  /** And not whatever can be drawn, of which a number is one. */
  function isNumber(node: ts.Expression): boolean {
    const type = checker.getTypeAtLocation(node);
    return hasNumber(type) && !partsOf(type).some(({ flags }) => (flags & ts.TypeFlags.BigIntLike) !== 0);
  }

  return { textsOf, callsOf, isNumber };
}

/** `t(wide ? 'a.b' : 'a.c')` is, too. */
function isWrittenOut(node: ts.Expression): boolean {
  if (ts.isConditionalExpression(node)) return isWrittenOut(node.whenTrue) && isWrittenOut(node.whenFalse);
  return ts.isStringLiteralLike(node) || ts.isTemplateExpression(node);
}

function valuesOf(node: ts.Expression): string[] | undefined {
  if (!ts.isObjectLiteralExpression(node)) return undefined;
  const all = node.properties.map((one) => (one.name && ts.isIdentifier(one.name) ? one.name.text : ''));
  return all.includes('') ? undefined : all.toSorted();
}
