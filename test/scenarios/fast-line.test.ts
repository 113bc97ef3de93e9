import { beforeEach, expect, test } from 'vitest';
import { freshDatabase } from '@/test/lib/outbox/fresh-database';
import { arrive } from './errand';
import type { Kind } from './errand';
import { origins, paper } from './town';

beforeEach(freshDatabase);

const MIB = 1_024 * 1_024;

test(
  'a large scan goes in parts on a line that nobody has measured, and in one piece once it is known to be fast',
  { timeout: 60_000 },
  async () => {
    const { town, laptop, is, send, pulls } = await arrive();
    const puts = () => town.sent.filter(({ origin }) => origin === origins.store).length;
    const capture = async (kind: Kind, letter: string) => {
      const bytes = paper(kind, letter.repeat(9 * MIB));
      const input = { loanId: 'CDL-1', kind, source: 'portal-link' as const, bytes };
      await laptop.wait(laptop.portal.call('portal.capture', input));
      await is(kind, 'stored');
      return puts();
    };
    expect(await capture('PAN', 'X')).toBe(2);
    expect(await capture('AADHAAR', 'Y')).toBe(3);
    expect(town.objects.openParts()).toHaveLength(0);
    await send();
    await town.world.until(async () => pulls().length === 2);
  },
);
