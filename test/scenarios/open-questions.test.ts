import { beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { AtlasOptions } from '@/test/emulators/atlas';
import { freshDatabase } from '@/test/lib/outbox/fresh-database';
import type { Kind } from './errand';
import { arrive, EXTRACTS, INIT, STATUS, UPLOAD } from './errand';
import { asha } from './town';

/* What Atlas's pages leave open, and each way it may be: the agent is told the truth, and nothing is sent twice. */

beforeEach(freshDatabase);

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const Extracts = z.looseObject({ ocr_data: z.array(z.looseObject({ document_id: z.string() })) });

async function sentWith(ways: Partial<AtlasOptions> = {}, kinds: readonly Kind[] = ['PAN']) {
  const at = await arrive(ways);
  for (const kind of kinds) await at.capture(kind);
  await at.send();
  return at;
}

test('4: a document is run again under a new id on the same flow, linked to the old attempt', async () => {
  const at = await arrive();
  const bad = {
    documentType: 'PAN',
    fields: {},
    error_code: 'INVALID_DOC',
    error_reason: 'Blurred',
  } as const;
  at.town.atlas.misread(1, bad);
  await at.capture('PAN');
  await at.send();
  await at.is('PAN', 'refused');
  const { documentId: first, slotId } = await at.row('PAN');
  const { flowId } = await at.flow();
  await at.laptop.wait(at.laptop.popup.call('flow.rerun', { flowId, slotIds: [slotId] }));
  await at.is('PAN', 'read');
  const again = await at.row('PAN');
  expect(again).toMatchObject({ attempts: 2, slotId });
  expect(again.documentId).not.toBe(first);
  expect(at.town.atlas.flows()).toHaveLength(1);
});

describe('5: one id told twice', () => {
  test.each(['second-entry', 'overwrite', 'reject'] as const)(
    'by the browser itself, and Atlas makes of it: %s',
    async (onDuplicate) => {
      const at = await arrive({ onDuplicate });
      at.town.repeat(UPLOAD);
      await at.capture('PAN');
      await at.send();
      await at.is('PAN', 'read');
      const isTwice = onDuplicate === 'second-entry';
      expect(await at.row('PAN')).toMatchObject({ possibleDouble: isTwice, isListedTwice: isTwice });
      const { flowId } = await at.flow();
      const results = await at.laptop.wait(at.laptop.popup.call('flow.results', { flowId }));
      expect(results.documents).toHaveLength(isTwice ? 2 : 1);
      expect(new Set(at.pulls()).size).toBe(1);
    },
  );

  test.each([
    ['the refused one first', (good: object, bad: object) => [bad, good]],
    ['the refused one last', (good: object, bad: object) => [good, bad]],
  ])('two entries that disagree, %s: read in one of them, and flagged', async (_, order) => {
    const at = await arrive();
    at.town.rewrite(EXTRACTS, (json) => {
      const answer = Extracts.parse(json);
      const ocr_data = answer.ocr_data.flatMap((good) =>
        order(good, { document_id: good.document_id, error_code: 'INVALID_DOC', error_reason: 'x' }),
      );
      return { ...answer, ocr_data };
    });
    await at.capture('PAN');
    await at.send();
    await at.is('PAN', 'read');
    expect((await at.row('PAN')).possibleDouble).toBe(true);
  });

  test('once it was seen the flag stays, whatever Atlas shows later', async () => {
    const at = await arrive();
    let asked = 0;
    at.town.rewrite(EXTRACTS, (json) => {
      const answer = Extracts.parse(json);
      asked += answer.ocr_data.length > 0 ? 1 : 0;
      // Twice and still empty at first; once and read later.
      const early = answer.ocr_data.flatMap(({ document_id }) => [{ document_id }, { document_id }]);
      return asked > 2 ? answer : { ...answer, ocr_data: early };
    });
    at.town.rewrite(STATUS, (json) => ({
      ...z.looseObject({}).parse(json),
      master_status: 'IN_PROGRESS',
    }));
    await at.capture('PAN');
    await at.send();
    await at.is('PAN', 'read');
    expect((await at.row('PAN')).isListedTwice).toBe(true);
  });
});

test('6: a list of files in the status is tolerated, and no verdict', async () => {
  const at = await arrive({ extractsLateMs: 3 * MINUTE });
  at.town.rewrite(STATUS, (json) => ({
    ...z.looseObject({}).parse(json),
    file_statuses: [{ document_id: 'x', status: 'SUCCESS' }],
  }));
  await at.capture('PAN');
  await at.send();
  await at.is('PAN', 'sent');
  await at.town.world.advance(MINUTE);
  expect((await at.row('PAN')).state).toBe('sent');
  await at.is('PAN', 'read');
});

describe('7: more files after a terminal status', () => {
  test('are taken, and the loan is not verified before they are read', async () => {
    const at = await sentWith();
    await at.is('PAN', 'read');
    await at.capture('AADHAAR');
    await at.send();
    expect((await at.flow()).state).not.toBe('verified');
    await at.is('AADHAAR', 'read');
    expect((await at.flow()).state).toBe('verified');
    expect(new Set(at.pulls()).size).toBe(2);
  });

  test('are refused: parked with the reason, bytes kept, and the others stay as they are', async () => {
    const at = await sentWith({ afterTerminal: 'refuse' });
    await at.is('PAN', 'read');
    await at.capture('AADHAAR');
    await at.send();
    await at.is('AADHAAR', 'parked', 3 * HOUR);
    expect((await at.row('AADHAAR')).failure?.code).toBe('rejected');
    expect((await at.row('PAN')).state).toBe('read');
    expect(at.pulls()).toHaveLength(1);
  });
});

test('8: a terminal status from before an upload says nothing of it', async () => {
  const at = await sentWith({ staleTerminalMs: 5 * MINUTE, stageMs: 2 * MINUTE });
  await at.is('PAN', 'read');
  await at.capture('AADHAAR');
  await at.send();
  await at.is('AADHAAR', 'sent');
  await at.town.world.advance(90 * SECOND);
  expect((await at.row('AADHAAR')).state).toBe('sent');
  expect((await at.flow()).state).toBe('verifying');
  await at.is('AADHAAR', 'read');
});

describe('9: an answer to an upload that names only some', () => {
  test('of what was taken whole: the other is asked about and sent once', async () => {
    const at = await arrive();
    at.town.rewrite(UPLOAD, (json) => z.array(z.unknown()).parse(json).slice(0, 1));
    await at.capture('PAN');
    await at.capture('AADHAAR');
    await at.send();
    await at.is('PAN', 'read');
    await at.is('AADHAAR', 'read');
    expect(at.told()).toHaveLength(2);
    expect(at.pulls()).toHaveLength(2);
  });

  test('names nobody we know: all are asked about', async () => {
    const at = await arrive();
    at.town.rewrite(UPLOAD, () => [{ document_id: 'another', file_uuid: 'f' }]);
    await at.capture('PAN');
    await at.send();
    expect(['sending', 'checking']).toContain((await at.row('PAN')).state);
    await at.is('PAN', 'read');
    expect(at.told()).toHaveLength(1);
  });
});

describe('10: the answer to an upload is lost', () => {
  test.each(['second-entry', 'overwrite', 'reject'] as const)(
    'it is asked about and not repeated, whatever Atlas does with repeats: %s',
    async (onDuplicate) => {
      const at = await arrive({ onDuplicate, extractsLateMs: 4 * MINUTE });
      at.town.atlas.faults.add({ on: `POST ${UPLOAD}`, times: 1, fault: { kind: 'lost-answer' } });
      await at.capture('PAN');
      await at.send();
      await at.is('PAN', 'read');
      expect(at.told()).toHaveLength(1);
      expect(await at.row('PAN')).toMatchObject({ attempts: 1, possibleDouble: false });
    },
  );
});

describe('11: the answer to flow/init is lost', () => {
  test.each(['new', 'same'] as const)(
    'the second init gives a %s flow: one flow gets documents',
    async (way) => {
      const at = await arrive({ onSecondInit: way });
      at.town.atlas.faults.add({ on: `POST ${INIT}`, times: 1, fault: { kind: 'lost-answer' } });
      await at.capture('PAN');
      await at.send();
      await at.is('PAN', 'read');
      expect(at.town.atlas.flows().filter(({ documents }) => documents.length > 0)).toHaveLength(1);
      expect(at.pulls()).toHaveLength(1);
    },
  );

  test('the second init is refused: parked where the agent sees it, bytes kept, nothing sent', async () => {
    const at = await arrive({ onSecondInit: 'refuse' });
    at.town.atlas.faults.add({ on: `POST ${INIT}`, times: 1, fault: { kind: 'lost-answer' } });
    await at.capture('PAN');
    await at.send();
    await at.is('PAN', 'parked');
    expect((await at.flow()).state).toBe('attention');
    expect((await at.row('PAN')).failure?.code).toBe('rejected');
    expect(at.told()).toEqual([]);
  });
});

describe('12: the shape of a result', () => {
  test.each(['entry', 'file_data'] as const)('fields stand in the %s', async (fieldsIn) => {
    const at = await sentWith({ fieldsIn });
    await at.is('PAN', 'read');
    const { flowId } = await at.flow();
    const results = await at.laptop.wait(at.laptop.popup.call('flow.results', { flowId }));
    expect(results.documents[0]?.fields).toMatchObject([{ key: 'number', value: 'ABCDE1234F' }]);
  });

  test('lists that are missing or null are "nothing yet"', async () => {
    const at = await arrive();
    let asked = 0;
    at.town.rewrite(EXTRACTS, (json) => {
      asked += 1;
      return asked === 1 ? {} : asked === 2 ? { ocr_data: null, cross_checks: null } : json;
    });
    await at.capture('PAN');
    await at.send();
    await at.is('PAN', 'read');
    expect(asked).toBeGreaterThan(2);
  });
});

test.each(['empty', 'null', 'absent'] as const)('13: without an error the code is %s', async (noError) => {
  const at = await sentWith({ noError });
  await at.is('PAN', 'read');
  expect(at.pulls()).toHaveLength(1);
});

describe('14: master_status FAILED', () => {
  test('with results all the same: each document has its own verdict', async () => {
    const at = await arrive({ masterFails: 'when-any-document-fails' });
    const bad = { documentType: 'PAN', fields: {}, error_code: 'UNRECOGNISED', error_reason: 'x' } as const;
    at.town.atlas.misread(1, bad, ({ bytes }) => new TextDecoder().decode(bytes).includes('PAN'));
    await at.capture('PAN');
    await at.capture('AADHAAR');
    await at.send();
    await at.is('AADHAAR', 'read');
    await at.is('PAN', 'refused');
    expect((await at.flow()).stages?.master).toBe('FAILED');
  });

  test('without any result: no verdict is made up, and the agent hears that Atlas names nothing', async () => {
    const at = await arrive();
    at.town.rewrite(STATUS, (json) => ({ ...z.looseObject({}).parse(json), master_status: 'FAILED' }));
    at.town.rewrite(EXTRACTS, () => ({}));
    await at.capture('PAN');
    await at.send();
    await at.is('PAN', 'sent');
    await at.town.world.advance(11 * MINUTE);
    expect(await at.row('PAN')).toMatchObject({ state: 'sent', isUnnamed: true, isLate: true });
    expect((await at.flow()).state).toBe('verifying');
  });
});

test('15: SUCCESS with cross-checks pending: documents are read, cross-checks are shown as open', async () => {
  const at = await arrive();
  at.town.rewrite(STATUS, (json) => ({
    ...z.looseObject({}).parse(json),
    crossheck_status: 'PENDING',
  }));
  await at.capture('PAN');
  await at.send();
  await at.is('PAN', 'read');
  const { flowId, stages } = await at.flow();
  const results = await at.laptop.wait(at.laptop.popup.call('flow.results', { flowId }));
  expect([stages?.master, stages?.crosscheck, results.comparison]).toEqual(['SUCCESS', 'PENDING', 'open']);
});

describe('19: how long a file_url must live', () => {
  test('it is signed when its turn comes, and still serves nine minutes later in Atlas’s queue', async () => {
    const at = await arrive({ stageMs: 9 * MINUTE });
    at.town.world.setOnline(false);
    await at.capture('PAN');
    at.town.world.setOnline(true);
    await at.town.world.advance(5 * HOUR);
    await at.laptop.wait(at.laptop.popup.call('session.signIn', asha));
    await at.send();
    await at.is('PAN', 'read', 2 * HOUR);
    expect(at.pulls()).toHaveLength(1);
  });

  test('a re-run has one of its own', async () => {
    const at = await arrive();
    const bad = { documentType: 'PAN', fields: {}, error_code: 'INVALID_DOC', error_reason: 'x' } as const;
    at.town.atlas.misread(1, bad);
    await at.capture('PAN');
    await at.send();
    await at.is('PAN', 'refused');
    const [{ flowId }, { slotId }] = [await at.flow(), await at.row('PAN')];
    await at.laptop.wait(at.laptop.popup.call('flow.rerun', { flowId, slotIds: [slotId] }));
    await at.is('PAN', 'read');
    const urls = at.town.atlas.pulls().map(({ fileUrl }) => fileUrl);
    expect(new Set(urls).size).toBe(2);
  });
});
