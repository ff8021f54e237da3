import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { listBuyers } from '#db/repositories/buyers.ts';
import { listContracts } from '#db/repositories/contracts.ts';
import { CONTRACT } from '#shared/contract/contract.ts';
import type { ContractId } from '#shared/domain/ids.ts';
import { createDispatcher } from '../../core/dispatcher.ts';
import { handlers } from '../../core/handlers.ts';
import { createReadWriteLock } from '../../core/readWriteLock.ts';
import { root } from '../helpers/app.ts';
import { openServices, type Services } from '../helpers/services.ts';
import { type LongestBlock, measureLongestBlock, measureRuns, median, report } from './medians.ts';
import { listScaleCalls, type ScaleCall } from './scaleCalls.ts';
import { benchScaleCommands } from './scaleCommands.ts';
import { benchScaleJobs } from './scaleJobs.ts';
import { benchScalePages } from './scalePages.ts';
import { reportSqliteInPython } from './sqliteInPython.ts';

const SIZES: readonly { readonly contracts: number; readonly buyers: number }[] = [
  { contracts: 1_000, buyers: 50 },
  { contracts: 10_000, buyers: 500 },
];

const READS = 5;

/** The sections of the pages in a browser, of the commands and of the jobs. */
const PAGES = 'pages';
const COMMANDS = 'commands';
const JOBS = 'jobs';

/** A generated contract that is edited; contracts of the sample are in its template's product. */
const EDITED = 'G-00007' as ContractId;

