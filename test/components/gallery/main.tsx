import { createRoot } from 'react-dom/client';
import { scenes } from './scenes';

/** `?scene=<name>` shows one scene; without it all names are listed. */
function main(): void {
  const root = document.querySelector('#root');
  if (!root) return;
  const name = new URLSearchParams(window.location.search).get('scene') ?? '';
  createRoot(root).render(
    scenes[name] ?? (
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

main();
