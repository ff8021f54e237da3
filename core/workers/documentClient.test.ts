import { strFromU8, unzipSync } from 'fflate';
import { expect, it } from 'vitest';
import { OrebookError } from '#shared/contract/errors.ts';
import type { SummaryBlock } from '#shared/contract/summaries.ts';
import { DEFAULT_HOUSE_STYLE } from '#shared/domain/houseStyle.ts';
import { message } from '#shared/messages/text.ts';
import { createDocuments } from './documentClient.ts';

const PRINTED = { title: 'Hai Long', subject: 'Internal', house: DEFAULT_HOUSE_STYLE, created: new Date('2026-05-31T12:00:00Z') };
const flag = () => new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));

/** A document of two tables, each longer than a message to the thread. */
const ROWS = 700;
const BLOCKS = ['A', 'B'].flatMap((name): SummaryBlock[] => [
  { kind: 'heading', text: message('common.literal', { text: name }) },
  {
    kind: 'table',
    columns: [{ label: message('summaries.column.contract'), align: 'left', weight: 1 }],
    rows: Array.from({ length: ROWS }, (_, i) => [{ text: `${name}-${i}` }]),
  },
]);
const CODES = ['A', 'B'].flatMap((name) => Array.from({ length: ROWS }, (_, i) => `${name}-${i}`));

const ALL = { pages: Number.POSITIVE_INFINITY, bytes: Number.POSITIVE_INFINITY };

it('pages within a limit of bytes are the first ones, at least one, and all are counted', async () => {
  const documents = createDocuments();
  const wholeAnswer = await documents.pages(BLOCKS, 'm', ALL, true);
  const bytesOf = (pages: unknown[]): number => pages.reduce<number>((bytes, page) => bytes + JSON.stringify(page).length, 0);
  const limit = bytesOf(wholeAnswer.pages.slice(0, 3));
  expect(await documents.pages(BLOCKS, 'm', { ...ALL, bytes: limit }, true)).toEqual({
    pages: wholeAnswer.pages.slice(0, 3),
    count: wholeAnswer.count,
  });
  expect(await documents.pages(BLOCKS, 'm', { ...ALL, bytes: limit - 1 }, true)).toEqual({
    pages: wholeAnswer.pages.slice(0, 2),
    count: wholeAnswer.count,
  });
  expect((await documents.pages(BLOCKS, 'm', { ...ALL, bytes: 1 }, true)).pages).toEqual(wholeAnswer.pages.slice(0, 1));
});

it('tables reach the documents thread complete and in order, also beside another document', async () => {
  const documents = createDocuments();
  const [file, { pages, count }] = await Promise.all([
    documents.write('docx', PRINTED, BLOCKS, 'm'),
    documents.pages(BLOCKS, 'm', ALL, true),
  ]);
  const texts = strFromU8(unzipSync(file)['word/document.xml']!).matchAll(/<w:t xml:space="preserve">([AB]-\d+)<\/w:t>/g);
  expect([...texts].map(([, text]) => text)).toEqual(CODES);
  const rows = pages.flatMap(({ blocks }) => blocks.flatMap((block) => (block.kind === 'table' ? block.rows : [])));
  expect(rows.map(([cell]) => (cell && 'text' in cell ? cell.text : ''))).toEqual(CODES);
  expect(count).toBe(pages.length);
  const firstPages = await documents.pages(BLOCKS, 'm', { ...ALL, pages: 2 }, true);
  expect(firstPages).toEqual({ pages: pages.slice(0, 2), count });
});

it('an error of the progress callback ends a document, and the thread still works', async () => {
  const documents = createDocuments();
  const stop = (): never => {
    throw new OrebookError('CANCELLED');
  };
  await expect(documents.write('docx', PRINTED, BLOCKS, 'm', { flag: flag(), report: stop })).rejects.toThrow('CANCELLED');
  const reports: (readonly [number, number])[] = [];
  await documents.write('docx', PRINTED, BLOCKS, 'm', { flag: flag(), report: (...counts) => reports.push(counts) });
  expect(reports.at(-1)).toEqual([2 * ROWS, 2 * ROWS]);
});

it('a document that is cancelled while its blocks are sent sends no further ones, and the thread still works', async () => {
  const documents = createDocuments();
  const stopFlag = flag();
  let hasSentLast = false;
  const blocks: readonly SummaryBlock[] = [
    ...BLOCKS,
    {
      kind: 'note',
      get text() {
        Atomics.store(stopFlag, 0, 1);
        return message('common.literal', { text: 'cancelled here' });
      },
    },
    {
      kind: 'note',
      get text() {
        hasSentLast = true;
        return message('common.literal', { text: 'last' });
      },
    },
  ];
  await expect(documents.write('docx', PRINTED, blocks, 'm', { flag: stopFlag, report: () => {} })).rejects.toThrow('CANCELLED');
  expect(hasSentLast).toBe(false);
  expect((await documents.pages(BLOCKS, 'm', { ...ALL, pages: 2 }, true)).pages).toHaveLength(2);
});
