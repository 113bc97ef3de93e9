import { z } from 'zod';
import { inTurn, ratio, short } from '@/test/bench/measure';
import { ids, milliseconds, openScene, run } from '@/test/bench/scene';
import type { Subject } from '@/test/bench/subject';

const MB = 1_000_000;
const MemoryCosts = z.object({ fresh: z.number(), again: z.number() });
/** Of the hundred; what is to be compiled and opened is so by then. */
const WARM_UP = 10;

export const takeIn: Subject = {
  name: 'take-in',
  title: 'Taking documents in: 100 × 2 MB until each is safe on this device',
  includes:
    'the message with the bytes to the background, the check of the file, two SHA-256, the seal (HPKE), one strict transaction with record and bytes, the witness, the answer; two documents at a time, as the capture page takes them: one is read while the one before it is written. The agent is locked, as he is with no network: nothing is sent meanwhile.',
  leavesOut:
    'choosing the files; pictures (see shrink): these are PDFs of random bytes. The floor is one strict IndexedDB put a document from memory. Uppy gets all files at once; its transactions are the browser’s default (relaxed), its bytes neither sealed nor hashed.',
  async measure({ kit, quick, say }) {
    const [all, rounds] = quick ? [6, 1] : [100, 5];
    const countOf = (isWarmUp: boolean) => (isWarmUp ? Math.min(WARM_UP, all) : all);
    const scene = await openScene(kit);
    const uppy = await scene.rival('uppy');
    try {
      const values = await inTurn(
        {
          satchel: async (isWarmUp) => {
            const count = countOf(isWarmUp);
            await scene.fresh();
            const flows = await ids(
              scene.popup,
              `seed({ flows: ${Math.ceil(count / 5)}, each: 1, state: 'read', size: 1000 })`,
            );
            await run(scene.popup, 'lock()');
            const took = await milliseconds(
              scene.capture,
              `takeIn(${JSON.stringify(flows)}, ${count}, ${2 * MB})`,
            );
            await run(scene.popup, 'unlock()');
            return took;
          },
          floor: (isWarmUp) => milliseconds(scene.capture, `putOnly(${countOf(isWarmUp)}, ${2 * MB})`),
          ...(uppy && {
            uppy: async (isWarmUp) => {
              const took = Number(await uppy.evaluate(`rival.takeIn(${countOf(isWarmUp)}, ${2 * MB})`));
              await uppy.evaluate('rival.clear()');
              return took;
            },
          }),
        },
        rounds,
        say,
      );
      const { satchel = [], floor = [], uppy: rival } = values;
      const memory = MemoryCosts.parse(await run(scene.capture, `memoryCosts(${2 * MB})`));
      const because =
        'The floor neither checks, hashes nor seals, and sends no message. Three quarters of what the worker computes is copying the bytes and working on them, of which each step takes memory of its own: the file is read out of another process, then one AES-GCM and two SHA-256 over every byte, and the sealed Blob. The rest is the message and its answer, the witness outside of the database, and room left on the device.';
      return {
        notes: [
          `${2 * MB} bytes of memory that nobody had before take ${short(memory.fresh)} ms on this machine, as many that are there already ${short(memory.again)} ms; the floor hands over bytes that lie there already.`,
        ],
        series: Object.entries(values).map(([name, each]) => ({ name, unit: 'ms', values: each })),
        goals: [
          { says: 'times the floor', value: ratio(satchel, floor), kind: 'most', limit: 1.3, because },
          ...(rival
            ? [
                {
                  says: 'times Uppy with Golden Retriever',
                  value: ratio(satchel, rival),
                  kind: 'most' as const,
                  limit: 1,
                  because:
                    'Uppy writes relaxed transactions of clear bytes, in parallel; a power cut loses them.',
                },
              ]
            : []),
        ],
      };
    } finally {
      await scene.close();
    }
  },
};
