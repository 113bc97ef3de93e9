import type { AtlasOptions } from '@/test/emulators/atlas';
import { asha, createLaptop, createTown, paper } from './town';
import type { Laptop } from './town';

const HOUR = 3_600_000;
export const INIT = '/v3/verification/flow/init';
export const UPLOAD = '/v3/verification/multiupload';
export const STATUS = '/v3/verification/status';
export const EXTRACTS = '/v3/verification/extracts';
export const papers = { AADHAAR: paper('AADHAAR', '492164578901'), PAN: paper('PAN', 'ABCDE1234F') };
export type Kind = keyof typeof papers;

/** A signed-in agent with one loan to bring. `ways`: how Atlas is where its pages leave it open. */
export async function arrive(
  ways: Partial<AtlasOptions> = {},
  platform: Parameters<typeof createLaptop>[1] = {},
  own: Parameters<typeof createLaptop>[2] = {},
  organisation: Parameters<typeof createTown>[2] = {},
) {
  const town = await createTown(1, ways, organisation);
  const laptop = createLaptop(town, platform, own);
  await laptop.wait(laptop.popup.call('session.signIn', asha));

  async function flow() {
    const [first] = await laptop.wait(laptop.popup.call('flow.list', { finished: 100 }));
    if (!first) throw new Error('no flow');
    return first;
  }
  async function row(kind: Kind) {
    const found = (await flow()).documents.find((one) => one.kind === kind);
    if (!found) throw new Error('no such document');
    return found;
  }
  return {
    town,
    laptop,
    flow,
    row,
    capture: (kind: Kind) => captureOn(laptop, kind),
    send: async () => laptop.wait(laptop.popup.call('flow.send', { flowId: (await flow()).flowId })),
    is: (kind: Kind, state: string, most = HOUR) =>
      town.world.until(async () => (await row(kind)).state === state, most),
    /** Told to Atlas, with what it was told of. */
    told: () =>
      town.sent
        .filter(({ text }) => /\/v[13]\/\w+\/multiupload\n/.test(text))
        .flatMap(({ text }) => [...text.matchAll(/"document_id":"([^"]+)"/g)].map(([, id]) => id)),
    pulls: () => town.atlas.pulls().map(({ documentId }) => documentId),
  };
}

function captureOn(laptop: Laptop, kind: Kind) {
  const input = { loanId: 'CDL-1', kind, source: 'portal-link' as const, bytes: papers[kind] };
  return laptop.wait(laptop.portal.call('portal.capture', input));
}