/** Writes the generated book of a size, once, and returns its file. */
const bookFile = ({ contracts, buyers }: (typeof SIZES)[number]): string => {
  const path = join(root, '.cache', 'books', `${contracts}-${buyers}.orebook`);
  if (existsSync(path)) return path;
  mkdirSync(dirname(path), { recursive: true });
  const script = join(root, 'tests', 'bench', 'writeBook.ts');
  const { status, stderr } = spawnSync(
    process.execPath,
    [script, '--contracts', String(contracts), '--buyers', String(buyers), '--overrides', '0', path],
    { encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(stderr);
  return path;
};

type Measurement = {
  /** When the file was just opened; earlier calls of the list have been answered. */
  readonly firstMs: number;
  readonly afterEditMs: number;
  readonly unchangedMs: number;
  readonly kB: number;
  /** The longest time that the call held the core, JSON text included. */
} & LongestBlock;

const nameOf = ({ call, note }: ScaleCall): string => (note === undefined ? call : `${call}, ${note}`);

/** Opens a copy of a book in the core as the app does: answers are not parsed. */
const openBook = async (path: string): Promise<Services & { readonly answer: (call: ScaleCall) => Promise<number> }> => {
  const services = await openServices();
  const intake = await services.uploadFile('book.orebook', readFileSync(path));
  await services.ask('workspace.open', { intake });
  const { workspace } = services.ctx;
  const dispatch = createDispatcher({
    contract: CONTRACT,
    handlers,
    ctx: services.ctx,
    lock: createReadWriteLock(),
    revision: workspace.revision,
    language: workspace.language,
    log: () => undefined,
    checksOutput: false,
  });
  return {
    ...services,
    answer: async ({ call, input }) => {
      const result = await dispatch({ id: 1, call, input });
      if (!result.ok) console.log(`${call} failed: ${JSON.stringify(result.error)}`);
      return Buffer.byteLength(JSON.stringify(result));
    },
  };
};

/** Changes the tonnes of one contract, as a page does; returns the milliseconds until the change is confirmed. */
const editContract = async ({ ask, answer }: Awaited<ReturnType<typeof openBook>>): Promise<number> => {
  const { contract, version } = await ask('contracts.get', { id: EDITED });
  const terms = contract.terms.map((termSet) => ({
    ...termSet,
    quantity: { ...termSet.quantity, tonnesPerYear: termSet.quantity.tonnesPerYear + 1 },
  }));
  const start = performance.now();
  await answer({ call: 'contracts.save', input: { contract: { ...contract, terms }, version } });
  return performance.now() - start;
};

/** Reads what the lists of pages rest on: for the first time, and after an edit of one contract, when the others are not parsed again. */
const reportReads = async (services: Awaited<ReturnType<typeof openBook>>): Promise<void> => {
  const db = services.ctx.workspace.db();
  const durations: number[] = [];
  for (let run = 0; run < READS; run++) {
    await editContract(services);
    durations.push(...(await measureRuns(1, 0, () => listContracts(db))));
  }
  report('every contract with its terms and dates, after an edit', durations, 'ms', 'same file');
  report('every buyer', await measureRuns(READS, 1, () => listBuyers(db)), 'ms', 'same file');
};

const listCalls = async (path: string): Promise<readonly ScaleCall[]> => {
  const services = await openBook(path);
  try {
    return await listScaleCalls(services, EDITED);
  } finally {
    await services.close();
  }
};

const longestOf = (blocks: readonly LongestBlock[]): LongestBlock =>
  blocks.reduce((a, b) => ({
    blockMs: Math.max(a.blockMs, b.blockMs),
    processorMs: Math.max(a.processorMs, b.processorMs),
    collectorMs: Math.max(a.collectorMs, b.collectorMs),
  }));

/** Measures each query when it is first asked, after an edit of one contract, and once more; calls `onMeasured` after each. */
const measureBook = async (path: string, onMeasured: (name: string, measurement: Measurement) => void): Promise<void> => {
  const calls = await listCalls(path);
  const services = await openBook(path);
  const measure = async (call: ScaleCall) => {
    let kB = 0;
    let ms = 0;
    const block = await measureLongestBlock(async () => {
      const start = performance.now();
      kB = (await services.answer(call)) / 1024;
      ms = performance.now() - start;
    });
    return { ms, kB, block };
  };
  try {
    const edits: number[] = [];
    for (const call of calls) {
      const first = await measure(call);
      edits.push(await editContract(services));
      const afterEdit = await measure(call);
      const unchangedCost = await measure(call);
      onMeasured(nameOf(call), {
        firstMs: first.ms,
        afterEditMs: afterEdit.ms,
        unchangedMs: unchangedCost.ms,
        ...longestOf([first.block, afterEdit.block, unchangedCost.block]),
        kB: unchangedCost.kB,
      });
    }
    edits.sort((a, b) => a - b);
    const percentile = edits[Math.ceil(0.95 * edits.length) - 1] ?? Number.NaN;
    console.log(
      `an edit is confirmed in ${median(edits).toFixed(1)} ms, 95th percentile ${percentile.toFixed(1)} ms, ${edits.length} edits`,
    );
    await reportReads(services);
    reportSqliteInPython('lists.py', [path]);
  } finally {
    await services.close();
  }
};

const COLUMNS = ['firstMs', 'afterEditMs', 'unchangedMs', 'blockMs', 'processorMs', 'collectorMs', 'kB'] as const;
const HEADS = ['first ms', 'edit ms', 'again ms', 'block ms', 'CPU ms', 'GC ms', 'kB'];

const printRow = (name: string, cells: readonly string[]): void =>
  console.log([name.padEnd(30), ...cells.map((cell) => cell.padStart(9))].join(' '));

/** The exponent of growth from one size to another, of what is long enough to be measured. */
const exponent = (smallCost: number, largeCost: number, ratio: number): string =>
  smallCost < 5 ? '' : (Math.log(largeCost / smallCost) / Math.log(ratio)).toFixed(2);

/**
 * Measures every query of a page on generated books: when the file was just opened, after an edit of one contract, and unchanged; the
 * longest block of the core by the clock and in processor time, and the longest pause of the garbage collector in that answer; the answer; against the smaller book the exponents
 * of growth after an edit and of the block; the edits; and the reading of lists beside Python's sqlite3. A section is a number of contracts, the
 * pages of each book in Chromium, its commands and short jobs, or its simulation and allocations.
 */
export const benchScale = async (
  sections: readonly string[] = [...SIZES.map(({ contracts }) => String(contracts)), PAGES, COMMANDS, JOBS],
): Promise<void> => {
  const smallerBook = new Map<string, Measurement>();
  let smallerSize: number | undefined;
  for (const size of SIZES.filter(({ contracts }) => sections.includes(String(contracts)))) {
    const { contracts } = size;
    const ratio = contracts / (smallerSize ?? contracts);
    printRow(`${contracts} contracts`, [...HEADS, ...(ratio > 1 ? ['exp edit', 'exp block'] : [])]);
    await measureBook(bookFile(size), (name, measurement) => {
      const smallMeasurement = smallerBook.get(name);
      const exponents =
        smallMeasurement === undefined
          ? []
          : (['afterEditMs', 'processorMs'] as const).map((column) => exponent(smallMeasurement[column], measurement[column], ratio));
      printRow(name, [...COLUMNS.map((column) => measurement[column].toFixed(0)), ...exponents]);
      smallerBook.set(name, measurement);
    });
    smallerSize = contracts;
    console.log(`memory of the process ${(process.memoryUsage.rss() / 1e6).toFixed(0)} MB`);
  }
  for (const size of sections.includes(PAGES) ? SIZES : []) {
    console.log(`${size.contracts} contracts`);
    await benchScalePages(bookFile(size), EDITED);
  }
  for (const size of sections.includes(COMMANDS) ? SIZES : []) {
    console.log(`${size.contracts} contracts`);
    const services = await openBook(bookFile(size));
    await benchScaleCommands(services);
    await services.close();
  }
  if (sections.includes(JOBS)) benchScaleJobs(SIZES.map((size) => ({ contracts: size.contracts, path: bookFile(size) })));
};
