import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openBrowser, newProfile } from '@/test/support/browser';
import { buildDemo } from '@/test/support/demo-build';
import { createDemoReader } from '@/test/support/demo-reader';
import { asha, loanId, startStack } from '@/test/support/stack';
import { runTour } from './tour';

const root = fileURLToPath(new URL('../..', import.meta.url));
const say = (line: string) => process.stdout.write(`${line}\n`);
const hasDisplay = Boolean(process.env['DISPLAY'] ?? process.env['WAYLAND_DISPLAY']);

/**
 * `npm start`: the whole job on this machine. With a display: a browser with the extension on the demo portal,
 * until Ctrl-C. Without one, or with `--tour`: the tour, headless.
 */
async function main(): Promise<void> {
  say('Building the extension…');
  const extension = await buildDemo();
  const reader = await createDemoReader();
  const stack = await startStack({ read: reader.read });
  const profile = newProfile();
  const end = async () => {
    await stack.close();
    await reader.close();
    profile.remove();
  };
  try {
    if (process.argv.includes('--tour') || !hasDisplay) await tour();
    else await demo();
  } finally {
    await end();
  }

  async function tour(): Promise<void> {
    const pictures = join(root, '.output/tour');
    await runTour({ stack, extension, profile: profile.path, pictures, say });
    say('Pictures: .output/tour/index.html');
  }

  async function demo(): Promise<void> {
    const browser = await openBrowser({ extension, profile: profile.path, headed: true });
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
    const closed = new Promise<void>((resolve) => browser.context.once('close', () => resolve()));
    const stopped = new Promise<void>((resolve) =>
      process.once('SIGINT', () => resolve()).once('SIGTERM', () => resolve()),
    );
    await Promise.race([closed, stopped]);
    await browser.close().catch(() => undefined);
  }
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  },
);
