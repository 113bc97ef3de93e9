import { readdirSync, readFileSync, statSync } from 'node:fs';
import { extname, join, relative, sep } from 'node:path';
import { z } from 'zod';
import { languages } from '@/lib/domain/language';

/** The broker's secrets by the names its environment gives them; each is planted while building. */
const secretNames = [
  'ATLAS_CLIENT_ID',
  'ATLAS_CLIENT_SECRET',
  'ATRIUM_JWT_SECRET',
  'ATRIUM_PUBLIC_KEY',
  'S3_ACCESS_KEY_ID',
  'S3_SECRET_ACCESS_KEY',
  'BROKER_SEALING_KEY',
  'BROKER_METRICS_TOKEN',
  'BROKER_VAPID_KEY',
  'REDIS_URL',
] as const;

/** Values that must not be found in a build which was made with them in its environment. */
export const canaries: Readonly<Record<string, string>> = Object.fromEntries(
  secretNames.map((name, at) => [name, `canary-5f1c9e-${at}`]),
);

/** Words that only code of the broker, or of a package that only it may load, would bring along. */
const brokerWords = ['Client-Secret', 'AWS4-HMAC-SHA256', 'x-amz-content-sha256', 'ERR_JWKS_TIMEOUT'];

const PORTAL_SCRIPT = 'portal.js';
const PANEL = 'sidepanel.html';
/** Bytes of the script that every portal page loads. */
export const PORTAL_SCRIPT_LIMIT = 14_400;
/** Only Chromium lets `identity` be asked for when an organisation needs it; what needs no asking has no warning. */
const permissions = {
  chrome: ['alarms', 'scripting', 'sidePanel', 'storage', 'unlimitedStorage'],
  firefox: ['alarms', 'contextMenus', 'identity', 'scripting', 'storage', 'unlimitedStorage'],
} as const;
/** Asked for where they are wanted. */
const optional = { chrome: ['identity', 'notifications'], firefox: ['notifications'] } as const;

/** What a check found: `faults` fail the build, `notes` are worth a line. */
export interface Findings {
  readonly faults: readonly string[];
  readonly notes: readonly string[];
}

export interface BuiltFile {
  /** From the build's folder, with `/`. */
  readonly path: string;
  readonly bytes: number;
  /** Bytes as Latin-1, so that a search sees binary files too. */
  readonly text: string;
}

export interface Build {
  readonly browser: 'chrome' | 'firefox';
  readonly files: readonly BuiltFile[];
  /** Sentences that stand in lib/broker and nowhere else; see `brokerSentences`. */
  readonly sentences: readonly string[];
}

/** Reads every file under `folder`. Throws when there is none. */
export function readFiles(folder: string): BuiltFile[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile())
    .map((path) => ({
      path: relative(folder, path).split(sep).join('/'),
      bytes: statSync(path).size,
      text: readFileSync(path, 'latin1'),
    }));
}

/**
 * The string literals with a space in them, of 16 letters and more, that `broker` has and `rest` has not: one
 * of them in a build means that a module of the broker is in it, whatever its names were shortened to.
 */
