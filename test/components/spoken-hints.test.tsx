// @vitest-environment happy-dom
import { describe, expect, it, vi } from 'vitest';
import { CaptureScreen } from '@/components/capture-screen';
import type { SpokenHintsProps } from '@/components/spoken-hints';
import type { Capture } from '@/components/use-capture-queue';
import { Failed } from '@/lib/domain/failed';
import { document as paper, flow, id, NOW, product, state } from './fixtures';
import { render, settle, text } from './render';

const captured = { flowId: id(1), slotId: id(9), captureId: id(8), already: false };

/** The capture page with a device that has voices for these languages. */
function talking(more: { isOn?: boolean; voices?: string[]; canSpeak?: boolean } = {}) {
  const said: string[][] = [];
  const { isOn = true, voices = ['en'], canSpeak = true } = more;
  const onToggle = vi.fn<(isOn: boolean) => void>();
  let found = () => {};
  const voice: SpokenHintsProps['voice'] = {
    canSpeak,
    hasVoice: (language) => voices.includes(language),
    onVoices: (changed) => (found = changed),
    say: (sentences) => void said.push([...sentences]),
    hush: () => void said.push(['hush']),
  };
  const find = (language: string) => settle(() => (voices.push(language), found()));
  const page = (
    onCapture: Capture,
    over: Partial<Parameters<typeof flow>[0]> = {},
    on = isOn,
    slotId?: string,
  ) => (
    <CaptureScreen
      state={state}
      flow={flow(over)}
      failure={undefined}
      slotId={slotId}
      kind={undefined}
      now={NOW}
      hints={{ voice, isOn: on, onToggle }}
      onRerun={() => Promise.resolve()}
      onSlot={() => {}}
      onCapture={onCapture}
    />
  );
  return { said, page, onToggle, find };
}

const taken: Capture = () => Promise.resolve(captured);
const refused: Capture = () => Promise.reject(new Failed('rejected', { reason: 'heic' }));

async function drop(name: string) {
  const event = new Event('drop', { bubbles: true, cancelable: true });
  Object.defineProperty(event, 'dataTransfer', { value: { files: [new File(['x'], name)] } });
  await settle(() => document.body.dispatchEvent(event));
}

const box = () => document.querySelector<HTMLInputElement>('input[type=checkbox]');

describe('spoken hints', () => {
  it('say what to add, and again when another kind is chosen', async () => {
    const { said, page } = talking();
    await render(page(taken));
    expect(said).toEqual([['Now add: Invoice. In a photo show all four corners, without glare.']]);
    await settle(() => document.querySelector<HTMLInputElement>('input[value=PAN]')?.click());
    expect(said.at(-1)).toEqual(['Now add: PAN card. In a photo show all four corners, without glare.']);
  });

  it('say that a file is safe, and then what is next', async () => {
    const { said, page } = talking();
    await render(page(taken));
    await drop('a.pdf');
    expect(said.at(-1)?.[0]).toBe('Invoice: captured, and safe on this device.');
    expect(said.at(-1)?.[1]).toMatch(/^Now add: /);
  });

  it('say why a file was refused, and what to do', async () => {
    const { said, page } = talking();
    await render(page(refused));
    await drop('a.heic');
    expect(said.at(-1)?.[0]).toMatch(/^Invoice: not taken. This is an HEIC photo.*JPEG\.$/);
  });

  it('say what was captured before', async () => {
    const { said, page } = talking();
    await render(page(() => Promise.resolve({ ...captured, already: true })));
    await drop('a.pdf');
    expect(said.at(-1)?.[0]).toBe('Invoice: captured before, nothing was added.');
  });

  it('say why a document was not accepted when its page opens, and what became of the new one', async () => {
    const { said, page } = talking();
    const slot = (at: 'refused' | 'sent', attempts: number) => ({
      documents: [paper(1, at, { verdictCode: 'INVALID_DOC', attempts })],
    });
    const opened = (at: 'refused' | 'sent', attempts: number) =>
      page(taken, slot(at, attempts), true, id(101));
    const { again } = await render(opened('refused', 1));
    const why = [
      'PAN card was not accepted',
      'Atlas knows this kind of document, but this one does not pass its checks.',
      'Photograph the whole original again: all four corners, no glare, nothing else in the picture.',
      'Now add: PAN card. In a photo show all four corners, without glare.',
    ];
    expect(said).toEqual([why]);
    await drop('a.jpg');
    expect(said).toHaveLength(1);
    await settle(() => document.querySelector<HTMLElement>('.retake-actions .button-primary')?.click());
    expect(said.slice(1)).toEqual([['PAN card: captured, and safe on this device.']]);
    await again(opened('sent', 2));
    await again(opened('refused', 2));
    expect(said.slice(2)).toEqual([why]);
  });

  it('are switched on at the page of a document that failed, too', async () => {
    const { said, page, onToggle } = talking();
    const failed = { documents: [paper(1, 'refused')] };
    await render(page(taken, failed, false, id(101)));
    expect(said).toEqual([]);
    await settle(() => box()?.click());
    expect(onToggle).toHaveBeenCalledExactlyOnceWith(true);
  });

  it('say when all that is required is there', async () => {
    const { said, page } = talking();
    const all = product.documents.map((_, n) => paper(n, 'captured'));
    await render(page(taken, { documents: all, missing: [] }));
    expect(said).toEqual([]);
    await drop('a.pdf');
    expect(said.at(-1)?.[1]).toMatch(/^All that is required is captured/);
  });

  it('say nothing of what came while they were off, and fall silent when switched off', async () => {
    const { said, page, onToggle } = talking({ isOn: false });
    const { again } = await render(page(taken));
    await drop('a.pdf');
    expect(said).toEqual([]);
    await settle(() => box()?.click());
    expect(onToggle).toHaveBeenLastCalledWith(true);
    await again(page(taken, {}, true));
    expect(said).toHaveLength(1);
    expect(said[0]?.join(' ')).toMatch(/^Now add/);
    await settle(() => box()?.click());
    expect(said.at(-1)).toEqual(['hush']);
    expect(onToggle).toHaveBeenLastCalledWith(false);
  });
});

describe('the switch', () => {
  it('is honest about a voice that is not there, and hears of one that is found', async () => {
    const { page, find } = talking({ voices: [] });
    await render(page(taken));
    expect(text()).toContain('This device has no voice for English, so nothing is spoken.');
    await find('en');
    expect(text()).not.toContain('no voice for English');
  });

  it('cannot be turned on where the browser cannot speak', async () => {
    const { page } = talking({ canSpeak: false });
    await render(page(taken));
    expect(box()?.disabled).toBe(true);
    expect(text()).toContain('This browser cannot speak.');
  });
});
