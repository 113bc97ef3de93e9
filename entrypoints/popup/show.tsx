import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { LiveWords } from '@/components/words/live-words';
import type { Catalogue } from '@/components/words/words';
import { createWords } from '@/components/words/words';
import type { Language } from '@/lib/domain/language';
import { onLanguageChanged } from '@/lib/session/areas';
import { createWorld } from '@/lib/world';
import type { AppProps } from './app';
import { App } from './app';

export interface ShowProps extends Pick<AppProps, 'client' | 'look'> {
  readonly language: Language;
  readonly messages: Catalogue;
  readonly spoken: () => Promise<Language>;
}

/** Draws the popup, with the first answer if it has come. */
export function show({ client, look, language, messages, spoken }: ShowProps): void {
  const root = document.querySelector('#root');
  if (!root) return;
  createRoot(root).render(
    <StrictMode>
      <LiveWords
        first={createWords(language, messages)}
        title="title.popup"
        spoken={spoken}
        subscribe={onLanguageChanged}
      >
        <App client={client} look={look} world={createWorld()} />
      </LiveWords>
    </StrictMode>,
  );
}
