import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SummaryBlock, SummaryRequest } from '#shared/contract/summaries.ts';
import { PlanId } from '#shared/domain/ids.ts';
import { text } from '#shared/messages/text.ts';
import { renderMessage } from '#shared/presentation/message.ts';
import { openServices, type Services } from '../../helpers/services.ts';

const AS_SIGNED = PlanId.parse('as-signed');
const SPREAD = PlanId.parse('spread-three-ways');

let services: Services;
beforeAll(async () => {
  services = await openServices();
});
afterAll(() => services.close());

const readPrepayment = async () => {
  const { facilities } = await services.ask('financing.list', { planId: SPREAD });
  return facilities.find(({ facility }) => facility.kind === 'prepayment')!.facility;
};

const blocksOf = async (
  subject: SummaryRequest['subject'],
  view: SummaryRequest['view'] = 'internal',
): Promise<readonly SummaryBlock[]> => {
  const { pages } = await services.ask('summaries.preview', { subject, view });
  return pages.flatMap(({ blocks }) => blocks);
};
const boardBlocks = blocksOf;

type Table = Extract<SummaryBlock, { kind: 'table' }>;
const tablesIn = (blocks: readonly SummaryBlock[]): readonly Table[] => blocks.filter((block) => block.kind === 'table');
const figuresIn = (tables: readonly Table[]) =>
  tables.flatMap(({ rows }) => rows.flat().flatMap((cell) => ('figure' in cell ? [cell.figure] : [])));

const wordsOf = (cell: Table['rows'][number][number] | undefined): string => (cell && 'text' in cell ? cell.text : '');

/** The blocks under a heading. */
const sectionOf = (blocks: readonly SummaryBlock[], key: string): readonly SummaryBlock[] => {
  const start = blocks.findIndex((block) => block.kind === 'heading' && block.text.key === key);
  if (start < 0) return [];
  const length = blocks.slice(start + 1).findIndex(({ kind }) => kind === 'heading');
  return blocks.slice(start + 1, length < 0 ? undefined : start + 1 + length);
};

describe('the financing of compared plans', () => {
  it('is a group of its own on the page, with the all-in cost of each prepayment that its workbench shows', async () => {
    const { id, name } = await readPrepayment();
    const { rows } = await services.ask('compare.get', { planIds: [AS_SIGNED, SPREAD], scope: 'whole' });
    const financingRows = rows.filter(({ group }) => group === 'financing');
    expect(financingRows.map(({ key }) => key)).toEqual(['debtCapacity', 'minimumDscr', 'minimumLlcr', 'averageLife', `allInCost.${id}`]);
    const cost = financingRows.at(-1)!;
    expect(renderMessage(cost.label)).toBe(`All-in cost of ${name} with its price, base case`);
    for (const [i, planId] of [AS_SIGNED, SPREAD].entries()) {
      const { facilities } = await services.ask('financing.get', { planId, caseId: 'base' });
      const expectedCost = facilities.find(({ facilityId }) => facilityId === id)?.withPrice?.allInCost?.value;
      expect(cost.cells[i]!.figure.value).toBe(expectedCost);
    }
    const { planId } = (await services.book()).settings;
    const workbench = await services.ask('financing.workbench', { facility: await readPrepayment(), alternative: { kind: 'spot' } });
    const chosenPlan = await services.ask('compare.get', { planIds: [planId, SPREAD], scope: 'whole' });
    const { figure } = chosenPlan.rows.find(({ key }) => key === cost.key)!.cells[0]!;
    const workbenchCost = workbench.state === 'ready' ? workbench.allInCostWithPrice : undefined;
    expect(figure.identity).toEqual(workbenchCost!.identity);
    expect(figure.value).toBe(workbenchCost!.value);
  });

  it('is a group of its own in the table of the board pack', async () => {
    const comparisonRequest = { planIds: [AS_SIGNED, SPREAD], reference: AS_SIGNED };
    const [measures] = tablesIn(
      sectionOf(await boardBlocks({ boardOf: SPREAD, compared: comparisonRequest }), 'summaries.head.sideBySide'),
    );
    const groups = measures!.rows.flatMap(([group]) => wordsOf(group) || []);
    expect(groups).toEqual((['earnings', 'concentration', 'downside', 'financing'] as const).map((group) => text(`compare.page.${group}`)));
    const start = measures!.rows.findIndex(([group]) => wordsOf(group) === text('compare.page.financing'));
    expect(measures!.rows.slice(start).map(([, label]) => wordsOf(label))).toEqual([
      text('compare.debtCapacity'),
      text('compare.minimumDscr'),
      text('compare.minimumLlcr'),
      text('compare.averageLife'),
      text('compare.allInCost', { name: (await readPrepayment()).name }),
    ]);
  });
});

describe('the summary of a plan', () => {
  it('lists the contracts and facilities in which it differs from the base plan, with the amounts of its page and their total', async () => {
    const { id } = await readPrepayment();
    await services.ask('financing.override', { planId: SPREAD, override: { facilityId: id, included: false } });
    const { contracts, facilities, rest, total } = await services.ask('plans.difference', { id: SPREAD });
    const [differences] = tablesIn(sectionOf(await blocksOf({ planId: SPREAD }), 'summaries.head.differences'));
    const lines = [...differences!.rows, differences!.total!];
    expect(lines.map(([label]) => wordsOf(label))).toEqual([
      ...[...contracts, ...facilities].map(({ label }) => renderMessage(label)),
      text('plans.page.difference.rest'),
      text('common.total'),
    ]);
    expect(facilities).toHaveLength(1);
    const amounts = lines.flatMap((line) => (line.some((cell) => 'figure' in cell) ? [line.slice(1)] : []));
    expect(amounts).toEqual(
      [...contracts, rest, total].map(({ revenue, npv }) =>
        [revenue, npv].map(({ explanation: _explanation, route: _route, ...figure }) => ({ figure })),
      ),
    );
    await services.ask('financing.override', { planId: SPREAD, override: { facilityId: id } });
  });
});

