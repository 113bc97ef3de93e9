import { Failed } from '@/lib/domain/failed';
import { flow, hints, id, NOW, state } from '@/test/components/fixtures';

/** What the capture page is given, where a scene says nothing else. */
export const captureProps = {
  state,
  flow: flow(),
  failure: undefined,
  slotId: undefined,
  kind: undefined,
  now: NOW,
  onRerun: () => Promise.resolve(),
  onSlot: () => {},
  hints,
  onCapture: ({ file }: { file: File }) =>
    file.name.endsWith('.docx')
      ? Promise.reject(new Failed('rejected', { reason: 'not-a-document' }))
      : Promise.resolve({
          flowId: id(1),
          slotId: id(9),
          captureId: id(8),
          already: file.name === 'twice.jpg',
        }),
};
