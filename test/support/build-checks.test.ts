import { describe, expect, test } from 'vitest';
import { languages } from '@/lib/domain/language';
import type { Build, BuiltFile } from './build-checks';
import { PORTAL_SCRIPT_LIMIT, brokerSentences, canaries, checkBuild } from './build-checks';

const manifest = {
  manifest_version: 3,
  permissions: ['alarms', 'scripting', 'sidePanel', 'storage', 'unlimitedStorage'],
  optional_permissions: ['identity', 'notifications'],
  side_panel: { default_path: 'sidepanel.html' },
  externally_connectable: { ids: [] },
  incognito: 'not_allowed',
  minimum_chrome_version: '148',
  content_security_policy: {
    extension_pages:
      "default-src 'none'; script-src 'self'; style-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'; object-src 'none'",
  },
};

const file = (path: string, text: string): BuiltFile => ({ path, text, bytes: text.length });

const said = JSON.stringify({ name: { message: 'Satchel' }, description: { message: 'A bag' } });
const start =
  '<script type="module" crossorigin src="/chunks/popup.js"></script><link rel="stylesheet" href="/a.css">';

/** A build that is as it should be, with some files in another state. */
function build(...changed: readonly BuiltFile[]): Build {
  const good = [
    file('manifest.json', JSON.stringify(manifest)),
    file('background.js', 'const a=1;fetch("https://react.dev/errors/1");'),
    file('popup.html', start),
    file('sidepanel.html', start),
    file('portal.js', 'var portal=function(){}();'),
    ...languages.map((language) => file(`_locales/${language}/messages.json`, said)),
  ];
  const names = changed.map(({ path }) => path);
  const files = [...good.filter(({ path }) => !names.includes(path)), ...changed];
  return { browser: 'chrome', files, sentences: ['the object store is not there'] };
}

const manifestWith = (change: object) => file('manifest.json', JSON.stringify({ ...manifest, ...change }));
const policy = (change: (text: string) => string) =>
  manifestWith({
    content_security_policy: { extension_pages: change(manifest.content_security_policy.extension_pages) },
  });

test('a build as it should be has no fault, and tells the size of the portal script', () => {
  expect(checkBuild(build())).toEqual({
    faults: [],
    notes: [`portal script 26 of ${PORTAL_SCRIPT_LIMIT} bytes`],
  });
});

describe('a secret is found', () => {
  test.each(Object.entries(canaries))('%s, by name and by value', (name, value) => {
    expect(checkBuild(build(file('chunks/a.js', `x("${name}")`))).faults).toHaveLength(1);
    expect(checkBuild(build(file('assets/a.bin', `\u0000${value}`))).faults).toHaveLength(1);
  });

  test.each(['client-secret', 'AWS4-HMAC-SHA256', 'the object store is not there'])('"%s"', (word) => {
    expect(checkBuild(build(file('background.js', `x("${word}")`))).faults[0]).toContain(
      'background.js holds',
    );
  });
});

test.each([
  ['a source map', file('background.js.map', '{}')],
  ['a pointer to a source map', file('background.js', 'a;//# sourceMappingURL=background.js.map')],
  ['a script elsewhere', file('background.js', 's.src="https://cdn.example/lib.js"')],
  ['an import from elsewhere', file('background.js', 'import("https://cdn.example/lib")')],
  ['eval', file('background.js', 'eval("1")')],
  ['a script tag to elsewhere', file('popup.html', '<script src="//cdn.example/a"></script>')],
  ['an inline script', file('popup.html', '<script>go()</script>')],
  ['an inline handler', file('popup.html', '<body onload="go()">')],
  ['a portal script that is too large', file('portal.js', 'x'.repeat(PORTAL_SCRIPT_LIMIT + 1))],
  ['zod in the portal script', file('portal.js', 'name="ZodError"')],
  ['a language without a name', file('_locales/hi/messages.json', '{"description":{"message":"थैला"}}')],
  ['another permission', manifestWith({ permissions: [...manifest.permissions, 'tabs'] })],
  ['another permission to ask for', manifestWith({ optional_permissions: ['identity', 'tabs'] })],
  ['another side panel', manifestWith({ side_panel: { default_path: 'popup.html' } })],
  ['no side panel', file('sidepanel.html', '<p>soon</p>')],
  ['a side panel with a start of its own', file('sidepanel.html', start.replace('popup.js', 'panel.js'))],
  ['a permission too few', manifestWith({ permissions: ['alarms'] })],
  ['baked hosts', manifestWith({ host_permissions: ['https://*/*'] })],
  ['extensions that may connect', manifestWith({ externally_connectable: undefined })],
  ['one extension that may connect', manifestWith({ externally_connectable: { ids: ['*'] } })],
  [
    'pages that may connect',
    manifestWith({ externally_connectable: { ids: [], matches: ['https://a.example/*'] } }),
  ],
  ['incognito', manifestWith({ incognito: 'spanning' })],
  ['web accessible resources', manifestWith({ web_accessible_resources: [] })],
  ['an older Chrome', manifestWith({ minimum_chrome_version: '120' })],
  ['no policy', manifestWith({ content_security_policy: undefined })],
  [
    'an unsafe policy',
    policy((text) => text.replace("style-src 'self'", "style-src 'self' 'unsafe-inline'")),
  ],
  [
    'scripts from elsewhere in the policy',
    policy((text) => text.replace("script-src 'self'", "script-src 'self' https:")),
  ],
  ['no default in the policy', policy((text) => text.replace("default-src 'none'; ", ''))],
])('%s is a fault', (_, changed) => {
  expect(checkBuild(build(changed)).faults).not.toEqual([]);
});

describe('Firefox', () => {
  const sidebar = { default_panel: 'sidepanel.html', open_at_install: false };
  const permissions = ['alarms', 'contextMenus', 'identity', 'scripting', 'storage', 'unlimitedStorage'];
  const firefox = (change: object): Build => ({
    ...build(
      manifestWith({
        permissions,
        optional_permissions: ['notifications'],
        side_panel: undefined,
        minimum_chrome_version: undefined,
        sidebar_action: sidebar,
        ...change,
      }),
    ),
    browser: 'firefox',
  });

  test('has a sidebar, which the agent opens', () => {
    expect(checkBuild(firefox({})).faults).toEqual([]);
    expect(
      checkBuild(firefox({ sidebar_action: { ...sidebar, open_at_install: true } })).faults,
    ).toHaveLength(1);
    expect(checkBuild(firefox({ sidebar_action: { default_panel: 'sidepanel.html' } })).faults).toHaveLength(
      1,
    );
    expect(checkBuild(firefox({ sidebar_action: undefined })).faults).toHaveLength(1);
  });
});

test('a build without a portal script or a manifest is not taken for a small one', () => {
  expect(checkBuild({ browser: 'firefox', files: [], sentences: [] }).faults).toEqual([
    'manifest.json is missing',
    'sidepanel.html is missing, or starts nothing',
    'portal.js is missing',
  ]);
});

test('sentences of the broker are those that stand nowhere else', () => {
  const broker = [
    file(
      'broker/a.ts',
      `const a = 'this stands in the broker'; const b = "this one stands in both"; 'short one'`,
    ),
  ];
  const rest = [file('outbox/a.ts', "'this one stands in both'")];
  expect(brokerSentences(broker, rest)).toEqual(['this stands in the broker']);
});
