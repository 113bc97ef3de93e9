/**
 * The fences of the architecture as tables: who may import whom, which file holds which power of the
 * platform. `lint-plugin.ts` enforces them; `architecture.test.ts` plants one violation for each.
 *
 * A place that ends in `/` is a folder with all below it; any other place is one file.
 */
export type Places = readonly string[];

/** Files in `from` import nothing in `to`, except what is in `but`. */
export interface Layer {
  readonly name: string;
  readonly from: Places;
  /** Files in `from` that the fence leaves alone. */
  readonly spares?: Places;
  /** Places of ours, or package names. */
  readonly to: Places;
  readonly but?: Places;
  /** Type imports pass: they leave nothing in the build. */
  readonly typesPass?: true;
  /** An importer in the same second-level folder as its target passes. */
  readonly ownFolderPasses?: true;
  readonly says: string;
}

/** A package or a global that only `only` may use, within the product. */
export interface Power {
  readonly names: readonly string[];
  readonly only: Places;
  readonly says: string;
}

export const product: Places = ['entrypoints/', 'components/', 'lib/'];
export const ours: Places = [...product, 'test/', 'public/'];

export const layers: readonly Layer[] = [
  {
    name: 'domain-alone',
    from: ['lib/domain/'],
    to: ours,
    but: ['lib/domain/'],
    says: 'lib/domain holds the words of the business and knows nothing of ours: hand the value in as an argument, or move the code to the layer that needs it.',
  },
  {
    name: 'contract-sees-domain',
    from: ['lib/contract/'],
    to: ours,
    but: ['lib/contract/', 'lib/domain/'],
    says: 'lib/contract imports lib/domain only: it is what two programs say to each other, so neither side may leak into it.',
  },
  {
    name: 'entrypoints-are-roots',
    from: ours,
    // The simulation runs the whole client in one process, so it composes one as the background does.
    spares: ['test/faults/', 'test/scenarios/'],
    to: ['entrypoints/'],
    ownFolderPasses: true,
    says: 'nothing imports entrypoints: they only compose. Move what is shared to lib or components.',
  },
  {
    name: 'broker-apart',
    from: ours,
    spares: ['lib/broker/', 'test/'],
    to: ['lib/broker/'],
    says: 'nothing but tests imports lib/broker: it holds the secrets and must not reach a build. Share words through lib/contract/broker.',
  },
  {
    name: 'emulators-independent',
    from: ['test/emulators/'],
    to: ours,
    but: ['test/emulators/'],
    says: 'test/emulators imports nothing of ours: it is written from the vendor contracts alone, so that client and emulator can disagree.',
  },
  {
    name: 'components-take-data',
    from: ['components/'],
    to: ours,
    but: ['components/', 'lib/domain/', 'lib/contract/'],
    says: 'a component takes data and callbacks, nothing else: let the entrypoint call lib and pass the result as a prop.',
  },
  {
    name: 'components-contract-types',
    from: ['components/'],
    to: ['lib/contract/'],
    typesPass: true,
    says: 'components import types only from lib/contract: write `import type`, and let the entrypoint parse.',
  },
  {
    name: 'capture-sees-domain',
    from: ['lib/capture/'],
    to: ours,
    but: ['lib/capture/', 'lib/domain/'],
    says: 'lib/capture turns bytes into a capture and sees lib/domain only, because it also runs in a worker: take anything else as an argument.',
  },
  {
    name: 'portal-sees-domain',
    from: ['lib/portal/'],
    to: ours,
    but: ['lib/portal/', 'lib/domain/'],
    says: 'lib/portal reads a page and sees lib/domain only, because it runs beside a hostile page: take anything else as an argument.',
  },
  {
    name: 'portal-script-small',
    from: ['entrypoints/portal/', 'lib/portal/', 'lib/rpc/client.ts'],
    to: ['zod', 'lib/contract/'],
    typesPass: true,
    says: 'the portal script loads no zod: write `import type`, because a schema makes it 90 kB on every portal page; the background parses.',
  },
  {
    name: 'lib-draws-nothing',
    from: ['lib/'],
    to: ['components/', 'react', 'react-dom'],
    says: 'lib draws nothing: return data, and let components render it.',
  },
  {
    name: 'product-without-tests',
    from: product,
    to: ['test/'],
    says: 'product code imports nothing from test: move what both need to lib.',
  },
];

/** Folders that may load these packages and no others. */
export const diets: readonly {
  readonly from: Places;
  readonly packages: readonly string[];
  readonly says: string;
}[] = [
  {
    from: ['lib/domain/', 'lib/contract/'],
    packages: ['zod'],
    says: 'lib/domain and lib/contract load zod and no other package, because every program of ours shares them.',
  },
];

