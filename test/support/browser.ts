import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BrowserContext, CDPSession, Page } from 'playwright-core';
import { chromium } from 'playwright-core';
import { requireBrowser } from './browser-path.mjs';

const SECOND = 1_000;

export interface BrowserOptions {
  /** The built extension's folder. */
  readonly extension: string;
  /** The profile's folder; kept when the browser is closed, so that it can be opened again. */
  readonly profile: string;
  /** A window to look at, instead of none. */
  readonly headed?: boolean;
}

/** A real browser with the extension in it, driven by clicks and keys. */
export async function openBrowser({ extension, profile, headed = false }: BrowserOptions) {
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: requireBrowser(),
    headless: false,
    // Whoever started us ends the browser, in order, with everything else.
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
    viewport: headed ? null : { width: 1280, height: 860 },
    args: [
      ...(headed ? [] : ['--headless=new', '--disable-gpu']),
      '--no-sandbox',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      `--disable-extensions-except=${extension}`,
      `--load-extension=${extension}`,
    ],
  });
  const id = await extensionId(context);
  const pageAt = async (path: string, size?: { width: number; height: number }): Promise<Page> => {
    const page = await context.newPage();
    if (size) await page.setViewportSize(size);
    await page.goto(`chrome-extension://${id}/${path}`);
    return page;
  };
  return {
    context,
    id,
    pageAt,
    /** The popup, in a tab of the popup's size: Playwright cannot press the toolbar's button. */
    popup: () => pageAt('popup.html', { width: 400, height: 600 }),
    close: () => context.close(),
  };
}
export type Browser = Awaited<ReturnType<typeof openBrowser>>;

/** Ends the browser as a power failure of the program would: every process of it at once, with SIGKILL. */
export async function killBrowser({ context }: Browser, profile: string): Promise<void> {
  const closed = new Promise<void>((resolve) => context.once('close', () => resolve()));
  for (const pid of processesOf(profile)) process.kill(pid, 'SIGKILL');
  await closed;
  // The lock that a living browser holds on its profile.
  rmSync(join(profile, 'SingletonLock'), { force: true });
}

/** The browser's main process and all that it started, by the profile in their command lines. */
function processesOf(profile: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      const path = `/proc/${pid}/cmdline`;
      return existsSync(path) && readFileSync(path, 'utf8').includes(`--user-data-dir=${profile}`);
    });
}

export function newProfile(): { path: string; remove: () => void } {
  const path = mkdtempSync(join(tmpdir(), 'satchel-profile-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true, maxRetries: 5 }) };
}

async function extensionId(context: BrowserContext): Promise<string> {
  const [running] = context.serviceWorkers();
  const worker = running ?? (await context.waitForEvent('serviceworker', { timeout: 20 * SECOND }));
  return new URL(worker.url()).host;
}

/** Stops the background as the browser would, in the middle of whatever it does. The next event starts it anew. */
export async function killWorker(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send('ServiceWorker.enable');
  await session.send('ServiceWorker.stopAllWorkers');
  await session.detach();
}

/** A control in a closed shadow root, found as a screen reader finds it: by role and name. */
export interface Control {
  readonly name: string;
  click(): Promise<void>;
}

/** @param name the whole accessible name, or its beginning */
export async function findControl(page: Page, role: string, name: string): Promise<Control | undefined> {
  const session = await page.context().newCDPSession(page);
  const { root } = await session.send('DOM.getDocument', { depth: 0 });
  const { nodes } = await session.send('Accessibility.queryAXTree', {
    backendNodeId: root.backendNodeId,
    role,
  });
  const node = nodes.find((one) => !one.ignored && String(one.name?.value ?? '').startsWith(name));
  const found = node?.backendDOMNodeId;
  if (found === undefined) {
    await session.detach();
    return undefined;
  }
  return { name: String(node?.name?.value), click: () => clickNode(page, session, found) };
}

/** As `findControl`, once it is there. */
export async function waitForControl(page: Page, role: string, name: string): Promise<Control> {
  const until = Date.now() + 20 * SECOND;
  for (;;) {
    const control = await findControl(page, role, name);
    if (control) return control;
    if (Date.now() > until) throw new Error(`no ${role} named "${name}" appeared`);
    await page.waitForTimeout(100);
  }
}

async function clickNode(page: Page, session: CDPSession, backendNodeId: number): Promise<void> {
  await session.send('DOM.scrollIntoViewIfNeeded', { backendNodeId });
  const { model } = await session.send('DOM.getBoxModel', { backendNodeId });
  const [left = 0, top = 0, , , right = 0, bottom = 0] = model.content;
  await page.mouse.click((left + right) / 2, (top + bottom) / 2);
}

/** Drags files from outside the browser and lets them fall on `selector`. */
export async function dropFiles(page: Page, selector: string, files: readonly string[]): Promise<void> {
  const box = await page.locator(selector).boundingBox();
  if (!box) throw new Error(`nothing to drop on at ${selector}`);
  const session = await page.context().newCDPSession(page);
  const data = { items: [], files: [...files], dragOperationsMask: 1 };
  const place = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
    await session.send('Input.dispatchDragEvent', { type, ...place, data });
  }
  await session.detach();
}
