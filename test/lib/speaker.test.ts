import { describe, expect, it, vi } from 'vitest';
import type { Speech } from '@/lib/speaker';
import { createSpeaker } from '@/lib/speaker';

const voice = (lang: string, localService = true): SpeechSynthesisVoice => ({
  lang,
  localService,
  name: lang,
  voiceURI: lang,
  default: false,
});

/** The platform's speech, as far as it is used: `happy-dom` has none. */
function fake(voices: SpeechSynthesisVoice[]) {
  const said: string[] = [];
  const events = new EventTarget();
  const speech: Speech = {
    getVoices: () => voices,
    speak: ({ text, voice: by, lang }) => void said.push(`${by?.lang ?? 'nobody'} (${lang}): ${text}`),
    cancel: () => void said.push('hush'),
    addEventListener: (...given) => events.addEventListener(...given),
  };
  const utter = (text: string): SpeechSynthesisUtterance =>
    Object.assign(new EventTarget(), {
      text,
      lang: '',
      voice: null,
      rate: 1,
      pitch: 1,
      volume: 1,
      onboundary: null,
      onend: null,
      onerror: null,
      onmark: null,
      onpause: null,
      onresume: null,
      onstart: null,
    });
  return { said, voices, events, speaker: createSpeaker(speech, utter) };
}

describe('a speaker', () => {
  it('says sentences one after the other, by the voice of the language, and stops what was said before', () => {
    const { said, speaker } = fake([voice('en-US'), voice('hi-IN')]);
    speaker.say(['एक', 'दो'], 'hi');
    expect(said).toEqual(['hush', 'hi-IN (hi-IN): एक', 'hi-IN (hi-IN): दो']);
  });

  it('prefers the voice of India', () => {
    const { said, speaker } = fake([voice('ta_LK'), voice('ta_IN'), voice('en-GB')]);
    speaker.say(['ஒன்று'], 'ta');
    expect(said.at(-1)).toBe('ta_IN (ta_IN): ஒன்று');
  });

  it('has no voice where the device has none, and says nothing then', () => {
    const { said, speaker } = fake([voice('en-US'), voice('mrj')]);
    expect([speaker.hasVoice('en'), speaker.hasVoice('mr')]).toEqual([true, false]);
    speaker.say(['एक'], 'mr');
    expect(said).toEqual([]);
  });

  it('does not use a voice of the network: it would be sent the words', () => {
    const { said, speaker } = fake([voice('hi-IN', false)]);
    expect(speaker.hasVoice('hi')).toBe(false);
    speaker.say(['एक'], 'hi');
    expect(said).toEqual([]);
  });

  it('tells when voices have been found', () => {
    const { voices, events, speaker } = fake([]);
    const changed = vi.fn<() => void>();
    const end = new AbortController();
    speaker.onVoices(changed, end.signal);
    voices.push(voice('kn-IN'));
    events.dispatchEvent(new Event('voiceschanged'));
    expect(changed).toHaveBeenCalledOnce();
    expect(speaker.hasVoice('kn')).toBe(true);
    end.abort();
    events.dispatchEvent(new Event('voiceschanged'));
    expect(changed).toHaveBeenCalledOnce();
  });

  it('is honest where the platform cannot speak', () => {
    const speaker = createSpeaker(undefined, () => {
      throw new Error('nothing is to be said');
    });
    expect([speaker.canSpeak, speaker.hasVoice('en')]).toEqual([false, false]);
    speaker.say(['one'], 'en');
    speaker.hush();
  });
});
