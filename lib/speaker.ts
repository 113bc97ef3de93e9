/** What the platform's speech must be able to do; `speechSynthesis` is one. */
export interface Speech {
  getVoices(): SpeechSynthesisVoice[];
  speak(utterance: SpeechSynthesisUtterance): void;
  cancel(): void;
  addEventListener(type: 'voiceschanged', listener: () => void, options: { signal: AbortSignal }): void;
}

/**
 * Says sentences aloud in a language, where this device has a voice for it.
 * @param speech absent where the platform cannot speak
 */
export function createSpeaker(speech: Speech | undefined, utter: (text: string) => SpeechSynthesisUtterance) {
  const voiceOf = (language: string) => {
    // A voice of the network would send a loan's documents, by name, to whoever runs it.
    const near = speech?.getVoices().filter(({ localService }) => localService) ?? [];
    const mine = near.filter(({ lang }) => lang.toLowerCase().split(/[-_]/)[0] === language);
    return mine.find(({ lang }) => /[-_]in$/i.test(lang)) ?? mine[0];
  };
  return {
    canSpeak: speech !== undefined,
    /** Voices load late: ask again when `onVoices` says so. */
    hasVoice: (language: string): boolean => voiceOf(language) !== undefined,
    onVoices: (changed: () => void, signal: AbortSignal): void =>
      speech?.addEventListener('voiceschanged', changed, { signal }),
    /** One after the other, instead of what is still being said. Nothing without a voice. */
    say(sentences: readonly string[], language: string): void {
      const voice = voiceOf(language);
      if (!speech || !voice) return;
      speech.cancel();
      for (const sentence of sentences) {
        const utterance = utter(sentence);
        utterance.voice = voice;
        utterance.lang = voice.lang;
        speech.speak(utterance);
      }
    },
    hush: (): void => speech?.cancel(),
  };
}

export type Speaker = ReturnType<typeof createSpeaker>;

/** The speaker of this browser. */
export function browserSpeaker(): Speaker {
  const speech = 'speechSynthesis' in globalThis ? globalThis.speechSynthesis : undefined;
  return createSpeaker(speech, (text) => new SpeechSynthesisUtterance(text));
}
