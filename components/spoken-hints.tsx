import { useEffect, useId, useState } from 'react';
import './spoken-hints.css';
import { nativeNames } from '@/lib/domain/language';
import { useWords } from './words/use-words';

/** What says hints aloud; see `lib/speaker`. */
export interface Voice {
  readonly canSpeak: boolean;
  readonly hasVoice: (language: string) => boolean;
  readonly onVoices: (changed: () => void, signal: AbortSignal) => void;
  readonly say: (sentences: readonly string[], language: string) => void;
  readonly hush: () => void;
}

export interface SpokenHintsProps {
  readonly voice: Voice;
  readonly isOn: boolean;
  readonly onToggle: (isOn: boolean) => void;
}

/** The switch for spoken hints. It does not promise a voice that this device has not. */
export function SpokenHints({ voice, isOn, onToggle }: SpokenHintsProps) {
  const { t, language } = useWords();
  const id = useId();
  const hasVoice = useHasVoice(voice, language);
  const note = !voice.canSpeak
    ? t('speak.cannot')
    : isOn && !hasVoice
      ? t('speak.noVoice', { language: nativeNames[language] })
      : t('speak.about');
  return (
    <div className="spoken-hints">
      <label className="spoken-hints-label">
        <input
          type="checkbox"
          checked={isOn && voice.canSpeak}
          disabled={!voice.canSpeak}
          aria-describedby={id}
          onChange={({ target }) => {
            if (!target.checked) voice.hush();
            onToggle(target.checked);
          }}
        />
        {t('speak.title')}
      </label>
      <p className="soft note" id={id} role="status">
        {note}
      </p>
    </div>
  );
}

/** Browsers find their voices some time after a page has begun. */
function useHasVoice(voice: Voice, language: string): boolean {
  const [, look] = useState(0);
  useEffect(() => {
    const end = new AbortController();
    voice.onVoices(() => look((times) => times + 1), end.signal);
    return () => end.abort();
  }, [voice]);
  return voice.hasVoice(language);
}
