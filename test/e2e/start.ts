import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openBrowser, newProfile } from '@/test/support/browser';
import { buildDemo } from '@/test/support/demo-build';
import { createDemoReader } from '@/test/support/demo-reader';
import { asha, loanId, startStack } from '@/test/support/stack';
import type { TourOptions } from './tour';
import { runTour, tourApis } from './tour';

const root = fileURLToPath(new URL('../..', import.meta.url));
const say = (line: string) => process.stdout.write(`${line}\n`);
const hasDisplay = Boolean(process.env['DISPLAY'] ?? process.env['WAYLAND_DISPLAY']);

/**
 * `npm start`: the whole job on this machine. With a display: a browser with the extension on the demo portal,
 * until Ctrl-C. Without one, or with `--tour`: the tour, headless.
 */
async function main(): Promise<void> {
  const stop = new AbortController();
  // Whoever runs us may pass the same Ctrl-C on a second time.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stop.abort());
  say('Building the extension…');
  const extension = await buildDemo();
  const reader = await createDemoReader();
  const stack = await startStack({ read: reader.read, apis: tourApis });
  const profile = newProfile();
  const stage = { stack, extension, profile: profile.path, signal: stop.signal };
  try {
    if (process.argv.includes('--tour') || !hasDisplay) {
      await runTour({ ...stage, pictures: join(root, '.output/tour'), say });
      say('Pictures: .output/tour/index.html');
    } else await demo(stage);
  } finally {
    await stack.close();
    await reader.close();
    profile.remove();
  }
}

async function demo({
  stack,
  extension,
  profile,
  signal,
}: Omit<TourOptions, 'pictures' | 'say'>): Promise<void> {
  const browser = await openBrowser({ extension, profile, headed: true });
  const closed = new Promise<void>((resolve) => browser.context.once('close', () => resolve()));
  signal.addEventListener('abort', () => void browser.close().catch(() => undefined));
  const page = await browser.context.newPage();
  await page.goto(`${stack.portal.url}/loans/${loanId}`);
  say(`
  Organisation address  ${stack.broker.url}
  Loan portal           ${stack.portal.url}/loans
  Tenant                ${asha.tenant}
  Email                 ${asha.email}
  Password              ${asha.password}

  Press the Satchel button in the toolbar. Ctrl-C ends everything.
`);
  await closed;
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  },
);
