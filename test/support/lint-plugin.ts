import { posix, relative, sep } from 'node:path';
import type { RuleTester } from 'oxlint/plugins-dev';
import type { Layer, Places } from './fences.ts';
import {
  diets,
  emptyNames,
  globals,
  layers,
  loads,
  markup,
  ours,
  packages,
  product,
  programs,
  silentProps,
  spoken,
  within,
} from './fences.ts';

type Rule = Parameters<RuleTester['run']>[1];
type Context = Parameters<NonNullable<Rule['create']>>[0];
type Visitor = ReturnType<NonNullable<Rule['create']>>;
type Visited<K extends keyof Visitor> = Parameters<NonNullable<Visitor[K]>>[0];
type Identifier = Visited<'Identifier'>;
type Member = Visited<'MemberExpression'>;

/** One import, however it is written. */
interface Import {
  readonly name: string;
  readonly typeOnly: boolean;
  readonly node: Visited<'ImportDeclaration'>['source'];
}

/** The file's path from the project's root, with `/`. */
function pathOf(context: Context): string {
  return relative(context.cwd, context.filename).split(sep).join('/');
}

/** A specifier of ours as a path from the root; a package's name as it stands. */
function target(from: string, name: string): string {
  if (name.startsWith('@/')) return name.slice(2);
  return name.startsWith('.') ? posix.join(posix.dirname(from), name) : name;
}

const isOurs = (name: string) => name.startsWith('@/') || name.startsWith('.');

/** Calls `see` for each static, dynamic and type import of a file. */
function imports(see: (found: Import) => void): Visitor {
  return {
    ImportDeclaration(node) {
      const all = node.specifiers;
      const typeOnly =
        node.importKind === 'type' ||
        (all.length > 0 && all.every((one) => one.type === 'ImportSpecifier' && one.importKind === 'type'));
      see({ name: node.source.value, typeOnly, node: node.source });
    },
    ImportExpression({ source }) {
      if (source.type === 'Literal' && typeof source.value === 'string')
        see({ name: source.value, typeOnly: false, node: { ...source, value: source.value } });
    },
    TSImportType({ source }) {
      see({ name: source.value, typeOnly: true, node: source });
    },
  };
}

function crosses(layer: Layer, from: string, { name, typeOnly }: Import): boolean {
  if (!within(from, layer.from) || within(from, layer.spares ?? []) || (layer.typesPass && typeOnly))
    return false;
  if (!isOurs(name)) return loads(name, layer.to);
  const to = target(from, name);
  const sibling = layer.ownFolderPasses && folder(from) === folder(to);
  return !sibling && within(`${to}/`, layer.to) && !within(`${to}/`, layer.but ?? []);
}

/** `entrypoints/popup/app.tsx` -> `entrypoints/popup`. */
const folder = (path: string) => path.split('/').slice(0, 2).join('/');

const layersRule: Rule = {
  create(context) {
    const from = pathOf(context);
    return imports((found) => {
      if (found.name.startsWith('../'))
        say(
          context,
          found.node,
          'no-parent-imports',
          'write `@/…` across folders and `./…` within one: such a path survives a move.',
        );
      for (const layer of layers)
        if (crosses(layer, from, found)) say(context, found.node, layer.name, layer.says);
    });
  },
};

const packagesRule: Rule = {
  create(context) {
    const from = pathOf(context);
    if (!within(from, product)) return {};
    return imports(({ name, node }) => {
      if (isOurs(name)) return;
      for (const { names, only, says } of packages)
        if (loads(name, names) && !within(from, only)) say(context, node, names[0] ?? '', says);
      for (const diet of diets)
        if (within(from, diet.from) && !loads(name, diet.packages))
          say(context, node, 'zod-alone', diet.says);
    });
  },
};

const roots = new Set(['window', 'self', 'globalThis']);

/** `globalThis.crypto.randomUUID` -> `crypto.randomUUID`; undefined when it does not start at a global. */
function dotted(isGlobal: (node: Identifier) => boolean, node: Identifier | Member): string | undefined {
  if (node.type === 'Identifier') return isGlobal(node) ? node.name : undefined;
  const { object } = node;
  if (object.type !== 'Identifier' && object.type !== 'MemberExpression') return undefined;
  const left = dotted(isGlobal, object);
  const right = property(node);
  if (left === undefined || right === undefined) return undefined;
  return roots.has(left) ? right : `${left}.${right}`;
}

