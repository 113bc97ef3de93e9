import type { Page } from 'playwright-core';
import { z } from 'zod';
import type { Browser } from '@/test/support/browser';
import { killWorker, newProfile, openBrowser } from '@/test/support/browser';
import { asha } from '@/test/support/stack';
import type { Backend } from './backend';
import { startBackend } from './backend';
import { buildBench, rivalPages } from './bundle';
import type { Lab } from './lab';
import { startLab } from './lab';
import type { Link } from './link';

/** What all subjects share; made once. */
export interface Kit {
  readonly extension: string;
  readonly rivals: Awaited<ReturnType<typeof rivalPages>>;
}

export async function makeKit(): Promise<Kit> {
  return {
    extension: await buildBench(),
    rivals: await rivalPages(),
  };
}

export interface SceneOptions {
  readonly pages?: Parameters<typeof startLab>[0];
  readonly link?: Link;
  readonly stageMs?: number;
}

/** A browser with the extension, signed in, and all it talks to. */
export interface Scene {
  readonly lab: Lab;
  readonly backend: Backend;
  readonly browser: Browser;
  /** The popup's page, deaf to news, so that its own screen adds nothing to what is measured. */
  readonly popup: Page;
  readonly capture: Page;
  /** A page of a rival, or `undefined` when it is not installed. */
  rival(name: 'uppy' | 'compression'): Promise<Page | undefined>;
  /** An empty outbox and a worker that knows of none. */
  fresh(): Promise<void>;
  close(): Promise<void>;
}

/** A channel that never says anything. */
const deaf = 'self.BroadcastChannel = class extends EventTarget { postMessage() {} close() {} }; "deaf"';

export async function openScene(
  kit: Kit,
  { pages = {}, link, stageMs = 50 }: SceneOptions = {},
): Promise<Scene> {
  const lab = await startLab({ ...kit.rivals, ...pages });
  const backend = await startBackend({ lab, link, stageMs });
  const profile = newProfile();
  const browser = await openBrowser({ extension: kit.extension, profile: profile.path });
  const deafPage = async (path: string): Promise<Page> => {
    const page = await browser.context.newPage();
    page.setDefaultTimeout(600_000);
    await page.addInitScript(deaf);
    await page.goto(`chrome-extension://${browser.id}/${path}`);
    // As a file of the extension: what a debugger evaluates is under other rules than the page.
    await page.addScriptTag({ url: `chrome-extension://${browser.id}/bench/in-page.js` });
    return page;
  };
  const popup = await deafPage('popup.html');
  const { tenant, email, password } = asha;
  await run(
    popup,
    `signIn(${JSON.stringify(backend.broker.url)}, ${JSON.stringify({ tenant, email, password })})`,
  );
  const capture = await deafPage('capture.html');
  return {
    lab,
    backend,
    browser,
    popup,
    capture,
    async rival(name) {
      if (!(`/${name}.html` in kit.rivals)) return undefined;
      const page = await browser.context.newPage();
      await page.goto(`${lab.url}/${name}.html`);
      return page;
    },
    async fresh() {
      await killWorker(popup);
      await run(popup, 'empty()');
      lab.empty();
      await run(popup, 'wake()');
    },
    async close() {
      await browser.close();
      await backend.close();
      await lab.close();
      profile.remove();
    },
  };
}

/** Calls a function of `in-page.ts` in a page of the extension. */
export async function run(page: Page, expression: string): Promise<unknown> {
  return page.evaluate(`bench.${expression}`);
}

export async function milliseconds(page: Page, expression: string): Promise<number> {
  return z.number().parse(await run(page, expression));
}

export async function ids(page: Page, expression: string): Promise<string[]> {
  return z.array(z.string()).parse(await run(page, expression));
}
