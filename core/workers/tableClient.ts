import { OrebookError } from '#shared/contract/errors.ts';
import type { Label } from '#shared/contract/figure.ts';
import { sumBy } from '#shared/math.ts';
import { currentLocale } from '#shared/messages/text.ts';
import { renderLabel } from '#shared/presentation/message.ts';
import {
  type About,
  type CellFact,
  LIMITS,
  type SheetFacts,
  type TableFault,
  type TableFile,
  type TableRow,
  type TextForm,
  type WriteCell,
  type WriteSheet,
} from '../documents/tableFile.ts';
import type { IncomingContent } from '../files/fileStores.ts';
import { createYielder } from '../yielding.ts';
import { createJobThreads, type JobControl } from './jobThreads.ts';
import { JSON_HEAP_MB } from './jsonSize.ts';
import type { FromTables, TableJob, ToTables } from './tableMessages.ts';

/** Reads and writes table files, each alone in a thread. */
export type Tables = {
  /** Throws BAD_FILE {fault, limit}. */
  readonly read: (file: Pick<IncomingContent, 'name' | 'bytes' | 'read'>) => Promise<TableFile>;
  /** Throws CANCELLED soon after a flag is 1. */
  readonly write: (
    format: 'xlsx' | 'csv' | 'zip',
    sheets: readonly SheetFacts[],
    about?: About,
    control?: {
      readonly flag?: Int32Array<SharedArrayBuffer>;
      /** Called with the rows that are sent to the thread; an error that it throws ends the work. */
      readonly report?: (sentCount: number, totalCount: number) => void;
    },
  ) => Promise<Uint8Array>;
};

/** Rows per message to the thread. */
const ROWS_AT_ONCE = 500;
/** Time to read one file, which anybody may have made, ms. */
const LIMIT_MS = 50_000;

const badFile = (fault: TableFault, limit?: number): OrebookError =>
  new OrebookError('BAD_FILE', limit === undefined ? { fault } : { fault, limit });

const isBundled = !import.meta.url.endsWith('.ts');
const entry = new URL(isBundled ? './tableThread.js' : './tableThread.ts', import.meta.url);

type SheetBuilder = { readonly name: string; readonly rows: TableRow[]; readonly form?: TextForm };

const renderText = (text: string | Label): string => (typeof text === 'string' ? text : renderLabel(text));

const renderCell = ({ value, note, ...marks }: CellFact): WriteCell => ({
  ...marks,
  value: typeof value === 'object' && value !== null ? renderLabel(value) : value,
  ...(note === undefined ? {} : { note: renderText(note) }),
});

const renderRows = (rows: SheetFacts['rows']): WriteSheet['rows'] => rows.map((row) => row.map((cell) => cell && renderCell(cell)));

/** Renders the labels of sheets in the current locale and sends them, some rows at a time; yields in between. */
const sendSheets = async (
  sheets: readonly SheetFacts[],
  post: (message: ToTables) => void,
  report: (sentCount: number, totalCount: number) => void,
): Promise<void> => {
  const rowCount = sumBy(sheets, ({ rows }) => rows.length);
  let sentRows = 0;
  const yieldToOthers = createYielder();
  for (const { rows, name, choices, ...sheet } of sheets) {
    const renderedChoices = choices?.map(({ values, ...place }) => ({ ...place, values: values.map(renderText) }));
    post({ kind: 'sheet', sheet: { ...sheet, name: renderText(name), ...(renderedChoices ? { choices: renderedChoices } : {}) } });
    for (let from = 0; from < rows.length; from += ROWS_AT_ONCE) {
      post({ kind: 'rows', rows: renderRows(rows.slice(from, from + ROWS_AT_ONCE)) });
      sentRows += Math.min(ROWS_AT_ONCE, rows.length - from);
      report(sentRows, rowCount);
      await yieldToOthers();
    }
  }
  post({ kind: 'end' });
};

/** Creates a reader and writer of table files whose threads have a heap of `heapMb` MB; a file that needs more counts as too big. */
export const createTables = ({ heapMb = JSON_HEAP_MB }: { readonly heapMb?: number } = {}): Tables => {
  const threads = createJobThreads<TableJob, FromTables, ToTables>(entry, { maxOldGenerationSizeMb: heapMb });

  const run = async (job: TableJob, { receive, ...control }: JobControl<FromTables, ToTables>): Promise<void> => {
    let fault: OrebookError | undefined;
    const receiveOrFail = (message: FromTables): boolean => {
      if (message.kind !== 'fault') return receive(message);
      fault = badFile(message.fault, message.limit);
      return true;
    };
    await threads.run(job, { ...control, receive: receiveOrFail });
    if (fault) throw fault;
  };

  return {
    read: async ({ name, bytes, read }) => {
      if (bytes > LIMITS.file) throw badFile('tooManyBytes', LIMITS.file);
      const sheets: SheetBuilder[] = [];
      let file: TableFile | undefined;
      const receive = (message: FromTables): boolean => {
        if (message.kind === 'sheet') {
          const { kind: _kind, ...sheet } = message;
          sheets.push({ ...sheet, rows: [] });
        } else if (message.kind === 'rows') sheets.at(-1)?.rows.push(...message.rows);
        else if (message.kind === 'read') {
          file = message.file.kind === 'json' ? message.file : { ...message.file, sheets: sheets.filter(({ rows }) => rows.length > 0) };
        }
        return file !== undefined;
      };
      const limit = { ms: LIMIT_MS, error: badFile('tooSlow') };
      try {
        await run({ kind: 'read', content: await read(), name, limits: LIMITS }, { receive, limit });
      } catch (error) {
        const isOutOfMemory = error instanceof OrebookError && error.code === 'OUT_OF_MEMORY';
        throw isOutOfMemory ? badFile('tooManyCells', LIMITS.cells) : error;
      }
      if (!file) throw badFile('damaged');
      return file;
    },
    write: async (format, sheets, about = {}, { flag, report = () => undefined } = {}) => {
      let content: Uint8Array | undefined;
      const receive = (message: FromTables): boolean => {
        if (message.kind === 'written') content = message.content;
        return content !== undefined;
      };
      const localized = { language: currentLocale(), ...about };
      await run({ kind: 'write', format, about: localized }, { receive, feed: (post) => sendSheets(sheets, post, report), flag });
      if (!content) throw new Error('nothing was written');
      return content;
    },
  };
};
