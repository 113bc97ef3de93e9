import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { LiveWords, loadWords } from '@/components/words/live-words';
import { createClient } from '@/lib/rpc/client';
import { createPreferences } from '@/lib/session/preferences';
import { browserAreas, createVault, onLanguageChanged } from '@/lib/session/vault';
import { createWorld } from '@/lib/world';
import { App } from './app';
import { readDraft } from './draft';

async function main(): Promise<void> {
  const root = document.querySelector('#root');
  if (!root) return;
  const preferences = createPreferences(createVault(browserAreas()), () => navigator.languages);
  const [draft, words] = await Promise.all([readDraft(), preferences.spoken().then(loadWords)]);
  createRoot(root).render(
    <StrictMode>
      <LiveWords first={words} title="title.popup" spoken={preferences.spoken} subscribe={onLanguageChanged}>
        <App client={createClient()} world={createWorld()} draft={draft} />
      </LiveWords>
    </StrictMode>,
  );
}

void main();
