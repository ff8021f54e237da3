import type { SummaryBlock, SummaryFormat } from '#shared/contract/summaries.ts';
import { figureText, renderMessage } from '#shared/presentation/message.ts';
import type { FoundFigure } from './figureCrawl.ts';
import { readSheets, unescapeXml, unzipParts } from './officeParts.ts';
import { readPdfPages } from './pdfText.ts';

/** Removes spaces and line breaks, at which files wrap texts, and the escapes of Markdown. */
const packed = (text: string): string => text.replace(/[\s\u202f\u00a0\\]/gu, '');

/** Reads all texts of a document; numbers of a workbook as they are stored. */
const readWords = async (format: SummaryFormat, bytes: Uint8Array): Promise<string> => {
  switch (format) {
    case 'pdf':
      return (await readPdfPages(bytes)).map(({ text }) => text).join('\n');
    case 'docx':
      return unescapeXml(
        [...unzipParts(bytes)['word/document.xml']!.matchAll(/<w:t[^>]*>(.*?)<\/w:t>/gs)].map(([, words]) => words).join(' '),
      );
    case 'html':
      return unescapeXml(
        Buffer.from(bytes)
          .toString('utf8')
          .replace(/<[^>]+>/g, ' '),
      );
    case 'xlsx':
      return [...readSheets(bytes).values()]
        .flat()
        .map(({ value }) => value)
        .join('\n');
    default:
      return Buffer.from(bytes).toString('utf8');
  }
};

type Shown = { readonly number: string; readonly label: string };

/** Lists the identified figures of the pages as they are written, each with its label and basis. */
const listShown = (blocks: readonly SummaryBlock[]): readonly Shown[] =>
  blocks.flatMap((block): readonly Shown[] => {
    if (block.kind === 'figures') {
      return block.figures.flatMap(({ label, figure, basis }) =>
        figure.identity ? [{ number: figureText(figure, 'm').text, label: basis ? renderMessage(basis) : renderMessage(label) }] : [],
      );
    }
    if (block.kind !== 'table') return [];
    return [...block.rows, ...(block.total ? [block.total] : [])].flatMap((row) =>
      row.flatMap((cell, i) => {
        const column = block.columns[i];
        if (!('figure' in cell) || !cell.figure.identity || !column) return [];
        return [{ number: figureText(cell.figure, 'm').text, label: renderMessage(column.label) }];
      }),
    );
  });

/** A number of a text as a workbook stores it. */
const stored = (number: string): string =>
  String(
    Number(
      number
        .replace(/[,\s\u202f\u00a0]/gu, '')
        .replace('\u2212', '-')
        .replace('+', ''),
    ),
  );

/** Lists the numbers and labels of identified figures of the pages that a document does not have. */
export const findMissing = async (
  format: SummaryFormat,
  bytes: Uint8Array,
  blocks: readonly SummaryBlock[],
): Promise<readonly string[]> => {
  const words = await readWords(format, bytes);
  const text = packed(words);
  const cells = new Set(format === 'xlsx' ? words.split('\n').map((cell) => (cell.trim() === '' ? cell : String(Number(cell)))) : []);
  return listShown(blocks).flatMap(({ number, label }) => [
    ...(format === 'xlsx' ? (cells.has(stored(number)) ? [] : [number]) : text.includes(packed(number)) ? [] : [number]),
    // a PDF wraps the heads of columns side by side
    ...(format === 'pdf' || text.includes(packed(label)) ? [] : [label]),
  ]);
};

/** Rows of a CSV file; cells may be quoted. */
const csvRows = (bytes: Uint8Array): readonly (readonly string[])[] =>
  Buffer.from(bytes)
    .toString('utf8')
    .replace(/^\uFEFF/, '')
    .split('\r\n')
    .map((line) =>
      [...line.matchAll(/("(?:[^"]|"")*"|[^,]*)(?:,|$)/g)].map(([, cell]) => cell!.replace(/^"|"$/g, '').replaceAll('""', '"')),
    );

/** An amount of a file that has no figures, with what its heads say. */
export type FileAmount = {
  readonly code: string;
  readonly measure: 'revenue' | 'npv';
  readonly period: number | 'plan';
  readonly value: number;
};

/** Reads revenue and present value by contract and year from the CSV file of an internal view. */
export const readCsvAmounts = (bytes: Uint8Array, title: string): readonly FileAmount[] => {
  const rows = csvRows(bytes);
  const from = rows.findIndex(([first]) => first === title) + 2;
  if (from === 1) throw new Error(`no table ${title}`);
  const to = rows.findIndex((row, i) => i > from && (row[0] ?? '') === '');
  return rows.slice(from, to === -1 ? undefined : to).flatMap(([code, year, , revenue, presentValue]): FileAmount[] => [
    { code: code!, measure: 'revenue', period: Number(year), value: Number(revenue) },
    { code: code!, measure: 'npv', period: Number(year), value: Number(presentValue) },
  ]);
};

/** Reads the present value of each contract from the sheet of payments. */
export const readPayments = (bytes: Uint8Array, sheet: string): { readonly basis: string; readonly amounts: readonly FileAmount[] } => {
  const cells = new Map((readSheets(bytes).get(sheet) ?? []).map(({ ref, value }) => [ref, value]));
  const sums = new Map<string, number>();
  for (let row = 5; cells.get(`B${row}`); row += 1) {
    const code = cells.get(`A${row}`)!;
    sums.set(code, (sums.get(code) ?? 0) + Number(cells.get(`E${row}`)));
  }
  return {
    basis: cells.get('B3') ?? '',
    amounts: [...sums].map(([code, value]) => ({ code, measure: 'npv', period: 'plan', value })),
  };
};

/** Lists amounts that differ from the figure of their identity by more than a cent, or have none. */
export const findDifferent = (
  amounts: readonly FileAmount[],
  figures: readonly FoundFigure[],
  idOf: (code: string) => string | undefined,
  tolerance: number,
): readonly string[] =>
  amounts.flatMap(({ code, measure, period, value }) => {
    const figure = figures.find(
      ({ identity }) =>
        identity.subject === `contract:${idOf(code)}` &&
        identity.measure === measure &&
        identity.period === period &&
        identity.dealBasis === 'inPlan' &&
        identity.scenario === undefined,
    );
    if (figure === undefined) return value === 0 ? [] : [`${code} ${measure} ${period}: no figure`];
    return Math.abs(figure.value - value) <= tolerance ? [] : [`${code} ${measure} ${period}: ${figure.value} (${figure.at}), ${value}`];
  });