/** Where a name stands for a type only, which leaves nothing in the build. */
const typePlaces = new Set([
  'TSTypeReference',
  'TSTypeQuery',
  'TSQualifiedName',
  'TSInterfaceHeritage',
  'TSClassImplements',
]);

/** Tells identifiers that stand for a value nobody in the file defines; found once, when first asked. */
function globalsOf({ sourceCode }: Context): (node: Identifier) => boolean {
  let free: Set<object> | undefined;
  const find = () => {
    const references = sourceCode.scopeManager.scopes.flatMap((scope) => scope.references);
    return new Set<object>(
      references
        .filter(({ resolved }) => (resolved?.defs.length ?? 0) === 0)
        .map(({ identifier }) => identifier)
        .filter(({ parent }) => !typePlaces.has(parent.type)),
    );
  };
  return (node) => (free ??= find()).has(node);
}

function property(node: Member): string | undefined {
  if (!node.computed) return node.property.type === 'Identifier' ? node.property.name : undefined;
  return node.property.type === 'Literal' && typeof node.property.value === 'string'
    ? node.property.value
    : undefined;
}

const globalsRule: Rule = {
  create(context) {
    const from = pathOf(context);
    if (!within(from, product)) return {};
    const closed = new Map(
      globals
        .filter(({ only }) => !within(from, only))
        .flatMap(({ names, says }) => names.map((name) => [name, says])),
    );
    const look = (node: Identifier | Member, path: string | undefined) => {
      const says = path === undefined ? undefined : closed.get(path);
      if (path !== undefined && says !== undefined) say(context, node, path, says);
    };
    const isGlobal = globalsOf(context);
    return {
      Identifier: (node) => closed.has(node.name) && look(node, dotted(isGlobal, node)),
      MemberExpression(node) {
        look(node, dotted(isGlobal, node));
        if (markup.includes(property(node) ?? ''))
          say(
            context,
            node,
            'markup',
            'no string becomes markup: use textContent and createElement, or React; what a portal shows is hostile.',
          );
      },
      NewExpression({ callee, arguments: given }) {
        if (callee.type === 'Identifier' && callee.name === 'Date' && given.length === 0)
          look(callee, closed.has('Date.now') ? 'Date.now' : undefined);
      },
    };
  },
};

const namesRule: Rule = {
  create(context) {
    const from = pathOf(context);
    if (!within(from, ours)) return {};
    return {
      Program(node) {
        const segments = from.split('/');
        const empty = segments.map((one) => one.split('.')[0] ?? '').find((one) => emptyNames.includes(one));
        if (empty !== undefined)
          say(
            context,
            node,
            'empty-name',
            `"${empty}" says nothing: name the file after the one idea it holds.`,
          );
        if (segments.some((one) => !/^[a-z0-9.-]+$/.test(one)))
          say(
            context,
            node,
            'kebab-case',
            'file and folder names are kebab-case: some disks cannot tell A from a.',
          );
      },
    };
  },
};

const reExport =
  'no barrels: import each name from the file that defines it, so that a reader finds it and the build stays small.';

const shapeRule: Rule = {
  create(context) {
    const from = pathOf(context);
    const quiet: Places = ['lib/', 'components/'];
    const isClass = (node: Visited<'ClassDeclaration'>) => {
      // A declaration says what somebody else's package holds.
      if (from.endsWith('.d.ts')) return;
      const base = node.superClass?.type === 'Identifier' ? node.superClass.name : '';
      if (!/(Error|Exception|Failed)$/.test(base))
        say(
          context,
          node,
          'no-classes',
          'no classes but errors: write a factory createX(deps) that returns functions.',
        );
    };
    return {
      ExportAllDeclaration: (node) => say(context, node, 'no-barrels', reExport),
      ExportNamedDeclaration: (node) => node.source && say(context, node, 'no-barrels', reExport),
      ClassDeclaration: isClass,
      ClassExpression: isClass,
      Program({ body }) {
        if (!within(from, quiet) || within(from, programs)) return;
        for (const node of body)
          if (node.type === 'ExpressionStatement' && !('directive' in node && node.directive))
            say(
              context,
              node,
              'quiet-import',
              'nothing happens on import: put it into a function and let an entrypoint call it.',
            );
      },
    };
  },
};