export function brokerSentences(broker: readonly BuiltFile[], rest: readonly BuiltFile[]): string[] {
  const literals = broker.flatMap(({ text }) => [...text.matchAll(/(['"`])([^'"`\\\n$]{16,})\1/g)]);
  const sentences = literals.map(([, , inside = '']) => inside).filter((one) => /\w \w/.test(one));
  return [...new Set(sentences)].filter((one) => !rest.some(({ text }) => text.includes(one)));
}

/** All that must hold of a production build, whatever is in it. */
export function checkBuild(build: Build): Findings {
  const portal = build.files.find(({ path }) => path === PORTAL_SCRIPT);
  return {
    faults: [
      ...checkSecrets(build),
      ...checkRemoteCode(build.files),
      ...checkManifest(build),
      ...checkPanel(build.files),
      ...(portal ? checkPortalScript(portal) : [`${PORTAL_SCRIPT} is missing`]),
    ],
    notes: [`portal script ${portal?.bytes ?? 0} of ${PORTAL_SCRIPT_LIMIT} bytes`],
  };
}

function checkSecrets({ files, sentences }: Build): string[] {
  const words = [...Object.keys(canaries), ...Object.values(canaries), ...brokerWords, ...sentences];
  return files.flatMap(({ path, text }) => {
    const low = text.toLowerCase();
    return words
      .filter((word) => low.includes(word.toLowerCase()))
      .map((word) => `${path} holds "${word}", which only the broker may know`);
  });
}

/** Ways in which code could come from elsewhere, or be shown to others. */
const codeFaults: readonly { readonly in: RegExp; readonly pattern: RegExp; readonly says: string }[] = [
  { in: /\.(js|css)$/, pattern: /[#@]\s*sourceMappingURL=/, says: 'points to a source map' },
  {
    in: /\.(js|html)$/,
    pattern: /https?:\/\/[^\s"'`<>\\)]+\.(?:m?js|wasm)\b/,
    says: 'names a script elsewhere',
  },
  {
    in: /\.js$/,
    pattern: /\bimport\s*\(\s*["'`]https?:|\bimportScripts\s*\(\s*["'`]https?:/,
    says: 'loads a script from elsewhere',
  },
  { in: /\.js$/, pattern: /(?<![\w$.])eval\s*\(/, says: 'evaluates a string' },
  {
    in: /\.html$/,
    pattern: /<(?:script|link|iframe|img)\b[^>]*\b(?:src|href)\s*=\s*["']?(?:https?:)?\/\/[^>]*>/i,
    says: 'loads something from elsewhere',
  },
  { in: /\.html$/, pattern: /<script\b(?![^>]*\bsrc=)[^>]*>\s*\S/i, says: 'has an inline script' },
  { in: /\.html$/, pattern: /\son\w+\s*=\s*["']/i, says: 'has an inline handler' },
];

function checkRemoteCode(files: readonly BuiltFile[]): string[] {
  const maps = files
    .filter(({ path }) => extname(path) === '.map')
    .map(({ path }) => `${path} is a source map`);
  const found = files.flatMap(({ path, text }) =>
    codeFaults
      .filter((fault) => fault.in.test(path))
      .flatMap(({ pattern, says }) => {
        const hit = pattern.exec(text)?.[0];
        return hit === undefined ? [] : [`${path} ${says}: ${hit.slice(0, 80)}`];
      }),
  );
  return [...maps, ...found];
}

const Manifest = z.looseObject({
  manifest_version: z.literal(3),
  permissions: z.array(z.string()).default([]),
  optional_permissions: z.array(z.string()).default([]),
  host_permissions: z.array(z.string()).default([]),
  content_scripts: z.array(z.unknown()).default([]),
  incognito: z.string().optional(),
  side_panel: z.looseObject({ default_path: z.string() }).optional(),
  sidebar_action: z
    .looseObject({ default_panel: z.string(), open_at_install: z.boolean().optional() })
    .optional(),
  minimum_chrome_version: z.string().optional(),
  externally_connectable: z.looseObject({ ids: z.array(z.string()) }).optional(),
  content_security_policy: z.looseObject({ extension_pages: z.string() }).optional(),
});

/** What the manifest's `__MSG_…__` stand for. */
const Message = z.object({ message: z.string().min(1) });
const MessagesFile = z.object({ name: Message, description: Message });

function checkManifest({ browser, files }: Build): string[] {
  const text = files.find(({ path }) => path === 'manifest.json')?.text;
  if (text === undefined) return ['manifest.json is missing'];
  const read = Manifest.safeParse(JSON.parse(text));
  if (!read.success) return [`manifest.json: ${z.prettifyError(read.error)}`];
  const manifest = read.data;
  const saysIn = (language: string) => {
    const words = files.find(({ path }) => path === `_locales/${language}/messages.json`)?.text;
    return words !== undefined && MessagesFile.safeParse(JSON.parse(words)).success;
  };
  const rules: readonly (readonly [boolean, string])[] = [
    [
      manifest.permissions.toSorted().join() === permissions[browser].join(),
      `permissions are ${manifest.permissions.join(', ')} and not ${permissions[browser].join(', ')}`,
    ],
    [
      manifest.optional_permissions.toSorted().join() === optional[browser].join(),
      `optional permissions are ${manifest.optional_permissions.join(', ')} and not ${optional[browser].join(', ')}`,
    ],
    [
      browser !== 'chrome' || manifest.side_panel?.default_path === PANEL,
      `side_panel.default_path is not ${PANEL}`,
    ],
    [
      browser !== 'firefox' ||
        (manifest.sidebar_action?.default_panel === PANEL &&
          manifest.sidebar_action.open_at_install === false),
      `sidebar_action is not ${PANEL}, closed until the agent opens it`,
    ],
    [
      manifest.host_permissions.length === 0,
      `host_permissions are baked in: ${manifest.host_permissions.join(', ')}`,
    ],
    [
      manifest.content_scripts.length === 0,
      'content_scripts are baked in, and portals are learnt from the broker',
    ],
    [
      manifest.externally_connectable?.ids.length === 0,
      'externally_connectable.ids is not []: any extension may connect',
    ],
    [
      Object.keys(manifest.externally_connectable ?? {}).join() === 'ids',
      'externally_connectable lets pages connect',
    ],
    [languages.every((language) => saysIn(language)), 'name and description are not there in every language'],
    [manifest.incognito === 'not_allowed', 'incognito is not "not_allowed"'],
    [
      !('web_accessible_resources' in manifest),
      'web_accessible_resources lets pages see that we are installed',
    ],
    [
      browser !== 'chrome' || manifest.minimum_chrome_version === '148',
      `minimum_chrome_version is ${manifest.minimum_chrome_version ?? 'missing'} and not 148`,
    ],
  ];
  const faults = rules.filter(([holds]) => !holds).map(([, says]) => says);
  return [...faults, ...checkPolicy(manifest.content_security_policy?.extension_pages)].map(
    (one) => `manifest.json: ${one}`,
  );
}

/** Directives whose sources are all allowed to be, exactly. */
const strict: Readonly<Record<string, string>> = {
  'default-src': "'none'",
  'script-src': "'self'",
  'object-src': "'none'",
  'base-uri': "'none'",
  'form-action': "'none'",
  'frame-ancestors': "'none'",
};

function checkPolicy(policy: string | undefined): string[] {
  if (policy === undefined) return ['no content security policy for our pages'];
  const directives = new Map(
    policy.split(';').map((one) => {
      const [name = '', ...sources] = one.trim().split(/\s+/);
      return [name, sources.join(' ')];
    }),
  );
  const loose = Object.entries(strict).filter(([name, sources]) => directives.get(name) !== sources);
  return [
    ...loose.map(([name, sources]) => `${name} is ${directives.get(name) ?? 'missing'} and not ${sources}`),
    ...(policy.includes("'unsafe-") ? ["the policy allows 'unsafe-…'"] : []),
  ];
}

/** What a page loads before and while its first script runs, in order. */
function startOf(files: readonly BuiltFile[], page: string): string[] {
  const text = files.find(({ path }) => path === page)?.text ?? '';
  return [...text.matchAll(/<(?:script|link)\b[^>]*\b(?:src|href)="([^"]+\.(?:js|css))"/g)].map(
    ([, file = '']) => file,
  );
}

/** The panel is the popup at another place: a script of its own would make both slower. */
function checkPanel(files: readonly BuiltFile[]): string[] {
  const [popup, panel] = [startOf(files, 'popup.html'), startOf(files, PANEL)];
  if (panel.length === 0) return [`${PANEL} is missing, or starts nothing`];
  return popup.join() === panel.join() ? [] : [`${PANEL} starts other files than popup.html`];
}

function checkPortalScript({ bytes, text }: BuiltFile): string[] {
  return [
    ...(bytes > PORTAL_SCRIPT_LIMIT
      ? [`${PORTAL_SCRIPT} is ${bytes} bytes, over ${PORTAL_SCRIPT_LIMIT}`]
      : []),
    ...(/ZodError|ZodType/.test(text) ? [`${PORTAL_SCRIPT} carries zod: import types only there`] : []),
  ];
}
