import { strFromU8, unzipSync } from 'fflate';
import { expect, it } from 'vitest';
import type { SummaryBlock, SummaryCell } from '#shared/contract/summaries.ts';
import { DEFAULT_HOUSE_STYLE } from '#shared/domain/houseStyle.ts';
import { message } from '#shared/messages/text.ts';
import { summaryDocx } from './docx.ts';

const PRINTED = { title: 'Hai Long', subject: 'Internal', house: DEFAULT_HOUSE_STYLE, created: new Date('2026-05-31T12:00:00Z') };

const tableOf = (rows: readonly (readonly SummaryCell[])[], total?: readonly SummaryCell[]): SummaryBlock => ({
  kind: 'table',
  columns: [
    { label: message('summaries.column.contract'), align: 'left', weight: 1 },
    { label: message('summaries.column.revenuePaid'), unit: message('line.member', { name: 'm USD' }), align: 'right', weight: 1 },
  ],
  rows,
  ...(total ? { total } : {}),
});

const rowsOf = (count: number) => Array.from({ length: count }, (_, i) => [{ text: `C-${i}` }, { text: String(i) }]);

const bodyOf = (file: Uint8Array): string => strFromU8(unzipSync(file)['word/document.xml']!);
const textsOf = (xml: string): readonly string[] => [...xml.matchAll(/<w:t xml:space="preserve">([^<]*)<\/w:t>/g)].map(([, text]) => text!);

it('a Word document has every row of long tables, in their order between the other blocks', async () => {
  const note: SummaryBlock = { kind: 'note', text: message('common.literal', { text: 'between' }) };
  const body = bodyOf(
    await summaryDocx(PRINTED, [tableOf(rowsOf(3000)), note, tableOf(rowsOf(2), [{ text: 'Total' }, { text: '1' }])], 'm', () => {}),
  );
  const heads = ['Contract', 'Revenue paid', 'm USD'];
  const cells = (count: number) => rowsOf(count).flatMap((row) => row.map(({ text }) => text));
  expect(textsOf(body)).toEqual([...heads, ...cells(3000), 'between', ...heads, ...cells(2), 'Total', '1']);
  expect(body.match(/<w:tbl>/g)).toHaveLength(2);
  expect(body.match(/<\/w:tbl>/g)).toHaveLength(2);
});

it('a cell shows what is written in it: characters of XML, lines, and no character that XML refuses', async () => {
  const body = bodyOf(await summaryDocx(PRINTED, [tableOf([[{ text: 'A & <b> "c"\u0007\nd' }, { text: '' }]])], 'm', () => {}));
  expect(body).toContain('<w:t xml:space="preserve">A &amp; &lt;b&gt; &quot;c&quot;</w:t></w:r>');
  expect(body).toMatch(/<w:br\/><w:t xml:space="preserve">d<\/w:t>/);
});

it('a Word document reports each row that it writes, and stops at one where that throws', async () => {
  const reports: (readonly [number, number])[] = [];
  const blocks = [tableOf(rowsOf(3)), tableOf(rowsOf(2))];
  await summaryDocx(
    PRINTED,
    blocks,
    'm',
    () => {},
    (row, rowCount) => reports.push([row, rowCount]),
  );
  expect(reports).toEqual([1, 2, 3, 4, 5].map((row) => [row, 5]));
  const stop = (row: number): void => {
    if (row === 4) throw new Error('stopped');
  };
  await expect(summaryDocx(PRINTED, blocks, 'm', () => {}, stop)).rejects.toThrow('stopped');
});
