import { on } from 'node:events';
import { parentPort, workerData } from 'node:worker_threads';
import type { WriteSheet } from '../documents/tableFile.ts';
import { readTables, TableProblem } from './readTables.ts';
import type { FromTables, TableJob, ToTables } from './tableMessages.ts';
import { writeTables } from './writeTables.ts';

// The thread of one table file. A hostile file can exhaust only this thread, and the core stays responsive.
const port = parentPort;
if (!port) throw new Error('the core starts this thread');

const job: TableJob = workerData;
const post = (message: FromTables): void => port.postMessage(message);

/** Collects the sheets that the core sends in parts. */
const sheetsSent = async (): Promise<readonly WriteSheet[]> => {
  const sheets: (Omit<WriteSheet, 'rows'> & { rows: WriteSheet['rows'][number][] })[] = [];
  for await (const [message] of on(port, 'message') as AsyncIterable<[ToTables]>) {
    if (message.kind === 'end') break;
    if (message.kind === 'sheet') sheets.push({ ...message.sheet, rows: [] });
    else sheets.at(-1)?.rows.push(...message.rows);
  }
  return sheets;
};

try {
  if (job.kind === 'read') await readTables(job.path, job.name, job.limits, post);
  else post({ kind: 'written', content: await writeTables(job.format, await sheetsSent(), job.about) });
} catch (error) {
  if (!(error instanceof TableProblem)) throw error;
  post({ kind: 'fault', fault: error.fault, ...(error.limit === undefined ? {} : { limit: error.limit }) });
}
