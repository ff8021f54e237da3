import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { zipSync } from 'fflate';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openWorkspaceFile } from '#db/connection.ts';
import type { CallName } from '#shared/contract/names.ts';
import { createTables } from '../../../core/workers/tableClient.ts';
import { writeTables } from '../../../core/workers/writeTables.ts';
import { createJpeg, createPng } from '../../helpers/pictures.ts';
import { PROOF_SEED, proofCount, recordFigures } from '../../helpers/proof.ts';
import { createRandom } from '../../helpers/random.ts';
import { openServices, type Services } from '../../helpers/services.ts';
import { createFolder, createWorkspace } from '../db/workspaceFiles.ts';
import { deals, exportBundle } from '../imports/bundleFiles.ts';
import { guessedChoice, readEverything, sheet } from '../imports/importFiles.ts';

/** Damaged files of each kind. */
const FILES = proofCount('FILES', 4);

let services: Services;
let before: unknown;
/** A valid file of each kind with the call that takes it. */
let files: readonly { readonly name: string; readonly call: CallName; readonly content: Uint8Array }[];

beforeAll(async () => {
  services = await openServices(undefined, {}, undefined, createTables({ heapMb: 256 }));
  const rows = sheet('Buyers', [['Name', 'Country', 'Type'], ...Array.from({ length: 40 }, (_, i) => [`Buyer ${i}`, 'CN', 'Smelter'])]);
  const prices = sheet('Prices', [
    ['Month', 'CU', 'AU'],
    ...Array.from({ length: 30 }, (_, i) => [`2024-${String((i % 12) + 1).padStart(2, '0')}`, 9000 + i, 2000]),
  ]);
  const csv = await writeTables('csv', [rows]);
  files = [
    { name: 'buyers.csv', call: 'imports.read', content: csv },
    { name: 'buyers.xlsx', call: 'imports.read', content: await writeTables('xlsx', [rows, prices]) },
    { name: 'tables.zip', call: 'imports.read', content: zipSync({ 'buyers.csv': csv, 'prices.csv': await writeTables('csv', [prices]) }) },
    { name: 'workspace.json', call: 'imports.read', content: await exportWorkspace() },
    { name: 'deal.orebundle', call: 'imports.read', content: await exportBundle(services, deals('C-014')) },
    { name: 'logo.png', call: 'houseStyle.setLogo', content: createPng(20, 10, [10, 20, 30, 255]) },
    { name: 'logo.jpg', call: 'houseStyle.setLogo', content: createJpeg(20, 10) },
  ];
  before = await readEverything(services);
});
afterAll(() => services.close());

const exportWorkspace = async (): Promise<Uint8Array> => {
  const { artefact } = await services.ask('exports.write', { format: 'json' });
  return services.readArtefact(artefact);
};

/** Damages a file in one of the ways in which files are damaged or forged. */
const damage = (content: Uint8Array, drawRandom: () => number): Uint8Array => {
  const at = (): number => Math.floor(drawRandom() * content.length);
  const length = Math.floor(drawRandom() * Math.min(200, content.length));
  const [from, sourceAt] = [at(), at()];
  const bytes = Buffer.from(content);
  switch (Math.floor(drawRandom() * 7)) {
    case 0:
      return bytes.subarray(0, from);
    case 1:
      return bytes.fill(drawRandom() < 0.5 ? 0 : 0xff, from, Math.min(from + length, bytes.length));
    case 2:
      return Buffer.concat([bytes.subarray(0, from), bytes.subarray(from + length)]);
    case 3:
      return Buffer.concat([bytes.subarray(0, from), bytes.subarray(sourceAt, sourceAt + length), bytes.subarray(from)]);
    case 4:
      return Buffer.concat([bytes.subarray(0, from), Buffer.from('\0\u202e"=1+1",🪨<&;'), bytes.subarray(from)]);
    case 5:
      return Buffer.concat([bytes, bytes]);
    default:
      for (let i = 0; i <= length / 10; i++) bytes[at()] = Math.floor(drawRandom() * 256);
      return bytes;
  }
};

it('every importer reads a damaged file or refuses it with a code, and a file that is only read changes nothing', async () => {
  const drawRandom = createRandom(PROOF_SEED);
  for (const { name, call, content } of files) {
    const figures = { read: 0, refused: 0 };
    for (let n = 0; n < FILES; n++) {
      const damagedContent = n === 0 ? content : damage(content, drawRandom);
      const token = await services.uploadFile(name, damagedContent);
      const result = await services.call(call, call === 'imports.read' ? { intake: token } : { logo: token }, randomUUID());
      if (n === 0) expect([name, result.ok]).toEqual([name, true]);
      figures[result.ok ? 'read' : 'refused'] += 1;
      if (!result.ok) expect([name, n, result.error.code]).not.toEqual([name, n, 'INTERNAL']);
      else if (call === 'imports.read') {
        const checkResult = await services.call('imports.check', guessedChoice(result.value as Parameters<typeof guessedChoice>[0]));
        if (!checkResult.ok) expect([name, n, checkResult.error.code]).not.toEqual([name, n, 'INTERNAL']);
      }
    }
    recordFigures('hostile files', { [`${name}: read`]: figures.read, [`${name}: refused`]: figures.refused });
  }
  expect(await readEverything(services)).toEqual(before);
});

it('a damaged workspace file is opened or refused with a code', async () => {
  const drawRandom = createRandom(PROOF_SEED);
  const folder = createFolder();
  const workspace = await createWorkspace(join(folder, 'mine.orebook'));
  workspace.close();
  const content = readFileSync(workspace.path);
  const figures = { read: 0, refused: 0 };
  for (let n = 0; n < FILES; n++) {
    const result = await services.call(
      'workspace.open',
      { intake: await services.uploadFile('mine.orebook', damage(content, drawRandom)) },
      randomUUID(),
    );
    figures[result.ok ? 'read' : 'refused'] += 1;
    if (!result.ok) expect([n, result.error.code]).not.toEqual([n, 'INTERNAL']);
  }
  recordFigures('hostile files', { 'mine.orebook: read': figures.read, 'mine.orebook: refused': figures.refused });
  expect((await openWorkspaceFile(workspace.path)).close()).toBeUndefined();
});
