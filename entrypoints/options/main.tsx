import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { LiveWords, loadWords } from '@/components/words/live-words';
import { createPatientClient } from '@/lib/rpc/patient';
import { createPreferences } from '@/lib/session/preferences';
import { createVault } from '@/lib/session/vault';
import { browserAreas, onLanguageChanged } from '@/lib/session/areas';
import { createWorld } from '@/lib/world';
import { App } from './app';

async function main(): Promise<void> {
  const root = document.querySelector('#root');
  if (!root) return;
  const world = createWorld();
  const preferences = createPreferences(createVault(browserAreas()), () => navigator.languages);
  const words = await loadWords(await preferences.spoken());
  createRoot(root).render(
    <StrictMode>
      <LiveWords
        first={words}
        title="title.options"
        spoken={preferences.spoken}
        subscribe={onLanguageChanged}
      >
        <App client={createPatientClient(world)} world={world} preferences={preferences} />
      </LiveWords>
    </StrictMode>,
  );
}

void main();
