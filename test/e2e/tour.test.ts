import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { newProfile } from '@/test/support/browser';
import { buildDemo } from '@/test/support/demo-build';
import { createDemoReader } from '@/test/support/demo-reader';
import type { Stack } from '@/test/support/stack';
import { startStack } from '@/test/support/stack';
import { runTour, tourApis } from './tour';

const MINUTE = 60_000;
const pictures = fileURLToPath(new URL('../../.output/tour', import.meta.url));
const profile = newProfile();
let reader: Awaited<ReturnType<typeof createDemoReader>>;
let stack: Stack;
/** The broker's own log: nothing secret or personal may stand in it. */
const brokerLog: string[] = [];

beforeAll(async () => {
  reader = await createDemoReader();
  stack = await startStack({ read: reader.read, log: (line) => brokerLog.push(line), apis: tourApis });
});
afterAll(async () => {
  await stack.close();
  await reader.close();
  profile.remove();
});

test('a field agent’s whole job, in a real browser', { timeout: 6 * MINUTE }, async ({ signal }) => {
  const lines: string[] = [];
  const extension = await buildDemo();
  const say = (line: string) => lines.push(line);
  await runTour({ stack, extension, profile: profile.path, pictures, say, signal });
  expect(lines.every((line) => line.startsWith('✓'))).toBe(true);
  const log = brokerLog.join('\n');
  expect(log).not.toMatch(/canary|refresh-|eyJ|Meena|4953.?8172.?6045/);
});
