import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { compileWords } from './test/support/words-plugin.ts';

const root = fileURLToPath(new URL('.', import.meta.url));
const MINUTE = 60_000;

/** `unit` runs on Node with fakes; `e2e` drives a real browser and wants the builds in `.output`. */
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
        test: {
          name: 'e2e',
          environment: 'node',
          include: ['test/e2e/**/*.test.ts'],
          fileParallelism: false,
          maxConcurrency: 1,
          testTimeout: 3 * MINUTE,
          hookTimeout: 2 * MINUTE,
        },
      },
    ],
  },
});
