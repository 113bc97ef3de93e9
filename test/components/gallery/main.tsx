import { createRoot } from 'react-dom/client';
import { loadWords } from '@/components/words/live-words';
import { WordsProvider } from '@/components/words/use-words';
import { pickLanguage } from '@/lib/domain/language';
import { live } from './live';
import { scenes } from './scenes';

/** `?scene=<name>&language=<tag>` shows one scene; without a name all that have a picture are listed. */
async function main(): Promise<void> {
  const root = document.querySelector('#root');
  if (!root) return;
  const asked = new URLSearchParams(window.location.search);
  const name = asked.get('scene') ?? '';
  const words = await loadWords(pickLanguage([asked.get('language') ?? 'en']));
  document.documentElement.lang = words.language;
  const shown = scenes[name] ?? live[name];
  createRoot(root).render(
    shown ? (
      <WordsProvider words={words}>{shown}</WordsProvider>
    ) : (
      <ul>
        {Object.keys(scenes).map((one) => (
          <li key={one}>
            <a href={`?scene=${one}`}>{one}</a>
          </li>
        ))}
      </ul>
    ),
  );
}

void main();