const longest = 60;

type Func = Visited<'ArrowFunctionExpression'> | Visited<'FunctionDeclaration'>;

/** A function's lines without those of the functions inside it, so that a factory counts what it does itself. */
const sizeRule: Rule = {
  create(context) {
    const nested: number[] = [];
    const enter = () => {
      nested.push(0);
    };
    const leave = (node: Func) => {
      const lines = node.loc.end.line - node.loc.start.line + 1;
      const own = lines - (nested.pop() ?? 0);
      const outer = nested.pop();
      if (outer !== undefined) nested.push(outer + Math.max(lines - 1, 0));
      if (own > longest)
        say(
          context,
          node,
          'long-function',
          `${own} lines of its own (at most ${longest}): split it at its steps: decide, do, record.`,
        );
    };
    return {
      FunctionDeclaration: enter,
      FunctionExpression: enter,
      ArrowFunctionExpression: enter,
      'FunctionDeclaration:exit': leave,
      'FunctionExpression:exit': leave,
      'ArrowFunctionExpression:exit': leave,
    };
  },
};

const mocksRule: Rule = {
  create: (context) => ({
    CallExpression({ callee, arguments: [first] }) {
      if (callee.type !== 'MemberExpression' || callee.object.type !== 'Identifier') return;
      if (callee.object.name !== 'vi' || !/^(do)?[mM]ock$/.test(property(callee) ?? '')) return;
      if (first?.type === 'Literal' && typeof first.value === 'string' && isOurs(first.value))
        say(
          context,
          callee,
          'no-own-mocks',
          'do not mock our own modules: drive the world instead, and fake what we do not own.',
        );
    },
  }),
};

/** Two words beside each other, or one that begins as a sentence does: nobody writes identifiers so. */
const prose = /[\p{L}’]{2,} [\p{L}“‘]|^\s*\p{Lu}\p{Ll}+[\s.!?…:]*$/u;
/** Words that look like those and that nobody reads: errors of our own, keys of the keyboard. */
const technical = /^(Error|Escape|Enter|Tab|Home|End|no [A-Z]\w+ around this component)$/;

/** Text in the source that a person would read: in JSX, and in tables and calls beside it. */
const wordsRule: Rule = {
  create(context) {
    const from = pathOf(context);
    if (!within(from, spoken)) return {};
    let silent = 0;
    const isSilent = ({ name }: Visited<'JSXAttribute'>) =>
      name.type === 'JSXIdentifier' && silentProps.includes(name.name);
    const look = (node: { readonly range: [number, number] }, text: string, pattern: RegExp) => {
      if (silent === 0 && pattern.test(text) && !technical.test(text))
        say(
          context,
          node,
          'words-in-catalogue',
          'put the words into components/words/en.json (and the other languages) and say them with useWords(): nobody can translate a literal.',
        );
    };
    return {
      JSXAttribute: (node) => void (isSilent(node) && (silent += 1)),
      'JSXAttribute:exit': (node: Visited<'JSXAttribute'>) => void (isSilent(node) && (silent -= 1)),
      JSXText: (node) => look(node, node.value, /\p{L}{2}/u),
      Literal: (node) => void (typeof node.value === 'string' && look(node, node.value, prose)),
      TemplateElement: (node) => look(node, node.value.raw, /[\p{L}’]{2,} [\p{L}“‘]|^\p{Lu}\p{Ll}+ /u),
    };
  },
};

function say(
  context: Context,
  node: { readonly range: [number, number] },
  fence: string,
  says: string,
): void {
  context.report({ node, message: `[${fence}] ${says}` });
}

const plugin = {
  meta: { name: 'satchel' },
  rules: {
    layers: layersRule,
    packages: packagesRule,
    globals: globalsRule,
    names: namesRule,
    shape: shapeRule,
    mocks: mocksRule,
    size: sizeRule,
    words: wordsRule,
  },
};

// oxlint loads a plugin by its default export
export default plugin;
