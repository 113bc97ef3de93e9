import webPush from 'web-push';
import { createWorld } from '@/lib/world';
import { checkStore, sayFinding } from './check';
import { readSettings } from './environment';
import { generateSealingKey } from './keyring';
import { Misconfigured } from './misconfigured';
import { rescue } from './rescue';
import { createS3Objects } from './s3-objects';
import { startBroker } from './start';

/**
 * `npm run broker`: serves until SIGINT or SIGTERM.
 * `npm run broker -- check`: tries the bucket, and says what it misses.
 * `npm run broker -- keygen`: prints a new key for `BROKER_SEALING_KEY`.
 * `npm run broker -- vapid`: prints a new key for `BROKER_VAPID_KEY`.
 * `npm run broker -- rescue FILE [OUT_DIR]`: opens every capture of a rescue copy.
 */
async function main([command, ...args]: readonly string[]): Promise<void> {
  if (command === 'keygen') return say(generateSealingKey());
  if (command === 'vapid') return say(webPush.generateVAPIDKeys().privateKey);
  if (command === 'check') return check();
  if (command === 'rescue') return rescue(args, process.env, say);
  if (command !== undefined)
    throw new Misconfigured(`there is no command "${command}", only check, keygen, rescue and vapid`);
  const broker = await startBroker(process.env, createWorld());
  say(`Satchel broker at ${broker.url}`);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void broker.close());
}

/** Ends with 1 when something is missing; what a store does not tell is said and does not count. */
async function check(): Promise<void> {
  const world = createWorld();
  const { store } = await readSettings(process.env);
  const objects = createS3Objects(world, store);
  const findings = await checkStore(world, objects, store);
  objects.close();
  for (const finding of findings) say(sayFinding(finding));
  if (findings.some(({ is }) => is === 'missing')) process.exitCode = 1;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

await main(process.argv.slice(2)).catch((thrown: unknown) => {
  // A wrong setting is one line for whoever set it; anything else is ours and wants its stack.
  if (!(thrown instanceof Misconfigured)) throw thrown;
  process.stderr.write(`${thrown.message}\n`);
  process.exitCode = 1;
});
