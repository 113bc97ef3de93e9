import { createWorld } from '@/lib/world';
import { generateSealingKey } from './keyring';
import { Misconfigured } from './misconfigured';
import { rescue } from './rescue';
import { startBroker } from './start';

/**
 * `npm run broker`: serves until SIGINT or SIGTERM.
 * `npm run broker -- keygen`: prints a new key for `BROKER_SEALING_KEY`.
 * `npm run broker -- rescue FILE [OUT_DIR]`: opens every capture of a rescue copy.
 */
async function main([command, ...args]: readonly string[]): Promise<void> {
  if (command === 'keygen') return say(generateSealingKey());
  if (command === 'rescue') return rescue(args, process.env, say);
  if (command !== undefined)
    throw new Misconfigured(`there is no command "${command}", only keygen and rescue`);
  const broker = await startBroker(process.env, createWorld());
  say(`Satchel broker at ${broker.url}`);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void broker.close());
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
