import { expect, test } from 'vitest';
import { createLog } from '@/lib/log';

test('a log line has the time, the event and the fields we know, and nothing else', () => {
  const lines: string[] = [];
  const log = createLog({ now: () => 1_000 }, (line) => lines.push(line));
  const more = { status: 200, ms: 7, route: '/v1/files/:token/:name', name: 'Meera Nair', body: { a: 1 } };
  log('request', more);
  log('request', { code: undefined });
  expect(lines).toEqual([
    '{"at":1000,"event":"request","ms":7,"route":"/v1/files/:token/:name","status":200}',
    '{"at":1000,"event":"request"}',
  ]);
});

test.each(['Meera Nair', '5001 2003 4999', 'a@b.example', '/v1/files?token=x', 'a'.repeat(65), '', 'a\nb'])(
  'text that is no word of ours is not written: %j',
  (code) => {
    const lines: string[] = [];
    createLog({ now: () => 1_000 }, (line) => lines.push(line))('failed', { code });
    expect(lines).toEqual(['{"at":1000,"event":"failed","code":"?"}']);
  },
);
