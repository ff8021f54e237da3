import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { listLimits } from '#db/repositories/limits.ts';
import type { Input, Output } from '#shared/contract/contract.ts';
import { ContractId, FacilityId } from '#shared/domain/ids.ts';
import { formatNumber } from '#shared/units/format.ts';
import { shadeColour } from '../../../core/documents/cellShades.ts';
import { workbookOnDeck } from '../../../core/portfolio/portfolio.ts';
import { readContractPage } from '../../helpers/contractPage.ts';
import { readSheets, unescapeXml, unzipParts } from '../../helpers/officeParts.ts';
import { readPdfPages } from '../../helpers/pdfText.ts';
import { openServices, type Services } from '../../helpers/services.ts';

let services: Services;
let options: Output<'sensitivity.options'>;
const contractId = ContractId.parse('C-042');

beforeAll(async () => {
  services = await openServices();
  options = await services.ask('sensitivity.options', { contractId });
});
afterAll(() => services.close());

type Ask = Partial<Input<'sensitivity.goalSeek'>> & Pick<Input<'sensitivity.goalSeek'>, 'target' | 'driver' | 'goal'>;

const TREATMENT_CHARGE = 'terms.0.price.treatmentCharge.differential';
const TONNES = 'terms.0.quantity.tonnesPerYear';

const driverOf = (key: string) => options.drivers.find((driver) => driver.key === key)!;
const figureOf = async (target: string, year?: number): Promise<number> => {
  const { figure } = await services.ask('sensitivity.figure', { contractId, target, ...(year === undefined ? {} : { year }) });
  return Number(figure.value);
};
const seek = (ask: Ask) => {
  const { low, high } = driverOf(ask.driver);
  return services.ask('sensitivity.goalSeek', { contractId, low, high, hold: [], ...ask });
};
const apply = (driver: string, value: number) => services.ask('sensitivity.apply', { contractId, driver, value });
const undo = () => services.ask('history.undo', {});

describe('the catalogue', () => {
  test('measures what the contract page and its effect on the plan show', async () => {
    const { contract } = await services.ask('contracts.get', { id: contractId });
    const { figures, effect, yearTable } = await readContractPage(services, contract);
    const shown = (key: string) => Number(figures.find((item) => item.key === key)!.figure.value);
    expect(await figureOf('deal.npv')).toBe(shown('npv'));
    expect(await figureOf('deal.netPrice')).toBeCloseTo(shown('netPrice'), 8);
    expect(await figureOf('deal.revenue')).toBe(shown('revenue'));
    const row = yearTable.find(({ year }) => year === 2029)!;
    expect(await figureOf('deal.effectivePrice', 2029)).toBe(row.effective!.value);
    expect(await figureOf('deal.margin', 2029)).toBe(row.margin!.value);
    const inEffect = (key: string) => Number(effect.rows.find((candidate) => candidate.key === key)!.signed.value);
    expect(await figureOf('plan.china', effect.year)).toBeCloseTo(inEffect('chinaShare'), 12);
    for (const key of ['debtCapacity', 'minimumDscr', 'minimumLlcr'] as const)
      expect(await figureOf(`financing.${key}`)).toBe(inEffect(key));
  });

  test('offers each limit of the workspace with its level', async () => {
    const limits = await listLimits(services.ctx.workspace.db());
    expect(options.targets.flatMap(({ key, bound }) => (bound ? [{ key, ...bound }] : []))).toEqual(
      limits.map(({ id, direction, breach }) => ({ key: `limit.${id}`, direction, level: breach })),
    );
    expect(limits.length).toBeGreaterThan(5);
  });

  test('has the numeric terms of every contract, each within its own bounds', async () => {
    const { contracts } = options;
    expect(contracts.length).toBeGreaterThan(30);
    for (const { id, code } of contracts) {
      const { drivers } = await services.ask('sensitivity.options', { contractId: id });
      const terms = drivers.filter(({ group }) => group === 'term');
      expect(terms.length, code).toBeGreaterThan(3);
      for (const { key, low, high, min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY } of terms) {
        expect(low, `${code} ${key}`).toBeLessThan(high);
        expect(low, `${code} ${key}`).toBeGreaterThanOrEqual(min);
        expect(high, `${code} ${key}`).toBeLessThanOrEqual(max);
      }
    }
  });
});

