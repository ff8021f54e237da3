import { on } from 'node:events';
import { parentPort } from 'node:worker_threads';
import type { WriteSheet } from '../documents/tableFile.ts';
import { readTables, TableProblem } from './readTables.ts';
import type { FromTables, TableJob, ToTables } from './tableMessages.ts';
import { writeTables } from './writeTables.ts';

// The thread of table files, one at a time. A hostile file can exhaust only this thread, and the core stays responsive.
const port = parentPort;
if (!port) throw new Error('the core starts this thread');

const messages = on(port, 'message');
/** Waits for the next message: a job, or a part of the job that is running. */
const receive = async <M>(): Promise<M> => {
  const { value } = (await messages.next()) as { readonly value: [M] };
  return value[0];
};
const post = (message: FromTables): void => port.postMessage(message);

/** Collects the sheets that the core sends in parts. */
const receiveSheets = async (): Promise<readonly WriteSheet[]> => {
  const sheets: (Omit<WriteSheet, 'rows'> & { rows: WriteSheet['rows'][number][] })[] = [];
  for (let message = await receive<ToTables>(); message.kind !== 'end'; message = await receive<ToTables>()) {
    if (message.kind === 'sheet') sheets.push({ ...message.sheet, rows: [] });
    else sheets.at(-1)?.rows.push(...message.rows);
  }
  return sheets;
};

while (true) {
  const job = await receive<TableJob>();
  try {
    if (job.kind === 'read') await readTables(job.content, job.name, job.limits, post);
    else post({ kind: 'written', content: await writeTables(job.format, await receiveSheets(), job.about) });
  } catch (error) {
    if (!(error instanceof TableProblem)) throw error;
    post({ kind: 'fault', fault: error.fault, ...(error.limit === undefined ? {} : { limit: error.limit }) });
  }
}
