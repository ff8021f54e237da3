import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { WriteSheet } from '../../../core/documents/tableFile.ts';
import { planFinancing } from '../../../core/financing/planFinancing.ts';
import { waterfallSheet } from '../../../core/summaries/waterfallSheet.ts';
import { openServices, type Services } from '../../helpers/services.ts';

let services: Services;
beforeAll(async () => {
  services = await openServices();
});
afterAll(() => services.close());

/** Evaluates the formulas of a sheet, which add, subtract and divide cells and sums of columns. */
const evaluate = ({ rows }: WriteSheet): ((column: number, row: number) => number) => {
  const known = new Map<string, number>();
  const columnOf = (letters: string): number => [...letters].reduce((index, letter) => index * 26 + letter.charCodeAt(0) - 64, 0) - 1;
  const at = (column: number, row: number): number => {
    const key = `${column} ${row}`;
    const cell = rows[row - 1]?.[column];
    const found = known.get(key) ?? (cell?.formula === undefined ? Number(cell?.value ?? 0) : resultOf(cell.formula));
    known.set(key, found);
    return found;
  };
  const term = (part: string): number => {
    const [, letters, row] = /^([A-Z]+)(\d+)$/.exec(part) ?? [];
    return at(columnOf(letters!), Number(row));
  };
  const sumOf = (part: string): number => {
    const [, letters, from, to] = /^SUM\(([A-Z]+)(\d+):[A-Z]+(\d+)\)$/.exec(part)!;
    let total = 0;
    for (let row = Number(from); row <= Number(to); row++) total += at(columnOf(letters!), row);
    return total;
  };
  const resultOf = (formula: string): number => {
    const [over, under] = formula.split('/');
    if (under !== undefined) return sumOf(over!) / sumOf(under);
    return (formula.match(/[+-]?[A-Z]+\d+/g) ?? []).reduce(
      (total, part) => total + (part.startsWith('-') ? -1 : 1) * term(part.replace(/^[+-]/, '')),
      0,
    );
  };
  return at;
};

describe('the workbook for lenders', () => {
  it('has a waterfall whose formulas come to the figures of the engine', async () => {
    const plan = await planFinancing(services.ctx, (book) => book.plan());
    const sheet = waterfallSheet(plan, { foot: 'Test' })!;
    const at = evaluate(sheet);
    let formulas = 0;
    for (const [i, row] of sheet.rows.entries())
      for (const [column, cell] of row.entries()) {
        if (cell?.formula === undefined) continue;
        formulas += 1;
        const value = Number(cell.value);
        expect(Math.abs(at(column, i + 1) - value)).toBeLessThan(1e-9 * Math.max(1e8, Math.abs(value)));
      }
    expect(formulas).toBeGreaterThan(100);
  });
});

describe('the summary for lenders', () => {
  it('shows the debt of a plan, and none for single contracts', async () => {
    const { planId } = await services.ask('financing.list', {});
    const ofPlan = await services.ask('summaries.preview', { subject: { planId }, view: 'lender' });
    const words = JSON.stringify(ofPlan.pages);
    for (const expected of ['Senior loan', 'Tianmu prepayment', 'Lock-up DSCR', 'financing.breakEven', 'Reserve tail'])
      expect(words).toContain(expected);
    const book = await services.book();
    const ofContract = await services.ask('summaries.preview', { subject: { contractIds: [book.contracts[0]!.id] }, view: 'lender' });
    expect(JSON.stringify(ofContract.pages)).not.toContain('Senior loan');
  });

  it.each(['pdf', 'docx', 'xlsx', 'md', 'csv'] as const)('is written as %s in both languages', async (format) => {
    const { planId } = await services.ask('financing.list', {});
    for (const language of ['en', 'zh-CN'] as const) {
      const job = await services.ask('summaries.export', { subject: { planId }, view: 'lender', language, format });
      const { artefact } = await services.waitForJob(job, 'document');
      expect((await services.readArtefact(artefact)).length).toBeGreaterThan(1000);
    }
  });
});