test('a plan with other terms for the contract is distinguished from one without', async () => {
  const { id } = (await services.ask('contracts.list', {})).rows.find(({ isIncluded }) => isIncluded)!;
  const hasOtherTerms = async () => (await services.ask('sensitivity.options', { contractId: id })).hasOtherTerms;
  expect(await hasOtherTerms()).toBe(false);
  const { planId } = (await services.book()).settings;
  await services.ask('plans.override', { id: planId, edits: [{ contractId: id, field: 'tonnesPerYear', value: 1234 }] });
  expect(await hasOtherTerms()).toBe(true);
  await undo();
});

describe('goal seek', () => {
  test('finds the charge for an NPV; applied, the contract page shows that NPV, and undo restores the contract', async () => {
    const { contract: before } = await services.ask('contracts.get', { id: contractId });
    const goal = 1.02 * (await figureOf('deal.npv'));
    const { state, points, others } = await seek({ target: 'deal.npv', driver: TREATMENT_CHARGE, goal });
    expect(state).toBe('solved');
    expect(points).toHaveLength(1);
    const [{ x, target }] = [points[0]!];
    await apply(TREATMENT_CHARGE, x);
    const { contract } = await services.ask('contracts.get', { id: contractId });
    const { figures } = await services.ask('contracts.preview', { contract });
    const npv = figures.find(({ key }) => key === 'npv')!.figure;
    expect(npv.value).toBe(target.value);
    // a charge is entered in cents
    expect(Math.abs(Number(npv.value) - goal) / goal).toBeLessThan(1e-5);
    for (const { label, found } of others.filter((item) => item.label && 'key' in item.label && item.label.key === 'compare.npv'))
      expect(await figureOf('plan.npv'), JSON.stringify(label)).toBe(found[0]!.value);
    await undo();
    expect((await services.ask('contracts.get', { id: contractId })).contract).toEqual(before);
  });

  test('gives the goal for each term that moves the NPV when the value found is put back', async () => {
    for (const { key, low, high, unit } of options.drivers.filter(({ group }) => group === 'term')) {
      const x = low + 0.6 * (high - low);
      const roundedValue = unit === 'dmtPerYear' ? Math.round(x) : Number(x.toFixed(unit === 'fraction' ? 4 : 2));
      await apply(key, roundedValue);
      const goal = await figureOf('deal.npv');
      await undo();
      const { state, points } = await seek({ target: 'deal.npv', driver: key, goal });
      if (state === 'independent') continue;
      expect(state, key).toBe('solved');
      // a floor out of the money or a share of take-or-pay that never binds reaches the goal on an interval
      expect(
        points.some(({ target }) => Math.abs(Number(target.value) / goal - 1) < 1e-5),
        key,
      ).toBe(true);
    }
  });

  test('gives the same answer as a job', async () => {
    const { low, high } = options.drivers.find(({ key }) => key === TREATMENT_CHARGE)!;
    const goal = 1.02 * (await figureOf('deal.npv'));
    const request = { contractId, target: 'deal.npv', driver: TREATMENT_CHARGE, goal, low, high, hold: [] };
    const { jobId } = await services.ask('sensitivity.goalSeekInJob', request);
    const { answer } = await services.waitForJob({ jobId }, 'goalSeek');
    expect(answer).toEqual(await services.ask('sensitivity.goalSeek', request));
  });

  test('stays within a limit, and stops at its edge where the goal lies beyond it', async () => {
    const china = await figureOf('plan.china', 2027);
    const goal = await figureOf('plan.npv');
    const hold = [{ target: 'plan.china', year: 2027, direction: 'atMost' as const, level: china - 0.005 }];
    const { state, points } = await seek({ target: 'plan.npv', driver: TONNES, goal, hold });
    expect(state).toBe('limited');
    const [point] = points;
    expect(point!.x).toBeLessThan(driverOf(TONNES).now!);
    expect(point!.held[0]!.figure.value).toBeCloseTo(china - 0.005, 5);
    const freeSeek = await seek({ target: 'plan.npv', driver: TONNES, goal });
    expect(freeSeek.state).toBe('solved');
    expect(freeSeek.points[0]!.x).toBeCloseTo(driverOf(TONNES).now!, 0);
  });

  test('reports that nothing reaches the goal, that the figure does not depend on the driver, and a range the wrong way', async () => {
    const currentValue = await figureOf('deal.npv');
    const distantGoal = await seek({ target: 'deal.npv', driver: TREATMENT_CHARGE, goal: 3 * currentValue });
    expect(distantGoal.state).toBe('unreachable');
    expect(distantGoal.points[0]!.x).toBe(driverOf(TREATMENT_CHARGE).low);
    expect((await seek({ target: 'deal.npv', driver: 'price.MN44', goal: currentValue })).state).toBe('independent');
    await expect(seek({ target: 'deal.npv', driver: TONNES, goal: currentValue, low: 5, high: 4 })).rejects.toThrow(
      /high.*rangeNotAscending/,
    );
  });

  test('tries a price as if all decks were entered in proportion after the valuation, and does not store it', async () => {
    const target = 'financing.minimumDscr';
    const goal = 0.9 * (await figureOf(target));
    const { state, points } = await seek({ target, driver: 'price.CU', goal });
    expect(state).toBe('solved');
    const [point] = points;
    const factor = point!.x / driverOf('price.CU').now!;
    expect(factor).toBeLessThan(1);
    await expect(apply('price.CU', point!.x)).rejects.toThrow(/driver.*notOffered/);
    // read before the changes, because the low deck follows the base deck
    const books = { base: await services.book(), low: await workbookOnDeck('low')(services.ctx) };
    for (const deck of ['base', 'low'] as const) {
      const after = books[deck].deck.get('CU')!.filter(({ month }) => month > books[deck].valuationMonth);
      await services.ask('decks.set', {
        deck,
        points: after.map(({ reference, month, price }) => ({ reference, month, price: price * factor })),
      });
    }
    expect(await figureOf(target)).toBeCloseTo(Number(point!.target.value), 9);
    await undo();
    await undo();
  });

  test('finds the amount of a loan for a coverage ratio and stores it in the plan', async () => {
    const facilityId = FacilityId.parse('senior-loan');
    const goal = 1.1 * (await figureOf('financing.minimumDscr'));
    const { state, points } = await seek({ target: 'financing.minimumDscr', driver: `facility.${facilityId}`, goal });
    expect(state).toBe('solved');
    await apply(`facility.${facilityId}`, points[0]!.x);
    expect(await figureOf('financing.minimumDscr')).toBeCloseTo(Number(points[0]!.target.value), 9);
    await undo();
  });
});

