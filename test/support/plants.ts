/** A violation of `fence`, and the same wish fulfilled as it should be. */
export interface Pair {
  /** As it stands in brackets in the message, or the rule's own name. */
  readonly fence: string;
  readonly bad: readonly [path: string, code: string];
  readonly good: readonly [path: string, code: string];
}

const take = (name: string, from: string) =>
  `import { ${name} } from '${from}';\nexport const its = ${name};\n`;
const takeType = (name: string, from: string) =>
  `import type { ${name} } from '${from}';\nexport type It = ${name};\n`;

/** One for each layer of `fences.ts`. */
export const layerPairs: readonly Pair[] = [
  {
    fence: 'domain-alone',
    bad: ['lib/domain/a.ts', takeType('World', '@/lib/world')],
    good: ['lib/domain/a-good.ts', takeType('B', './b')],
  },
  {
    fence: 'contract-sees-domain',
    bad: ['lib/contract/a.ts', takeType('Store', '@/lib/outbox/store')],
    good: ['lib/contract/a-good.ts', take('Flow', '@/lib/domain/flow')],
  },
  {
    fence: 'entrypoints-are-roots',
    bad: ['entrypoints/popup/a.ts', take('handlers', '@/entrypoints/background/handlers')],
    good: ['entrypoints/popup/a-good.ts', take('handlers', './handlers')],
  },
  {
    fence: 'broker-apart',
    bad: ['lib/outbox/broker.ts', take('sign', '@/lib/broker/sign')],
    good: ['test/lib/broker-good.ts', take('sign', '@/lib/broker/sign')],
  },
  {
    fence: 'emulators-independent',
    bad: ['test/emulators/a.ts', takeType('Flow', '@/lib/domain/flow')],
    good: ['test/emulators/a-good.ts', take('queue', './queue')],
  },
  {
    fence: 'components-take-data',
    bad: ['components/store.ts', takeType('Store', '@/lib/outbox/store')],
    good: ['components/store-good.ts', take('Flow', '@/lib/domain/flow')],
  },
  {
    fence: 'components-contract-types',
    bad: ['components/contract.ts', take('FlowView', '@/lib/contract/flow-view')],
    good: ['components/contract-good.ts', takeType('FlowView', '@/lib/contract/flow-view')],
  },
  {
    fence: 'capture-sees-domain',
    bad: ['lib/capture/a.ts', takeType('World', '@/lib/world')],
    good: ['lib/capture/a-good.ts', take('Capture', '@/lib/domain/capture')],
  },
  {
    fence: 'portal-sees-domain',
    bad: ['lib/portal/a.ts', takeType('Client', '@/lib/rpc/client')],
    good: ['lib/portal/a-good.ts', takeType('Reader', '@/lib/domain/organisation')],
  },
  {
    fence: 'portal-script-small',
    bad: ['entrypoints/portal/a.ts', take('z', 'zod')],
    good: ['entrypoints/portal/a-good.ts', takeType('z', 'zod')],
  },
  {
    fence: 'lib-draws-nothing',
    bad: ['lib/outbox/card.ts', take('Card', '@/components/card')],
    good: ['entrypoints/popup/card-good.ts', take('Card', '@/components/card')],
  },
  {
    fence: 'product-without-tests',
    bad: ['lib/outbox/fake.ts', take('world', '@/test/support/world')],
    good: ['test/lib/fake-good.ts', take('world', '@/test/support/world')],
  },
];

const manyLines = (count: number, line: (at: number) => string) =>
  Array.from({ length: count }, (_, at) => line(at)).join('\n');

