import { listContracts } from '#db/repositories/contracts.ts';
import { unzipParts } from '../helpers/officeParts.ts';
import type { Services } from '../helpers/services.ts';
import { measureLongestBlock } from './medians.ts';
import type { ScaleCall } from './scaleCalls.ts';

/** Contracts of the file that is imported, at most. */
const IMPORTED_ROWS = 5_000;
/** A table of 15 x 15 cells. */
const TABLE_STEPS = 14;
/** The change of the figure that a goal seek reaches. */
const GOAL_FACTOR = 1.02;

type OpenBook = Services & { readonly answer: (call: ScaleCall) => Promise<number> };

/** Runs a command, and prints its duration, the processor time of the process, and the longest block of the core. */
const reportCommand = async (name: string, work: () => Promise<unknown>): Promise<void> => {
  let seconds = 0;
  const cpuBefore = process.cpuUsage();
  const { blockMs, processorMs, collectorMs } = await measureLongestBlock(async () => {
    const start = performance.now();
    await work();
    seconds = (performance.now() - start) / 1000;
  });
  const { user, system } = process.cpuUsage(cpuBefore);
  const [duration, processorTime] = [seconds, (user + system) / 1e6].map((value) => value.toFixed(2).padStart(7));
  console.log(
    `${name.padEnd(46)} ${duration} s, processor ${processorTime} s, longest block ${blockMs.toFixed(0).padStart(4)} ms (processor ${processorMs.toFixed(0)}, GC ${collectorMs.toFixed(0)})`,
  );
};

/** Writes the first contracts of the workspace as a file of records. */
const contractsFile = async ({ ask, readArtefact }: OpenBook): Promise<string> => {
  const { artefact } = await ask('exports.write', { format: 'csv' });
  const lines = unzipParts(await readArtefact(artefact))['Contracts.csv']!.split('\r\n');
  return lines.slice(0, IMPORTED_ROWS + 1).join('\r\n');
};

/**
 * Measures commands of many records and the jobs of goal seek and tables: a change of every contract, its undo, the import of contracts with
 * other tonnes, a goal seek for the lowest DSCR by a price, and a table of the NPV over two prices.
 */
export const benchScaleCommands = async (services: OpenBook): Promise<void> => {
  const { ask, answer, ctx, uploadFile, waitForJob } = services;
  await answer({ call: 'overview.get', input: {} });
  const contracts = await listContracts(ctx.workspace.db());
  const version = ctx.workspace.revision();
  const entries = contracts.map(({ id, terms }) => ({
    id,
    version,
    edits: terms.map(({ quantity }, i) => ({ path: `terms.${i}.quantity.tonnesPerYear`, value: quantity.tonnesPerYear + 1 })),
  }));
  await reportCommand(`change of ${contracts.length} contracts`, () => answer({ call: 'contracts.saveMany', input: { entries } }));
  const changedRecords = await contractsFile(services);
  await reportCommand('undo of it', () => answer({ call: 'history.undo', input: {} }));

  const removedIds = contracts.flatMap(({ id }) => (id.startsWith('G-') ? [id] : [])).slice(0, IMPORTED_ROWS);
  await reportCommand(`removal of ${removedIds.length} contracts`, () => answer({ call: 'contracts.remove', input: { ids: removedIds } }));
  await reportCommand('undo of it', () => answer({ call: 'history.undo', input: {} }));
  const figures = ['plan.npv', 'financing.minimumDscr'].map((target) => ({ target }));
  const decision = { title: 'Bench', why: '', decidedOn: '2026-06-01', figures };
  await reportCommand('record of a decision on two figures', () => answer({ call: 'decisions.add', input: decision }));
  await reportCommand('list of decisions', () => answer({ call: 'decisions.list', input: {} }));

  const intake = await uploadFile('contracts.csv', changedRecords);
  await reportCommand('reading of a file of contracts', () => answer({ call: 'imports.read', input: { intake } }));
  const file = await ask('imports.read', { intake: await uploadFile('contracts.csv', changedRecords) });
  if (file.kind !== 'tables') throw new Error(`the file is read as ${file.kind}`);
  const choice = { kind: 'tables', sheets: file.sheets.map((sheet) => sheet.choice) };
  const rowCount = file.sheets.reduce((sum, { rows }) => sum + rows, 0);
  await reportCommand(`check of its ${rowCount} rows`, () => answer({ call: 'imports.check', input: { id: file.id, choice } }));

  const { drivers } = await ask('sensitivity.options', {});
  const [first, second] = drivers.filter(({ group }) => group === 'price');
  const target = 'financing.minimumDscr';
  const goal = GOAL_FACTOR * Number((await ask('sensitivity.figure', { target })).figure.value);
  await reportCommand('goal seek for the lowest DSCR', async () => {
    const { key: driver, low, high } = first!;
    await waitForJob(await ask('sensitivity.goalSeekInJob', { target, goal, driver, low, high, hold: [] }), 'goalSeek');
  });
  const [rows, columns] = [first!, second!].map(({ key: driver, low, high }) => ({ driver, low, high, steps: TABLE_STEPS }));
  await reportCommand('table of the NPV, 15 x 15 prices', async () => {
    await waitForJob(await ask('sensitivity.table', { target: 'plan.npv', rows: rows!, columns: columns! }), 'sensitivity');
  });
};
