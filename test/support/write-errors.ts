import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import messages from '@/components/words/en.json';
import { createWords } from '@/components/words/words';
import { errorsPage } from './errors-page';
import { root } from './mini-tree';

writeFileSync(join(root, 'ERRORS.md'), errorsPage(createWords('en', messages)));
