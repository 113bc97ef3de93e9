import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { compileWords } from './test/support/words-plugin.ts';

const root = fileURLToPath(new URL('.', import.meta.url));
const MINUTE = 60_000;

/** Most of its minute it waits for the platform: it runs beside others, and takes nothing from them. */
const waits = 'test/e2e/long-step.test.ts';
const browser = {
  environment: 'node',
  fileParallelism: false,
  maxConcurrency: 1,
  testTimeout: 3 * MINUTE,
  hookTimeout: 2 * MINUTE,
} as const;

/** `unit` runs on Node with fakes; `e2e` and `waits` drive a real browser and want the builds in `.output`. */
export default defineConfig({
  plugins: [compileWords()],
  resolve: { alias: { '@': root.replace(/\/$/, '') } },
  test: {
    passWithNoTests: true,
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          environment: 'node',
          include: [
            'test/{lib,components,emulators,scenarios,support}/**/*.test.{ts,tsx}',
            'test/architecture.test.ts',
          ],
          // As in the builds: it formats what the plugin has compiled.
          server: { deps: { inline: ['use-intl'] } },
          setupFiles: ['test/support/fail-on-console-error.ts'],
          restoreMocks: true,
          testTimeout: 15_000,
        },
      },
      {
        extends: true,
        test: { ...browser, name: 'e2e', include: ['test/e2e/**/*.test.ts'], exclude: [waits] },
      },
      { extends: true, test: { ...browser, name: 'waits', include: [waits] } },
    ],
  },
});
