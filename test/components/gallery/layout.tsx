import type { Root } from 'react-dom/client';
import { createRoot } from 'react-dom/client';
import { flushSync } from 'react-dom';
import { loadWords } from '@/components/words/live-words';
import { WordsProvider } from '@/components/words/use-words';
import type { Words } from '@/components/words/words';
import { languages } from '@/lib/domain/language';
import { findLayoutFaults } from './layout-faults';
import { scenes } from './scenes';

/** Frames without a move after which nothing is expected to move, and those it may take at most. */
const STILL = 5;
const MOST_FRAMES = 200;

/** `?languages=hi,ta&scenes=late` draws them one after the other, and writes what is wrong into `#report`. */
async function main(): Promise<void> {
  const box = document.querySelector('#root');
  if (!box) return;
  const search = new URLSearchParams(window.location.search);
  const asked = search.get('languages')?.split(',');
  const wanted = search.get('scenes')?.split(',');
  document.documentElement.style.fontSize = '200%';
  const root = createRoot(box);
  const faults: string[] = [];
  const shown = new Set<string>();
  let drawn = 0;
  for (const language of languages.filter((one) => asked?.includes(one) ?? true)) {
    const words = await loadWords(language);
    document.documentElement.lang = language;
    for (const name of Object.keys(scenes).filter((one) => wanted?.includes(one) ?? true)) {
      await draw(root, words, name);
      drawn += 1;
      for (const one of after) if (document.querySelector(one)) shown.add(`${language} ${one}`);
      faults.push(...findLayoutFaults(document).map((fault) => `${language} ${name}: ${fault}`));
    }
  }
  report({ drawn, shown: [...shown], faults });
}

/** Scenes that show more after a press: all of their buttons are pressed, whatever they are called. */
const pressed =
  /^(options|addresses|leaving|no-organisation-refused|signed-out-wrong|notices-offered|results-|late|pin-form|folder-taking)/;
/** Scenes that take files. */
const given = /^(capture|folder-taking)/;
/** What shows only so: that it was there to be measured is reported. */
const after = [
  '.receipts',
  '.diagnosis',
  '.addresses-list',
  '.sign-out',
  '[role=alert]',
  '.capture',
  '.folder-table',
];

/** A scene with all that can be opened open, and what shows more after a press pressed. */
async function draw(root: Root, words: Words, name: string): Promise<void> {
  const page = (
    <WordsProvider key={`${words.language} ${name}`} words={words}>
      {scenes[name]}
    </WordsProvider>
  );
  flushSync(() => root.render(page));
  await settled();
  const closed = [...document.querySelectorAll<HTMLElement>('button[aria-expanded=false], [popovertarget]')];
  for (const button of closed) button.click();
  if (closed.length > 0) await settled();
  if (given.test(name)) giveFiles();
  if (pressed.test(name)) await pressAll();
  await settled();
  // A long list places its rows anew once it has seen how high they have become.
  if (document.querySelector('.loans-placed')) await drawnAgain();
  // The cursor goes to a field, and the page with it; its head stays above what has been scrolled.
  window.scrollTo(0, 0);
}

/** As if they were chosen: no click of a script opens the browser's own window. */
function giveFiles(): void {
  const files = new DataTransfer();
  for (const name of ['aadhaar front.jpg', 'statement.docx', 'twice.jpg'])
    files.items.add(new File([new Uint8Array(40_000)], name));
  for (const input of document.querySelectorAll<HTMLInputElement>('input[type=file]')) {
    input.files = files.files;
    input.dispatchEvent(new Event('change', { bubbles: true }));
  }
}

async function pressAll(): Promise<void> {
  for (const button of document.querySelectorAll<HTMLElement>('main .button, .menu-list .button')) {
    button.click();
    await settled();
  }
  for (const form of document.querySelectorAll<HTMLFormElement>('form[role=search]')) form.requestSubmit();
  await settled();
}

/** Effects, and what resolves at once, have come through. */
const settled = () => new Promise((resolve) => void setTimeout(resolve));

/** Until nothing has moved for some frames: what is measured after one is placed in a later one. */
async function drawnAgain(): Promise<void> {
  const places = () =>
    [...document.querySelectorAll('.loans-placed')].map((row) => row.getBoundingClientRect().top).join();
  let last = '';
  for (let still = 0, frames = 0; still < STILL && frames < MOST_FRAMES; frames += 1) {
    await new Promise(requestAnimationFrame);
    await settled();
    still = last === places() ? still + 1 : 0;
    last = places();
  }
}

function report(found: { drawn: number; shown: string[]; faults: string[] }): void {
  const written = document.createElement('pre');
  written.id = 'report';
  written.textContent = JSON.stringify(found);
  document.body.append(written);
}

void main();
