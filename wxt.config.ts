import { defineConfig } from 'wxt';

/**
 * Origins whose host permission is baked into the build (comma-separated match patterns). Without it
 * every origin is an optional permission that the popup asks for in context.
 */
const hosts = (process.env['SATCHEL_HOSTS'] ?? '')
  .split(',')
  .map((host) => host.trim())
  .filter(Boolean);

export default defineConfig({
  imports: false,
  modules: ['@wxt-dev/module-react'],
  manifest: ({ browser }) => ({
    name: 'Satchel',
    description: 'Collect loan documents on the portal, keep them safe offline, deliver each one once.',
    permissions: ['alarms', 'scripting', 'storage', 'unlimitedStorage'],
    host_permissions: hosts,
    ...(hosts.length === 0 ? { optional_host_permissions: ['https://*/*', 'http://localhost/*', 'http://127.0.0.1/*'] } : {}),
    externally_connectable: { ids: [] },
    incognito: 'not_allowed',
    message_serialization: 'structured_clone',
    content_security_policy: {
      extension_pages:
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data: https: http://localhost:* http://127.0.0.1:*; connect-src 'self' https: http://localhost:* http://127.0.0.1:*; frame-ancestors 'none'; base-uri 'none'; form-action 'none'; object-src 'none'",
    },
    ...(browser === 'firefox'
      ? { browser_specific_settings: { gecko: { id: 'satchel@satchel.example', strict_min_version: '140.0' } } }
      : { minimum_chrome_version: '148' }),
  }),
});
