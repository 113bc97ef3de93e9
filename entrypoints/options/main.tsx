import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { LiveWords, loadWords } from '@/components/words/live-words';
import { createClient } from '@/lib/rpc/client';
import { createLanguage } from '@/lib/session/language';
import { browserAreas, createVault, onLanguageChanged } from '@/lib/session/vault';
import { createWorld } from '@/lib/world';
import { App } from './app';

async function main(): Promise<void> {
  const root = document.querySelector('#root');
  if (!root) return;
  const { spoken } = createLanguage(createVault(browserAreas()), () => navigator.languages);
  const words = await loadWords(await spoken());
  createRoot(root).render(
    <StrictMode>
      <LiveWords first={words} title="title.options" spoken={spoken} subscribe={onLanguageChanged}>
        <App client={createClient()} world={createWorld()} />
      </LiveWords>
    </StrictMode>,
  );
}

void main();
