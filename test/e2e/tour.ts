import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import type { Organisation } from '@/lib/domain/organisation';
import type { Browser } from '@/test/support/browser';
import { openBrowser } from '@/test/support/browser';
import type { Stack } from '@/test/support/stack';
import type { Shot } from './contact-sheet';
import { contactSheet } from './contact-sheet';
import { steps } from './tour-steps';

const SECOND = 1_000;

/** Loans go by Flow; a folder goes by Bulk. */
export const tourApis = { api: 'flow', also: ['bulk'] } as const satisfies Organisation['atlas'];

export interface TourOptions {
  readonly stack: Stack;
  /** The built extension's folder. */
  readonly extension: string;
  readonly profile: string;
  /** Folder for the pictures and their contact sheet. */
  readonly pictures: string;
  readonly say: (line: string) => void;
  /** Ends the tour, and its browser. */
  readonly signal: AbortSignal;
}

/** What the steps hand on. The browser is closed and opened again on the way. */
export interface Scene extends TourOptions {
  readonly browser: Browser;
  readonly popup: Page;
  readonly portal: Page;
}

export interface Step {
  readonly title: string;
  /** Does it, and says which page to take a picture of, and what has changed in the scene. */
  readonly act: (scene: Scene) => Promise<Page | { readonly picture: Page; readonly scene: Partial<Scene> }>;
}

/**
 * A field agent's whole job by real clicks and keys. One line a step with its time, a picture of each screen.
 * @throws at the first step that fails, after its picture was taken
 */
export async function runTour(options: TourOptions): Promise<void> {
  rmSync(options.pictures, { recursive: true, force: true });
  mkdirSync(options.pictures, { recursive: true });
  const shots: Shot[] = [];
  const browser = await openBrowser(options);
  const portal = await browser.context.newPage();
  let scene: Scene = { ...options, browser, portal, popup: await browser.popup() };
  options.signal.addEventListener('abort', () => void scene.browser.close().catch(() => undefined));
  try {
    for (const [index, step] of steps.entries()) {
      const startedAt = performance.now();
      const shot = { file: fileName(index, step.title), title: step.title };
      shots.push(shot);
      const path = join(options.pictures, shot.file);
      const line = (mark: string) =>
        options.say(
          `${mark} ${((performance.now() - startedAt) / SECOND).toFixed(1).padStart(5)} s  ${step.title}`,
        );
      try {
        const done = await step.act(scene);
        const picture = 'picture' in done ? done.picture : done;
        if ('scene' in done) scene = { ...scene, ...done.scene };
        await picture.screenshot({ path, animations: 'disabled' });
      } catch (error) {
        await scene.popup.screenshot({ path }).catch(() => undefined);
        line('✗');
        throw error;
      }
      line('✓');
    }
  } finally {
    writeFileSync(join(options.pictures, 'index.html'), contactSheet(shots));
    await scene.browser.close().catch(() => undefined);
  }
}

function fileName(index: number, title: string): string {
  const words = title
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
  return `${String(index + 1).padStart(2, '0')}-${words}.png`;
}
