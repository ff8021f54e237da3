import { readFile } from 'node:fs/promises';
import { readXlsx } from 'hucre/xlsx';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createOwnMine } from '../../e2e/files/ownMine.ts';
import { seedEmptyWorkspace } from '../../helpers/emptyWorkspace.ts';
import { openServices, type Services } from '../../helpers/services.ts';
import { guessedChoice, read } from './importFiles.ts';

const WORKBOOK = new URL('../../e2e/files/own-mine.xlsx', import.meta.url);

let services: Services;

beforeAll(async () => {
  services = await openServices(seedEmptyWorkspace());
});
afterAll(() => services.close());

it('the workbook of one’s own mine equals the output of its generator', async () => {
  const rowsOf = async (content: Uint8Array) => (await readXlsx(content)).sheets.map(({ name, rows }) => [name, rows]);
  expect(await rowsOf(new Uint8Array(await readFile(WORKBOOK)))).toEqual(await rowsOf(await createOwnMine()));
});

it('it contains everything for a first verdict, with one decision about a name', async () => {
  const file = await read(services, 'own-mine.xlsx', new Uint8Array(await readFile(WORKBOOK)));
  const { id, choice } = guessedChoice(file);
  if (choice.kind !== 'tables') throw new Error('no tables');
  const before = await services.ask('imports.check', { id, choice });
  expect(before.counts).toMatchObject({ added: 29, refused: 2 });
  const answeredChoice = { ...choice, names: [{ name: 'AOYAMA Co., Ltd.', as: 'same' as const, buyer: 'Aoyama' }] };
  const { counts, rows } = await services.ask('imports.check', { id, choice: answeredChoice });
  expect(rows.filter(({ outcome }) => outcome === 'refused')).toEqual([]);
  expect(counts).toEqual({ added: 31, changed: 0, same: 0, refused: 0 });
  await services.waitForJob(await services.ask('imports.apply', { id, choice: answeredChoice }));
  const { checklist, verdict } = await services.ask('overview.get', {});
  expect(checklist.filter(({ isDone: isComplete }) => !isComplete)).toEqual([]);
  // production is entered to 2028 and contracts run to 2029
  expect(verdict.map(({ key }) => key)).toEqual(
    expect.arrayContaining(['oversold.verdict.nothing', expect.stringMatching(/^overview\.verdict\.china/)]),
  );
});
