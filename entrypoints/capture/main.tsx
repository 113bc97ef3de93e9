import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { createClient } from '@/lib/rpc/client';
import { createWorld } from '@/lib/world';
import { App } from './app';
import { readOpened } from './opened';

function main(): void {
  const root = document.querySelector('#root');
  if (!root) return;
  createRoot(root).render(
    <StrictMode>
      <App client={createClient()} world={createWorld()} opened={readOpened(window.location.search)} />
    </StrictMode>,
  );
}

main();
