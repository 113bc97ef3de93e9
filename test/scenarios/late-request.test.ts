import { afterAll, beforeAll, expect, test } from 'vitest';
import { createSim } from '@/test/faults/sim-clock';
import { installCrypto } from '@/test/faults/sim-crypto';
import { createDevice } from '@/test/faults/sim-device';
import { createLedger } from '@/test/faults/sim-ledger';
import { paper } from '@/test/faults/sim-papers';
import { agents, createSimTown } from '@/test/faults/sim-town';
import { createWeather } from '@/test/faults/sim-weather';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
/** Far longer than anybody waits for the answer. */
const LATE = 4 * MINUTE;

let restore = () => {};
beforeAll(() => {
  restore = installCrypto();
});
afterAll(() => restore());

/** A device and its town, in which the first multiupload is under way for `LATE`. */
async function lateTown() {
  const sim = createSim(1);
  let isDrawn = false;
  const weather: ReturnType<typeof createWeather> = {
    ...createWeather(sim),
    forgets: () => false,
    draw(_hop, path) {
      if (isDrawn || !path.endsWith('/multiupload')) return undefined;
      isDrawn = true;
      return { kind: 'late-request', ms: LATE };
    },
  };
  const town = await createSimTown(sim, weather, { contract: {}, apis: { api: 'flow', also: [] } });
  const ledger = createLedger();
  return { sim, town, ledger, device: createDevice(sim, town, ledger) };
}

test('a multiupload that is under way for long acts at Atlas after its sender gave up', async () => {
  const { sim, town, ledger, device } = await lateTown();
  const [{ tenant, email, password }] = agents;
  const asked = async () => {
    await device.popup.call('session.signIn', { tenant, email, password });
    const bytes = paper('PAN', 'number 1').blob;
    const input = { loanId: 'CDL-1', kind: 'PAN', source: 'portal-link', bytes } as const;
    const { flowId } = await device.portal.call('portal.capture', input);
    await device.popup.call('flow.send', { flowId });
  };
  void asked();
  expect(await sim.until(() => ledger.submitted.length > 0, 10 * MINUTE)).toBe(true);
  const [documentId] = ledger.submitted[0]?.documentIds ?? [];
  const isHeld = () =>
    town.atlas.flows().some(({ documents }) => documents.some((one) => one.documentId === documentId));
  await sim.pass(LATE - MINUTE);
  expect(ledger.submitted[0]?.answeredAt).toBeUndefined();
  expect(isHeld()).toBe(false);
  expect(await sim.until(isHeld, 2 * MINUTE)).toBe(true);
});