/** One for each other rule that is ours, and for the rules of the linter that the style page relies on. */
export const rulePairs: readonly Pair[] = [
  {
    fence: 'no-parent-imports',
    bad: ['lib/outbox/parent.ts', take('now', '../world')],
    good: ['lib/outbox/parent-good.ts', take('now', '@/lib/world')],
  },
  {
    fence: 'zod-alone',
    bad: ['lib/domain/diet.ts', take('openDB', 'date-fns')],
    good: ['lib/domain/diet-good.ts', take('z', 'zod')],
  },
  {
    fence: 'empty-name',
    bad: ['lib/utils/text.ts', 'export const it = 1;\n'],
    good: ['lib/outbox/text.ts', 'export const it = 1;\n'],
  },
  {
    fence: 'kebab-case',
    bad: ['lib/outbox/FlowStore.ts', 'export const it = 1;\n'],
    good: ['lib/outbox/flow-store.ts', 'export const it = 1;\n'],
  },
  {
    fence: 'no-barrels',
    bad: ['lib/outbox/barrel.ts', "export { it } from './text';\nexport * from './flow-store';\n"],
    good: ['lib/outbox/barrel-good.ts', take('it', './text')],
  },
  {
    fence: 'no-classes',
    bad: ['lib/outbox/box.ts', 'export class Box {\n  size = 1;\n}\n'],
    good: ['lib/outbox/box-good.ts', "export class Full extends Error {\n  override name = 'Full';\n}\n"],
  },
  {
    fence: 'quiet-import',
    bad: ['lib/outbox/loud.ts', 'const seen = new Set<string>();\nseen.add("a");\nexport const it = seen;\n'],
    good: ['lib/outbox/loud-good.ts', 'export const it = () => new Set(["a"]);\n'],
  },
  {
    fence: 'long-function',
    bad: [
      'lib/outbox/long.ts',
      `export function it(list: number[]) {\n${manyLines(70, (at) => `  list.push(${at});`)}\n}\n`,
    ],
    good: [
      'lib/outbox/long-good.ts',
      `export function it(list: number[]) {\n${manyLines(4, (at) => `  const a${at} = () => {\n${manyLines(20, (n) => `    list.push(${n});`)}\n  };\n  a${at}();`)}\n}\n`,
    ],
  },
  {
    fence: 'no-own-mocks',
    bad: [
      'test/lib/mock.ts',
      "import { vi } from 'vitest';\nexport const it = () => vi.mock('@/lib/world');\n",
    ],
    good: [
      'test/lib/mock-good.ts',
      "import { vi } from 'vitest';\nexport const it = () => vi.mock('wxt/browser');\n",
    ],
  },
  {
    fence: 'markup',
    bad: [
      'components/markup.ts',
      "export const it = (at: Element) => {\n  Reflect.set(at, 'id', at.innerHTML);\n};\n",
    ],
    good: ['components/markup-good.ts', "export const it = (at: Element) => {\n  at.append('text');\n};\n"],
  },
  {
    fence: 'words-in-catalogue',
    bad: ['components/spoken.tsx', 'export const It = () => <p>Safe</p>;\n'],
    good: [
      'components/spoken-good.tsx',
      "import { useWords } from './words/use-words';\nexport const It = () => <p className=\"soft note\">{useWords().t('brand')}</p>;\n",
    ],
  },
  {
    fence: 'words-in-catalogue',
    bad: ['components/named.tsx', 'export const It = () => <meter aria-label="Free space" />;\n'],
    good: [
      'components/named-good.tsx',
      'export const It = ({ of }: { of: string }) => <meter aria-label={of} />;\n',
    ],
  },
  {
    fence: 'words-in-catalogue',
    bad: ['components/table.ts', "export const it = { read: 'Read by Atlas' };\n"],
    good: ['components/table-good.ts', "export const it = { read: 'receipts.state.read' };\n"],
  },
  {
    fence: 'eslint(max-lines)',
    bad: ['lib/outbox/file.ts', `${manyLines(210, (at) => `export const it${at} = ${at};`)}\n`],
    good: ['lib/outbox/file-good.ts', `${manyLines(190, (at) => `export const it${at} = ${at};`)}\n`],
  },
  {
    fence: 'typescript(no-explicit-any)',
    bad: ['lib/outbox/any.ts', 'export const it = (value: any): string => String(value);\n'],
    good: ['lib/outbox/any-good.ts', 'export const it = (value: unknown): string => String(value);\n'],
  },
  {
    fence: 'typescript(consistent-type-assertions)',
    bad: ['lib/outbox/cast.ts', 'export const it = (value: unknown) => value as string;\n'],
    good: ['lib/outbox/cast-good.ts', "export const it = ['a', 'b'] as const;\n"],
  },
  {
    fence: 'typescript(no-non-null-assertion)',
    bad: ['lib/outbox/bang.ts', 'export const it = (list: string[]) => list[0]!.length;\n'],
    good: ['lib/outbox/bang-good.ts', 'export const it = (list: string[]) => list[0]?.length;\n'],
  },
  {
    fence: 'typescript(no-floating-promises)',
    bad: ['lib/outbox/float.ts', 'export const it = (go: () => Promise<void>) => {\n  go();\n};\n'],
    good: [
      'lib/outbox/float-good.ts',
      'export const it = async (go: () => Promise<void>) => {\n  await go();\n};\n',
    ],
  },
  {
    fence: 'typescript(no-misused-promises)',
    bad: [
      'lib/outbox/misuse.ts',
      'export const it = (on: (f: () => void) => void, go: () => Promise<void>) => on(go);\n',
    ],
    good: [
      'lib/outbox/misuse-good.ts',
      'export const it = (on: (f: () => Promise<void>) => void, go: () => Promise<void>) => on(go);\n',
    ],
  },
  {
    fence: 'typescript(await-thenable)',
    bad: ['lib/outbox/wait.ts', 'export const it = async (value: number) => await value;\n'],
    good: ['lib/outbox/wait-good.ts', 'export const it = async (value: Promise<number>) => await value;\n'],
  },
  {
    fence: 'typescript(switch-exhaustiveness-check)',
    bad: [
      'lib/outbox/switch.ts',
      "export function it(of: 'a' | 'b') {\n  switch (of) {\n    case 'a':\n      return 1;\n  }\n  return 2;\n}\n",
    ],
    good: [
      'lib/outbox/switch-good.ts',
      "export function it(of: 'a' | 'b') {\n  switch (of) {\n    case 'a':\n      return 1;\n    case 'b':\n      return 2;\n  }\n}\n",
    ],
  },
  {
    fence: 'import(no-default-export)',
    bad: ['lib/outbox/default.ts', 'const it = 1;\nexport default it;\n'],
    good: ['entrypoints/background/index.ts', 'const it = { main: () => 1 };\nexport default it;\n'],
  },
  {
    fence: 'react-hooks(rules-of-hooks)',
    bad: [
      'components/hook.tsx',
      "import { useState } from 'react';\nexport function Card({ open }: { open: boolean }) {\n  if (!open) return null;\n  const [n] = useState(0);\n  return <p>{n}</p>;\n}\n",
    ],
    good: [
      'components/hook-good.tsx',
      "import { useState } from 'react';\nexport function Card({ open }: { open: boolean }) {\n  const [n] = useState(0);\n  return open ? <p>{n}</p> : null;\n}\n",
    ],
  },
  {
    fence: 'import(no-cycle)',
    bad: ['lib/outbox/round.ts', take('there', './round-back')],
    good: ['lib/outbox/round-good.ts', take('it', './text')],
  },
];

/** Files that a violation above needs beside it. */
export const extras: readonly (readonly [path: string, code: string])[] = [
  [
    'lib/outbox/round-back.ts',
    "import { its } from '@/lib/outbox/round';\nexport const there = () => its;\n",
  ],
];
