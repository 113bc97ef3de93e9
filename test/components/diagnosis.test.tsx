// @vitest-environment happy-dom
import { expect, it, vi } from 'vitest';
import type { DiagnosisPanelProps } from '@/components/diagnosis';
import { DiagnosisPanel } from '@/components/diagnosis';
import { Failed } from '@/lib/domain/failed';
import { diagnosisFile, NOW } from './fixtures';
import { buttons, press, render, text } from './render';

it('is shown before it is saved, and what is saved is what was shown', async () => {
  const onSave = vi.fn<DiagnosisPanelProps['onSave']>(() => Promise.resolve());
  await render(
    <DiagnosisPanel now={NOW} onDiagnose={() => Promise.resolve(diagnosisFile)} onSave={onSave} />,
  );
  expect(buttons('Save it')).toEqual([]);
  await press('Show what it contains');
  expect(text()).toContain('1 loan, 1 document, 2 events. Nothing has been saved or sent yet.');
  expect(document.querySelector('textarea')?.value).toBe(diagnosisFile.text);
  expect(onSave).not.toHaveBeenCalled();
  await press('Save it');
  expect(onSave).toHaveBeenCalledExactlyOnceWith(diagnosisFile);
  expect(text()).toContain('Satchel sends it to nobody');
});

it('says when it cannot be had', async () => {
  const onDiagnose = () => Promise.reject(new Failed('bug', { reason: 'disk-silent' }));
  await render(<DiagnosisPanel now={NOW} onDiagnose={onDiagnose} onSave={() => Promise.resolve()} />);
  await press('Show what it contains');
  expect(document.querySelector('[role=alert]')?.textContent).toContain('The storage of this device');
  expect(buttons('Save it')).toEqual([]);
});

it('is not said to be saved when it could not be', async () => {
  const onSave = () => Promise.reject(new Failed('full'));
  await render(
    <DiagnosisPanel now={NOW} onDiagnose={() => Promise.resolve(diagnosisFile)} onSave={onSave} />,
  );
  await press('Show what it contains');
  await press('Save it');
  expect(text()).not.toContain('Satchel sends it to nobody');
  expect(document.querySelector('[role=alert]')?.textContent).toContain('There is no space left');
});