describe('goal seek for a bid of a tender', () => {
  test('finds the term at which its netback equals that of the best bid, as the break-even of the tender, and stores it in the bid', async () => {
    const { rows: tenders } = await services.ask('tenders.list', {});
    const { id } = tenders[0]!.head;
    const { best, rows } = await services.ask('tenders.breakEvens', { id });
    const row = rows.find(({ term, at }) => at !== undefined && term === 'treatmentCharge')!;
    const { drivers, bids } = await services.ask('sensitivity.options', { contractId: row.id });
    expect(bids.map((bid) => bid.id)).toContain(row.id);
    const driver = drivers.find(({ key }) => key === TREATMENT_CHARGE)!;
    const { low, high } = driver;
    const request = {
      contractId: row.id,
      target: 'bid.riskAdjusted',
      goal: Number(best!.value.value),
      driver: driver.key,
      low,
      high,
      hold: [],
    };
    const { state, points } = await services.ask('sensitivity.goalSeek', request);
    expect(state).toBe('solved');
    // entered to a cent
    expect(Math.abs(points[0]!.x - Number(row.at!.value))).toBeLessThan(0.02);
    await services.ask('sensitivity.apply', { contractId: row.id, driver: driver.key, value: points[0]!.x });
    const view = await services.ask('tenders.get', { id });
    expect(view.bids.find((bid) => bid.id === row.id)!.riskAdjusted!.value).toBe(points[0]!.target.value);
    await undo();
  });
});

