import { readFileSync } from 'node:fs';
import { toFailed } from '@/lib/domain/failed';
import { tell } from './told-diagnosis';

/* `npm run replay -- satchel-diagnosis-….json`: what happened to each document, from what an agent saved for support. */
const [path] = process.argv.slice(2);
if (path === undefined) {
  process.stderr.write('Name the file: npm run replay -- satchel-diagnosis-….json\n');
  process.exitCode = 2;
} else
  try {
    process.stdout.write(`${tell(readFileSync(path, 'utf8')).join('\n')}\n`);
  } catch (thrown) {
    process.stderr.write(`${path}: ${toFailed(thrown).detail ?? 'cannot be read'}\n`);
    process.exitCode = 1;
  }
