import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';

const root = document.querySelector('#root');
if (root)
  createRoot(root).render(
    <StrictMode>
      <main>
        <article>Nothing</article>
      </main>
    </StrictMode>,
  );
