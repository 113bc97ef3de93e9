import { createTesseractReader } from '@/test/emulators/reader';
import type { Read } from '@/test/emulators/atlas-reading';

/**
 * Really reads, but stumbles over the first delivery order it meets, as a service in the middle of a bad
 * minute does: the same bytes are read well the second time.
 */
export async function createDemoReader(): Promise<{ read: Read; close(): Promise<void> }> {
  const reader = await createTesseractReader();
  let stumbled = false;
  return {
    async read(bytes, contentType, documentId) {
      const reading = await reader.read(bytes, contentType, documentId);
      if (stumbled || reading.documentType !== 'DELIVERY_ORDER') return reading;
      stumbled = true;
      return {
        documentType: '',
        fields: {},
        error_code: 'UNRECOGNISED',
        error_reason: 'The document type could not be determined',
      };
    },
    close: () => reader.close(),
  };
}