export const packages: readonly Power[] = [
  {
    names: ['ky'],
    only: ['lib/http/'],
    says: 'ky only in lib/http: use createHttp from there, because it neither times out nor retries by itself and turns their errors into ours.',
  },
  {
    names: ['idb'],
    only: ['lib/outbox/', 'lib/session/'],
    says: 'idb only in lib/outbox and lib/session: go through the store, because only its transactions are strict.',
  },
  {
    names: ['wxt/browser', 'webextension-polyfill'],
    only: ['entrypoints/', 'lib/session/areas.ts', 'lib/rpc/'],
    says: 'browser.* only in entrypoints, lib/session/areas.ts and lib/rpc: take a function as an argument, so that tests need no browser.',
  },
  {
    names: [
      '@aws-sdk',
      'hono',
      '@hono',
      'pino',
      'prom-client',
      'rate-limiter-flexible',
      'ioredis',
      'web-push',
    ],
    only: ['lib/broker/'],
    says: 'storage keys and servers live in lib/broker only: ask the broker through lib/contract/broker.',
  },
  {
    names: ['jose'],
    only: ['lib/broker/', 'lib/atrium/'],
    says: 'tokens are verified in lib/broker, and lib/atrium reads claims as hints: nobody else looks into a token.',
  },
  {
    names: ['@hpke/core'],
    only: ['lib/capture/', 'lib/broker/'],
    says: 'HPKE only in lib/capture (seals) and lib/broker (opens): the device never opens a capture again.',
  },
  {
    names: ['node:'],
    only: ['lib/broker/'],
    says: 'node modules only in lib/broker: everything else runs in a browser.',
  },
];

const browserApi = packages.find(({ names }) => names.includes('wxt/browser'))?.only ?? [];
const worldOnly: Places = ['lib/world.ts'];

/** Globals by dotted path; `window.`, `self.` and `globalThis.` before one change nothing. */
export const globals: readonly Power[] = [
  {
    names: ['fetch', 'XMLHttpRequest', 'WebSocket', 'EventSource', 'navigator.sendBeacon'],
    only: worldOnly,
    says: 'the network only in lib/world.ts: use world.fetch (or lib/http), so that a test can take the network away.',
  },
  {
    names: ['Date.now', 'performance.now'],
    only: worldOnly,
    says: 'the clock only in lib/world.ts: use world.now() or world.monotonic(), so that a test can set the time.',
  },
  {
    names: ['Math.random', 'crypto.randomUUID', 'crypto.getRandomValues'],
    only: worldOnly,
    says: 'chance only in lib/world.ts: use world.random() or world.id(), so that a story can be played again.',
  },
  {
    names: ['navigator.locks'],
    only: worldOnly,
    says: 'locks only in lib/world.ts: use world.lock, so that a test can let a holder die.',
  },
  {
    names: ['navigator.onLine'],
    only: worldOnly,
    says: 'what the platform believes about the network only in lib/world.ts: use world.online().',
  },
  {
    names: ['setTimeout', 'setInterval', 'AbortSignal.timeout'],
    only: worldOnly,
    says: 'timers only in lib/world.ts: use world.sleep or world.deadline, so that tests need not wait.',
  },
  {
    names: ['console'],
    only: ['lib/log.ts'],
    says: 'console only in lib/log.ts: use createLog, because it lets nothing personal or secret through.',
  },
  {
    names: ['browser', 'chrome'],
    only: browserApi,
    says: 'browser.* only in entrypoints, lib/session/areas.ts and lib/rpc, imported from wxt/browser: take a function as an argument.',
  },
  {
    names: ['indexedDB'],
    only: ['lib/outbox/', 'lib/session/'],
    says: 'indexedDB only in lib/outbox and lib/session: go through the store, because only its transactions are strict.',
  },
  {
    names: ['localStorage', 'sessionStorage', 'document.cookie', 'caches'],
    only: [],
    says: 'no storage but the outbox and the vault: what is written elsewhere stays readable on a shared laptop.',
  },
  {
    names: ['speechSynthesis', 'SpeechSynthesisUtterance'],
    only: ['lib/speaker.ts'],
    says: 'speech only in lib/speaker.ts: take a speaker as an argument, because only it keeps to voices of this device.',
  },
  {
    names: ['process'],
    only: ['lib/broker/'],
    says: 'process only in lib/broker: everything else runs in a browser; build-time values come in through lib/config.ts.',
  },
];

/** Ways to turn a string into markup, wherever they stand. */
export const markup = ['innerHTML', 'outerHTML', 'insertAdjacentHTML', 'srcdoc'];

/** Where whatever a person reads or hears comes out of the catalogue. */
export const spoken: Places = [
  'components/',
  'entrypoints/popup/',
  'entrypoints/capture/',
  'entrypoints/options/',
];

/** Props whose text nobody reads. */
export const silentProps = ['className', 'accept', 'd', 'viewBox', 'src', 'href'];

/** Names that say where a file was put and not what it is. */
export const emptyNames = ['utils', 'util', 'helpers', 'helper', 'common', 'services', 'types', 'misc'];

/** Modules that are programs: loading them is running them. */
export const programs: Places = [
  'lib/broker/main.ts',
  'lib/capture/worker.ts',
  'lib/capture/capture.worker.ts',
];

/** Whether `path`, relative to the project with `/`, lies in one of `places`. */
export function within(path: string, places: Places): boolean {
  return places.some((place) => (place.endsWith('/') ? path.startsWith(place) : path === place));
}

/** Whether the specifier `name` loads one of `names` or a part of it; a name that ends in `:` is a scheme. */
export function loads(name: string, names: readonly string[]): boolean {
  return names.some((one) => name === one || name.startsWith(one.endsWith(':') ? one : `${one}/`));
}