describe('a sensitivity table', () => {
  const compute = async (ask: Partial<Input<'sensitivity.table'>> & Pick<Input<'sensitivity.table'>, 'target' | 'rows'>) =>
    services.waitForJob(await services.ask('sensitivity.table', { contractId, ...ask }), 'sensitivity');
  const axis = (key: string, steps: number) => ({ driver: key, low: driverOf(key).low, high: driverOf(key).high, steps });

  test('has in each cell the figure that the contract page shows after the same edits', async () => {
    const { cells, rows, columns, today, chart } = await compute({
      target: 'deal.npv',
      rows: axis('terms.0.collar.floor', 3),
      columns: axis(TREATMENT_CHARGE, 3),
    });
    expect(today!.value).toBe(await figureOf('deal.npv'));
    expect(chart!.series.length).toBeGreaterThan(1);
    for (const [j, i] of [
      [0, 0],
      [2, 1],
      [3, 3],
    ] as const) {
      await apply('terms.0.collar.floor', rows.values[j]!);
      await apply(TREATMENT_CHARGE, columns!.values[i]!);
      const { contract } = await services.ask('contracts.get', { id: contractId });
      const { figures } = await services.ask('contracts.preview', { contract });
      expect(cells[j]![i]).toBe(figures.find(({ key }) => key === 'npv')!.figure.value);
      await undo();
      await undo();
    }
  });

  test('of a price and a term equals the goal seek at each price, also where only the product of the deal is valued', async () => {
    // between the floor and the cap, so that the price moves the NPV
    const { cells, rows, columns } = await compute({
      target: 'deal.npv',
      rows: { driver: 'price.CU', low: 10_000, high: 15_000, steps: 2 },
      columns: axis(TREATMENT_CHARGE, 2),
    });
    const goal = cells[1]![1]!;
    const { state, points } = await seek({ target: 'deal.npv', driver: 'price.CU', goal, low: 9600, high: 15_900 });
    expect(columns!.values[1]).toBe(0);
    expect(state).toBe('solved');
    expect(points.some(({ x }) => Math.abs(x / rows.values[1]! - 1) < 1e-3)).toBe(true);
  });

  test('of one driver is a column with its curve, and is written as a workbook with changes as formulas', async () => {
    const startedJob = await services.ask('sensitivity.table', { contractId, target: 'plan.china', rows: axis(TONNES, 4) });
    const { cells, chart } = await services.waitForJob(startedJob, 'sensitivity');
    expect(cells.map((row) => row.length)).toEqual([1, 1, 1, 1, 1]);
    expect(chart!.series[0]!.points.map(({ y }) => y)).toEqual(cells.map(([value]) => value));
    const { artefact, fileName } = await services.ask('sensitivity.export', { ...startedJob, format: 'xlsx' });
    expect(fileName).toMatch(/^Sensitivity .*\.xlsx$/);
    const bytes = await services.readArtefact(artefact);
    expect(bytes.length).toBeGreaterThan(2000);
    const writtenCells = [...readSheets(new Uint8Array(bytes)).values()].flat();
    for (const [value] of cells) expect(writtenCells.some((cell) => Math.abs(Number(cell.value) - value!) < 1e-9)).toBe(true);
    expect(writtenCells.filter(({ formula }) => formula?.endsWith('-$B$3'))).toHaveLength(cells.length);
    expect(writtenCells.some((cell) => String(cell.value).startsWith('Drivers today: Tonnes a year'))).toBe(true);
  });

  test('of two drivers is written as PDF and Word with its deck, today’s value, values and changes', async () => {
    const startedJob = await services.ask('sensitivity.table', {
      contractId,
      target: 'deal.npv',
      rows: axis(TONNES, 4),
      columns: axis(TREATMENT_CHARGE, 12),
    });
    const { cells } = await services.waitForJob(startedJob, 'sensitivity');
    const pdf = await services.ask('sensitivity.export', { ...startedJob, format: 'pdf' });
    expect(pdf.fileName).toMatch(/^Sensitivity .*\.pdf$/);
    const pages = await readPdfPages(new Uint8Array(await services.readArtefact(pdf.artefact)));
    const docx = await services.ask('sensitivity.export', { ...startedJob, format: 'docx' });
    expect(docx.fileName).toMatch(/^Sensitivity .*\.docx$/);
    const word = unzipParts(new Uint8Array(await services.readArtefact(docx.artefact)))['word/document.xml']!;
    const wordText = unescapeXml([...word.matchAll(/<w:t(?: [^>]*)?>(.*?)<\/w:t>/gs)].map(([, words]) => words).join('')).replace(
      /\s/g,
      ' ',
    );
    // each value has the shade of its difference from today, of which one is the strongest
    const fills = [...word.matchAll(/<w:shd [^>]*w:fill="([0-9A-F]{6})"/g)].map(([, colour]) => `#${colour}`);
    expect(fills).toHaveLength(cells.flat().length);
    const strongest = [shadeColour({ side: 'below', strength: 1 }), shadeColour({ side: 'above', strength: 1 })];
    expect(fills.some((colour) => strongest.includes(colour))).toBe(true);
    for (const documentText of [pages.map((page) => page.text).join('\n'), wordText]) {
      expect(documentText).toContain('base deck');
      expect(documentText).toContain('Change from today');
      expect(documentText).toMatch(/Drivers today: Tonnes a year [\d.,]+ kdmt a year; treatment charge differential/i);
      for (const row of [cells[0]!, cells.at(-1)!])
        for (const value of [row[0]!, row.at(-1)!]) expect(documentText).toContain(formatNumber(value / 1e6, { decimals: 1 }));
    }
  });

  test('of two drivers is shaded in the workbook by formats that follow today’s value and the cells', async () => {
    const startedJob = await services.ask('sensitivity.table', {
      contractId,
      target: 'deal.npv',
      rows: axis(TONNES, 4),
      columns: axis(TREATMENT_CHARGE, 4),
    });
    const { cells, today, chart } = await services.waitForJob(startedJob, 'sensitivity');
    const { artefact } = await services.ask('sensitivity.export', { ...startedJob, format: 'xlsx' });
    const bytes = new Uint8Array(await services.readArtefact(artefact));
    const sheet = unzipParts(bytes)['xl/worksheets/sheet1.xml']!;
    const [values] = /<conditionalFormatting sqref="([A-Z]+\d+:[A-Z]+\d+)"/.exec(sheet)!.slice(1);
    const scale = /<colorScale>(.*?)<\/colorScale>/s.exec(sheet)![1]!;
    expect([...scale.matchAll(/val="([^"]+)"/g)].map(([, place]) => place)).toEqual(['$B$4', '$B$3', '$C$4']);
    const cellsByRef = new Map([...readSheets(bytes).values()].flat().map((cell) => [cell.ref, cell]));
    const at = (ref: string): number => Number(cellsByRef.get(ref)!.value);
    expect(at(values!.split(':')[0]!)).toBeCloseTo(cells[0]![0]! / 1e6, 9);
    expect(cellsByRef.get('B4')!.formula).toBe(`MIN(${values},2*$B$3-MAX(${values}))`);
    // the bounds are as far from today's value as the farthest cell
    const differences = cells.flat().map((value) => Math.abs(value! - Number(today!.value)) / 1e6);
    expect(at('B3') - at('B4')).toBeCloseTo(Math.max(...differences), 9);
    expect(at('C4') - at('B3')).toBeCloseTo(Math.max(...differences), 9);
    // the terms worth the same as today are those of the chart
    const equalTerms = chart!.series.filter(({ role }) => role === 'accent').flatMap(({ points }) => points);
    expect(equalTerms.length).toBeGreaterThan(1);
    const [headRow] = [...cellsByRef.values()]
      .filter(({ value }) => value === 'Terms worth the same as today')
      .map(({ ref }) => Number(ref.slice(1)));
    equalTerms.forEach(({ x }, i) => {
      expect(at(`B${headRow! + 2 + i}`)).toBeCloseTo(x, 9);
    });
  });

  test('can be cancelled, and refuses one driver for both axes', async () => {
    const startedJob = await services.ask('sensitivity.table', { contractId, target: 'financing.minimumDscr', rows: axis('price.CU', 40) });
    await services.ask('jobs.cancel', { id: startedJob.jobId });
    await expect(services.waitForJob(startedJob, 'sensitivity')).rejects.toThrow();
    await expect(compute({ target: 'deal.npv', rows: axis(TONNES, 2), columns: axis(TONNES, 2) })).rejects.toThrow(/sameDriverTwice/);
  });
});
