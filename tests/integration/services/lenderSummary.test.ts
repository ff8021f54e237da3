import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Facility } from '#shared/domain/financing.ts';
import { FacilityId } from '#shared/domain/ids.ts';
import { text } from '#shared/messages/text.ts';
import type { WriteSheet } from '../../../core/documents/tableFile.ts';
import { type PlanFinancing, planFinancing } from '../../../core/financing/planFinancing.ts';
import { caseWaterfall } from '../../../core/portfolio/financingCase.ts';
import { waterfallSheet } from '../../../core/summaries/waterfallSheet.ts';
import { openServices, type Services } from '../../helpers/services.ts';
import { recalculate } from '../../helpers/sheetFormulas.ts';

let services: Services;
beforeAll(async () => {
  services = await openServices();
});
afterAll(() => services.close());

/** A cell of the sheet in which a formula does not come to the engine's figure. */
const differencesOf = (sheet: WriteSheet): readonly string[] => {
  const read = recalculate(sheet);
  return sheet.rows.flatMap((row, i) =>
    row.flatMap((cell, column) => {
      if (cell?.formula === undefined || cell.value === null) return [];
      const [recalculatedValue, value] = [Number(read(column, i + 1)), Number(cell.value)];
      const isSame = Math.abs(recalculatedValue - value) < 1e-9 * Math.max(1e8, Math.abs(value));
      return isSame ? [] : [`${sheet.rows[1]![column]!.value} row ${i + 1}: ${recalculatedValue} instead of ${value} (${cell.formula})`];
    }),
  );
};

const columnLabelled = ({ rows }: WriteSheet, label: string): number => rows[1]!.findIndex((cell) => cell?.value === label);

/** The sheet with another amount in an input cell. */
const withInput = (sheet: WriteSheet, column: number, row: number, amount: number): WriteSheet => ({
  ...sheet,
  rows: sheet.rows.map((cells, i) => (i === row - 1 ? cells.map((cell, c) => (c === column ? { ...cell!, value: amount } : cell)) : cells)),
});

const FIRST_ROW = 3;

const sheetOf = (plan: PlanFinancing): WriteSheet => waterfallSheet(plan, { foot: 'Test' })!;

/** What the engine comes to when the cash flow of a period changes, with the same instalments. */
const withCash = (plan: PlanFinancing, periodIndex: number, change: number) => {
  const baseCase = plan.caseOf('base');
  const { periods } = plan.waterfallOf('base').result;
  const cfads = baseCase.cash.cfads.map((amount, i) => (i === periods[periodIndex]!.month - 1 ? amount + change : amount));
  const { project, valuationMonth } = plan;
  return caseWaterfall(
    { ...baseCase, cash: { ...baseCase.cash, cfads } },
    { project, valuationMonth, sizingCfads: plan.caseOf('lender').cash.cfads },
  ).result;
};

const LINES = ['closingCash', 'distribution', 'reserve', 'arrears', 'closingDebt', 'interestPaid', 'principalPaid', 'sweep'] as const;

/** Changes the fixed cost of a period in the sheet and in the engine, and lists the lines that differ. */
const differencesAfter = (plan: PlanFinancing, periodIndex: number, extraCost: number): readonly string[] => {
  const sheet = sheetOf(plan);
  const fixedCostColumn = columnLabelled(sheet, text('financing.cash.fixedCost'));
  const before = Number(sheet.rows[FIRST_ROW - 1 + periodIndex]![fixedCostColumn]!.value);
  const read = recalculate(withInput(sheet, fixedCostColumn, FIRST_ROW + periodIndex, before + extraCost));
  const { periods } = withCash(plan, periodIndex, -extraCost);
  return LINES.flatMap((key) => {
    const label = text(`financing.line.of.${key}`);
    const column = columnLabelled(sheet, label);
    expect(column).toBeGreaterThan(0);
    return periods.flatMap((period, i) => {
      const recalculatedValue = Number(read(column, FIRST_ROW + i));
      return Math.abs(recalculatedValue - period[key]) < 1e-9 * Math.max(1e8, Math.abs(period[key]))
        ? []
        : [`${label} ${i}: ${recalculatedValue} instead of ${period[key]}`];
    });
  });
};

const readPlan = () => planFinancing(services.ctx, (book) => book.plan());

