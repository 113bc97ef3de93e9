import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { createClient } from '@/lib/rpc/client';
import { createWorld } from '@/lib/world';
import { App } from './app';
import { readDraft } from './draft';

async function main(): Promise<void> {
  const root = document.querySelector('#root');
  if (!root) return;
  const draft = await readDraft();
  createRoot(root).render(
    <StrictMode>
      <App client={createClient()} world={createWorld()} draft={draft} />
    </StrictMode>,
  );
}

void main();
