import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { LiveWords, loadWords } from '@/components/words/live-words';
import { FolderId } from '@/lib/domain/folder-id';
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
  // What does not parse is not there.
  const asked = new URLSearchParams(window.location.search).get('folder');
  createRoot(root).render(
    <StrictMode>
      <LiveWords first={words} title="title.folder" spoken={preferences.spoken} subscribe={onLanguageChanged}>
        <App client={createPatientClient(world)} world={world} asked={FolderId.safeParse(asked).data} />
      </LiveWords>
    </StrictMode>,
  );
}

void main();