describe('the workbook for lenders', () => {
  it('has a waterfall whose formulas come to the figures of the engine, with interest, principal, reserve and sweep as formulas', async () => {
    const sheet = sheetOf(await readPlan());
    expect(differencesOf(sheet)).toEqual([]);
    const formulaCells = sheet.rows.flat().filter((cell) => cell?.formula !== undefined);
    expect(formulaCells.length).toBeGreaterThan(800);
    for (const label of [
      'Interest',
      'Principal',
      'Distribution',
      'DSCR',
      'Senior loan: interest',
      'Senior loan: principal due',
      'Senior loan: reserve target',
      'Tianmu prepayment: set off against invoices',
    ]) {
      const column = columnLabelled(sheet, label);
      expect(sheet.rows.slice(FIRST_ROW).some((row) => row[column]?.formula !== undefined)).toBe(true);
    }
    const read = recalculate(sheet);
    const check = columnLabelled(sheet, 'Check: money in less money out');
    for (let row = FIRST_ROW + 1; row < FIRST_ROW + 10; row++) expect(Math.abs(Number(read(check, row)))).toBeLessThan(1e-3);
  });

  it('moves its lines as the engine does when cash of a period changes', async () => {
    const plan = await readPlan();
    // a little less; so little that the reserve is drawn; nothing to pay from, so that arrears bear interest
    for (const extraCost of [5e6, 600e6, 3e9]) expect(differencesAfter(plan, 4, extraCost)).toEqual([]);
    expect(withCash(plan, 4, -3e9).periods.some(({ arrears }) => arrears > 1e6)).toBe(true);
  });

  it('stops distributions as the engine does when the limit of a covenant is changed in its cells', async () => {
    const plan = await readPlan();
    const sheet = sheetOf(plan);
    const column = columnLabelled(sheet, 'Senior loan: Lock-up DSCR');
    const rows = plan.waterfallOf('base').result.periods.length - 1;
    const limit = 30;
    const sheetWithLimit = Array.from({ length: rows }, (_, i) => FIRST_ROW + 1 + i).reduce(
      (changedSheet, row) => withInput(changedSheet, column, row, limit),
      sheet,
    );
    const read = recalculate(sheetWithLimit);
    const baseCase = plan.caseOf('base');
    const facilities = baseCase.facilities.map((facility) =>
      facility.kind === 'loan' ? { ...facility, covenants: { ...facility.covenants, lockUpDscr: limit } } : facility,
    );
    const { project, valuationMonth } = plan;
    const { periods } = caseWaterfall(
      { ...baseCase, facilities },
      { project, valuationMonth, sizingCfads: plan.caseOf('lender').cash.cfads },
    ).result;
    const lockedUp = periods.filter(({ lockedUp }) => lockedUp);
    expect(lockedUp.length).toBeGreaterThan(plan.waterfallOf('base').result.periods.filter(({ lockedUp }) => lockedUp).length);
    const distributions = columnLabelled(sheet, text('financing.line.of.distribution'));
    for (const [i, { distribution }] of periods.entries())
      if (i > 0) expect(Math.abs(Number(read(distributions, FIRST_ROW + i)) - distribution)).toBeLessThan(1);
  });

  it('moves them also with sweeps, ranks, arrears, floating rates and every style of repayment', async () => {
    const { facility } = await services.ask('financing.facility', { id: FacilityId.parse('senior-loan') });
    const { version } = await services.ask('financing.facility', { id: facility.id });
    const rate = {
      kind: 'floating',
      base: [2026, 2027, 2028, 2029, 2030].map((year, i) => ({ year, rate: 0.04 - i / 500 })),
      margin: [0.03, 0.035],
    } as const;
    await services.ask('financing.save', {
      facility: { ...facility, rate, sweepShare: 0.4, graceInterest: 'capitalised', dsraMonths: 12 },
      version,
    });
    const styles: readonly Facility['repayment'][] = [
      { style: 'linear' },
      { style: 'bullet' },
      { style: 'schedule', shares: [0.1, 0.1, 0.2, 0.2, 0.2, 0.2] },
      { style: 'sculpted', targetDscr: 1.3 },
      { style: 'equalParts' },
    ];
    for (const [i, repayment] of styles.entries())
      await services.ask('financing.save', {
        facility: {
          ...facility,
          id: FacilityId.parse(`other-${i}`),
          name: `Other ${i}`,
          commitment: 5e6,
          draws: [{ month: facility.draws[0]!.month, amount: 5e6 }],
          dayCount: i === 1 ? '30/360' : 'actual/365',
          rank: i < 3 ? 2 : 3,
          sweepShare: i === 0 ? 0.8 : 0,
          repayment,
          order: 2 + i,
        },
      });
    const plan = await readPlan();
    expect(plan.facilities).toHaveLength(7);
    expect(differencesOf(sheetOf(plan))).toEqual([]);
    for (const extraCost of [5e6, 700e6, 3e9]) expect(differencesAfter(plan, 5, extraCost)).toEqual([]);
    expect(withCash(plan, 5, -700e6).periods.some(({ sweep }) => sweep > 0)).toBe(true);
    for (let i = 0; i <= styles.length; i++) await services.ask('history.undo', {});
  });
});

describe('the summary for lenders', () => {
  it('shows the debt of a plan, and none for single contracts', async () => {
    const { planId } = await services.ask('financing.list', {});
    const ofPlan = await services.ask('summaries.preview', { subject: { planId }, view: 'lender' });
    const words = JSON.stringify(ofPlan.pages);
    // the waterfall ends with the debt, before the plan does
    expect(words).toContain('"key":"financing.waterfall.shownTo","values":{"month":"Jan 2030","last":"');
    for (const phrase of ['Senior loan', 'Tianmu prepayment', 'Lock-up DSCR', 'financing.breakEven', 'Reserve tail'])
      expect(words).toContain(phrase);
    const book = await services.book();
    const ofContract = await services.ask('summaries.preview', { subject: { contractIds: [book.contracts[0]!.id] }, view: 'lender' });
    expect(JSON.stringify(ofContract.pages)).not.toContain('Senior loan');
  });

  it('has rows of capacity and waterfall in its CSV, as on the page', async () => {
    const { planId } = await services.ask('financing.list', {});
    const job = await services.ask('summaries.export', { subject: { planId }, view: 'lender', language: 'en', format: 'csv' });
    const { artefact } = await services.waitForJob(job, 'document');
    const lines = Buffer.from(await services.readArtefact(artefact))
      .toString('utf8')
      .split('\r\n');
    const rowsBelow = (title: string) => lines.slice(lines.indexOf(title) + 2);
    const { cases, periods } = await services.ask('financing.get', {});
    const lender = cases.find(({ id }) => id === 'lender')!;
    const row = rowsBelow('Debt capacity by case').find((line) => line.includes('Lender case'))!;
    expect(row).toContain(`,${Math.round(Number(lender.loans[0]!.capacity!.value) * 100) / 100},`);
    const waterfall = rowsBelow('"Cash waterfall, base case (USD)"').slice(0, periods.length);
    expect(waterfall.map((line) => Number(line.split(',').at(-4)))).toEqual(
      periods.map(({ closingDebt }) => Math.round(closingDebt * 100) / 100),
    );
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