describe('the summary of a plan for lenders', () => {
  it('has counterparties, terms of the facilities, and capacity and lowest DSCR by assumption', async () => {
    const blocks = await blocksOf({ planId: AS_SIGNED }, 'lender');
    const { cases } = await services.ask('financing.get', { planId: AS_SIGNED, caseId: 'lender' });
    const lender = cases.find(({ id }) => id === 'lender')!;
    const [buyers] = tablesIn(sectionOf(blocks, 'summaries.head.counterparties'));
    expect(buyers!.rows.length).toBeGreaterThan(10);
    const [terms] = tablesIn(sectionOf(blocks, 'summaries.head.facilityTerms'));
    expect(terms!.rows.map(([name]) => wordsOf(name))).toEqual(['Senior loan', (await readPrepayment()).name]);
    const [sensitivity] = tablesIn(sectionOf(blocks, 'financing.sensitivity.title'));
    const asIs = { capacity: Number(lender.loans[0]!.capacity!.value), dscr: Number(lender.minimumDscr!.value) };
    const figureValue = (cell: Table['rows'][number][number] | undefined) =>
      Number(cell && 'figure' in cell ? cell.figure.value : Number.NaN);
    const ends = new Map(
      sensitivity!.rows.map(([label, , lowCapacity, lowDscr, , highCapacity, highDscr]) => [
        wordsOf(label),
        { low: [figureValue(lowCapacity), figureValue(lowDscr)], high: [figureValue(highCapacity), figureValue(highDscr)] },
      ]),
    );
    const rise = (label: string) => {
      const { low, high } = ends.get(label)!;
      return [low[0]! <= asIs.capacity, high[0]! >= asIs.capacity, low[1]! <= asIs.dscr, high[1]! >= asIs.dscr];
    };
    expect(rise(text('simulation.tornado.prices'))).toEqual([true, true, true, true]);
    expect(rise(text('financing.sensitivity.production'))).toEqual([true, true, true, true]);
    expect(rise(text('simulation.tornado.depthShare'))).toEqual([true, true, true, true]);
    for (const label of [text('financing.sensitivity.unitCost'), text('financing.sensitivity.interest')]) {
      const { low, high } = ends.get(label)!;
      expect([low[0]! > asIs.capacity, high[0]! < asIs.capacity, low[1]! > asIs.dscr, high[1]! < asIs.dscr]).toEqual(Array(4).fill(true));
    }
    expect([...ends.keys()]).toContain(text('simulation.tornado.damages'));
  });
});

describe('the internal summary of a contract', () => {
  it('has the sensitivity of the plan with it to the default assumptions of the market', async () => {
    const { contracts } = await services.book();
    const section = sectionOf(await blocksOf({ contractIds: [contracts[0]!.id] }), 'assumptions.title');
    const [assumptions] = tablesIn(section);
    expect(assumptions!.rows.map(([label]) => wordsOf(label))).toEqual(
      (['depthShare', 'depthSlope', 'damages'] as const).map((key) => text(`simulation.tornado.${key}`)),
    );
  });
});

describe('the board pack of a plan', () => {
  it('has the capacity by case, the lowest DSCR with its month, and the cost of each facility as on the page Financing', async () => {
    const section = sectionOf(await boardBlocks({ boardOf: SPREAD }), 'summaries.head.financing');
    const { verdict, cases, facilities } = await services.ask('financing.get', { planId: SPREAD, caseId: 'base' });
    expect(section.flatMap((block) => (block.kind === 'sentences' ? block.sentences.map(({ key }) => key) : []))).toEqual(
      verdict.map(({ key }) => key),
    );
    const valuesOf = (measure: string) =>
      figuresIn(tablesIn(section)).flatMap(({ identity, value }) => (identity?.measure === measure ? [value] : []));
    expect(valuesOf('debtCapacity')).toEqual(
      cases.flatMap(({ loans }) => loans.flatMap(({ capacity }) => (capacity ? [capacity.value] : []))),
    );
    expect(valuesOf('minimumDscr')).toEqual(cases.map(({ minimumDscr }) => minimumDscr!.value));
    expect(valuesOf('allInCost')).toEqual(facilities.map(({ allInCost }) => allInCost!.value));
    expect(valuesOf('allInCostWithPrice')).toEqual(facilities.flatMap(({ withPrice }) => (withPrice ? [withPrice.allInCost!.value] : [])));
  });

  it('begins with the value, revenue and concentration of a plan that is compared with none', async () => {
    const blocks = await blocksOf({ boardOf: AS_SIGNED });
    const [title, verdict, figures] = blocks;
    expect([title!.kind, verdict!.kind, figures!.kind]).toEqual(['title', 'sentences', 'figures']);
    const measures = figures!.kind === 'figures' ? figures!.figures.map(({ figure }) => figure.identity?.measure) : [];
    expect(measures).toContain('npv');
  });

  it('has no financing section without facilities', async () => {
    const { facilities } = await services.ask('financing.list', {});
    for (const { facility } of facilities) await services.ask('financing.remove', { id: facility.id });
    expect(sectionOf(await boardBlocks({ boardOf: SPREAD }), 'summaries.head.financing')).toEqual([]);
    const { rows } = await services.ask('compare.get', { planIds: [AS_SIGNED, SPREAD] });
    expect(rows.filter(({ group }) => group === 'financing')).toEqual([]);
  });
});
