import { defineConfig } from 'wxt';
import { manifestWords } from './test/support/manifest-words.ts';
import { oneStyle, preloadLater } from './test/support/page-chunks.ts';
import { compileWords } from './test/support/words-plugin.ts';

/**
 * Origins whose host permission is baked into the build (comma-separated match patterns). Without it
 * every origin is an optional permission that the popup asks for in context.
 */
const hosts = (process.env['SATCHEL_HOSTS'] ?? '')
  .split(',')
  .map((host) => host.trim())
  .filter(Boolean);

/** Where a build without baked hosts may have to go: the organisation is not known yet. */
const anywhere = ['https:', 'http://localhost:*', 'http://127.0.0.1:*'];
/** A match pattern as a CSP source: `https://host/*` is any path there, and on this machine any port. */
const sources = hosts.map((host) => host.replace(/\/\*$/, '').replace(/^(http:\/\/[^/:]+)$/, '$1:*'));
const connect = hosts.length > 0 ? sources : anywhere;

const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  // Atlas's masked pictures lie at addresses that Atlas chooses.
  `img-src 'self' blob: data: ${anywhere.join(' ')}`,
  `connect-src 'self' ${connect.join(' ')}`,
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "object-src 'none'",
].join('; ');

/**
 * `notifications` from the start, with the browser's warning at installation: agents are told without having been
 * asked, and Chrome takes pushes. Without it the agent is asked on the options page.
 */
const push = process.env['SATCHEL_PUSH'] === '1';

export default defineConfig({
  imports: false,
  modules: ['@wxt-dev/module-react'],
  vite: () => ({ plugins: [compileWords(), preloadLater()] }),
  hooks: {
    'build:publicAssets': (_wxt, files) => void files.push(...manifestWords()),
    'vite:build:extendConfig': (entries, config) => {
      if (entries.some(({ type }) => type === 'popup')) oneStyle(config);
    },
  },
  manifest: ({ browser }) => ({
    name: '__MSG_name__',
    description: '__MSG_description__',
    default_locale: 'en',
    // Firefox knows `identity` as a required permission alone, and has no entry for its sidebar in the button's menu.
    permissions: [
      'alarms',
      'scripting',
      'storage',
      'unlimitedStorage',
      ...(browser === 'firefox' ? ['contextMenus', 'identity'] : ['sidePanel']),
      ...(push ? ['notifications'] : []),
    ],
    optional_permissions: [
      ...(browser === 'firefox' ? [] : ['identity']),
      ...(push ? [] : ['notifications']),
    ],
    host_permissions: hosts,
    ...(hosts.length === 0
      ? { optional_host_permissions: ['https://*/*', 'http://localhost/*', 'http://127.0.0.1/*'] }
      : {}),
    externally_connectable: { ids: [] },
    ...(browser === 'firefox' ? {} : { storage: { managed_schema: 'policy.schema.json' } }),
    incognito: 'not_allowed',
    message_serialization: 'structured_clone',
    content_security_policy: {
      extension_pages: policy,
    },
    ...(browser === 'firefox'
      ? {
          browser_specific_settings: {
            gecko: { id: 'satchel@satchel.example', strict_min_version: '140.0' },
          },
        }
      : { minimum_chrome_version: '148' }),
  }),
});
