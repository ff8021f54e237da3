import { type Exposure, exposureByDimension, type Portfolio, type PortfolioValue } from '#engine';
import { findById } from '#shared/collections.ts';
import type { BuyerRow } from '#shared/contract/buyers.ts';
import type { Output } from '#shared/contract/contract.ts';
import type { Figure, Sentence, TableIdentities, Verdict } from '#shared/contract/figure.ts';
import { LIST_PAGE_ROWS } from '#shared/contract/listPages.ts';
import type { Buyer } from '#shared/domain/buyer.ts';
import type { FigureIdentity } from '#shared/domain/figureIdentity.ts';
import type { BuyerId } from '#shared/domain/ids.ts';
import { METALS, type Metal } from '#shared/domain/metal.ts';
import { sum, sumBy } from '#shared/math.ts';
import { memoizeWeakly } from '#shared/memoize.ts';
import { message } from '#shared/messages/text.ts';
import { createObjectField } from '#shared/objectField.ts';
import type { Steps } from '#shared/steps.ts';
import type { ServiceContext } from '../context.ts';
import { contractRows, destinationOf, rowIdentities } from '../contracts/contractRows.ts';
import { chinaMeasure, groupValues } from '../effect/planMeasures.ts';
import { groupOfBuyer, groupRoute, joinedBuyers } from '../portfolio/buyerGroups.ts';
import { explanation } from '../portfolio/explain.ts';
import { identifyInPlan } from '../portfolio/figureIdentity.ts';
import { count, dmtPerYear, labelFigure, share, usd, withExplanation, words, year } from '../portfolio/figures.ts';
import { scenarioLabel } from '../portfolio/labels.ts';
import { type ValuedPlan, valuedWorkbook, type Workbook } from '../portfolio/portfolio.ts';
import { recordOf } from '../portfolio/records.ts';
import { findScenario } from '../portfolio/valuedPortfolio.ts';
import { runWithYielding, yieldIfDue } from '../yielding.ts';

/** Rows of an exposure and contracts of a portfolio by buyer: a search for each buyer would be slow in a large book. */
const rowsByBuyer = memoizeWeakly(({ rows }: Exposure) => Map.groupBy(rows, ({ members }): string => members.buyer), createObjectField());
const contractsByBuyer = memoizeWeakly(
  ({ contracts }: Portfolio) => Map.groupBy(contracts, ({ contract }) => contract.buyerId),
  createObjectField(),
);

/** Lists tonnes (dmt) and gross payable value (USD) in the first full year by contract, of one buyer or of all. */
const exposureRows = (book: Workbook, plan: ValuedPlan, id?: BuyerId) => {
  const exposure = plan.exposure();
  const i = exposure.years.indexOf(book.year);
  return (id === undefined ? exposure.rows : (rowsByBuyer(exposure).get(id) ?? [])).map(({ contractId, members, tonnes, grossValue }) => ({
    contractId,
    buyer: members.buyer,
    tonnes: tonnes[i] ?? 0,
    value: grossValue[i] ?? 0,
  }));
};

const totalValue = (rows: readonly { readonly value: number }[]): number => sumBy(rows, ({ value }) => value);

/** Returns the total value of rows in USD, explained by the groups of `name`. */
const valueFigure = (
  book: Workbook,
  rows: ReturnType<typeof exposureRows>,
  identity: FigureIdentity,
  name: (row: (typeof rows)[number]) => string,
): Figure => {
  const total = totalValue(rows);
  const rowsByName = Map.groupBy(rows, name);
  return withExplanation(
    usd(total, { decimals: 1, identity }),
    explanation(
      [...rowsByName].map(([label, groupRows]) => ({ label: message('line.member', { name: label }), amount: totalValue(groupRows) })),
      total,
      {
        title: message('buyers.valueTitle', { year: String(book.year) }),
        formula: message('buyers.valueFormula'),
        unit: 'usd',
        decimals: 1,
      },
    ),
  );
};

const groupCell = (book: Workbook, { id, groupId }: Buyer): Pick<BuyerRow, 'group'> => {
  const group = groupOfBuyer(book, id);
  if (group && group.buyers.length > 1) return { group: { id: group.id, name: group.name } };
  const storedGroup = groupId && book.groups.get(groupId);
  return storedGroup ? { group: { name: storedGroup.name } } : {};
};

const buyerRow = (book: Workbook, plan: ValuedPlan, buyer: Buyer, total: number): BuyerRow => {
  const contracts = contractsByBuyer(plan.portfolio).get(buyer.id) ?? [];
  const products = new Set(contracts.map(({ contract }) => recordOf(book.products, contract.productId, 'product').metal));
  const value = totalValue(exposureRows(book, plan, buyer.id));
  const { label, zone } = destinationOf(buyer, book);
  return {
    id: buyer.id,
    name: buyer.name,
    country: buyer.country,
    destination: label,
    zone,
    type: buyer.type,
    ownership: buyer.ownership,
    ...groupCell(book, buyer),
    ...(buyer.ultimateParent === undefined ? {} : { parent: buyer.ultimateParent.name }),
    rating: buyer.rating,
    cycleSensitivity: buyer.cycleSensitivity,
    metals: METALS.filter((metal) => products.has(metal)),
    contracts: contracts.length,
    value,
    share: total > 0 ? value / total : 0,
  };
};

/** Which figures the rows of buyers in a plan have. */
export const buyerIdentities = (book: Workbook, plan: ValuedPlan): TableIdentities[string] => {
  const column = (measure: 'grossValue' | 'valueShare') => {
    const { subject: _subject, ...identity } = identifyInPlan(book, plan, measure, { period: book.year });
    return identity;
  };
  return { columns: { value: column('grossValue'), share: column('valueShare') }, rowSubject: 'buyer' };
};

/** Returns the sentence on the largest group of the first full year and its share of the planned production of its main metal. */
function* largestGroup(book: Workbook, plan: ValuedPlan): Steps<Sentence | undefined> {
  const { years } = plan.exposure();
  const scope = { book, plan, year: book.year };
  const i = years.indexOf(scope.year);
  const largestValue = groupValues(scope)[0];
  if (largestValue === undefined) return undefined;
  const valuesByMetal: { readonly candidate: Metal; readonly value: number }[] = [];
  for (const candidate of METALS) {
    yield;
    const values = groupValues(scope, (valuedMetal) => valuedMetal === candidate);
    valuesByMetal.push({ candidate, value: values.find(({ member }) => member === largestValue.member)?.value ?? 0 });
  }
  const metal = valuesByMetal.reduce((largestShare, share) => (share.value > largestShare.value ? share : largestShare)).candidate;
  yield;
  const tonnes = exposureByDimension(plan.exposure(), 'group', ({ members }) => members.metal === metal).find(
    ({ member }) => member === largestValue.member,
  )?.tonnes[i];
  const plannedProduction = sumBy(
    plan.commitments().filter(({ productId }) => book.products.get(productId)?.metal === metal),
    ({ years: commitmentYears }) => commitmentYears.find(({ year: commitmentYear }) => commitmentYear === book.year)?.planned ?? 0,
  );
  if (tonnes === undefined || plannedProduction === 0) return undefined;
  const isGroup = (joinedBuyers(book).get(largestValue.member)?.buyers.length ?? 1) > 1;
  return {
    key: isGroup ? 'buyers.verdictLargestGroup' : 'buyers.verdictLargest',
    figures: {
      [isGroup ? 'group' : 'buyer']: words(largestValue.name, { route: groupRoute(book, largestValue.member) }),
      value: usd(largestValue.value, {
        decimals: 1,
        identity: identifyInPlan(book, plan, 'grossValue', {
          period: book.year,
          subject: `group:${largestValue.member}`,
        }),
      }),
      share: share(tonnes / plannedProduction, {
        decimals: 0,
        identity: identifyInPlan(book, plan, 'productionShare', {
          period: book.year,
          subject: `group:${largestValue.member}/metal:${metal}`,
        }),
      }),
      metal: labelFigure(message(`metal.${metal}`, {}, 'inSentence'), { route: '/contracts' }),
      year: year(scope.year),
    },
  };
}

function* verdictOnBuyers(book: Workbook, plan: ValuedPlan, rows: readonly BuyerRow[]): Steps<Verdict> {
  const activeRows = rows.filter(({ value }) => value > 0);
  if (activeRows.length === 0) {
    return [{ key: 'buyers.verdictEmpty', figures: { plan: words(plan.plan.name, { route: '/plans' }), year: year(book.year) } }];
  }
  const value = valueFigure(
    book,
    exposureRows(book, plan),
    identifyInPlan(book, plan, 'grossValue', { period: book.year }),
    ({ buyer }) => book.buyers.get(buyer as BuyerId)?.name ?? buyer,
  );
  yield;
  const china = chinaMeasure({ book, plan, year: book.year }, 'destination');
  yield;
  const sentence = yield* largestGroup(book, plan);
  return [
    { key: 'buyers.verdict', figures: { count: count(activeRows.length, { route: '/buyers' }), value, year: year(book.year) } },
    ...(sentence ? [sentence] : []),
    ...(china ? [{ key: 'buyers.verdictChina', figures: { share: { ...china.figure, decimals: 0 } } }] : []),
  ];
}

/** Lists a row for every buyer with its value in the first full year of a plan. */
export function* buyerRows(book: Workbook, plan: ValuedPlan): Steps<readonly BuyerRow[]> {
  const total = totalValue(exposureRows(book, plan));
  yield;
  rowsByBuyer(plan.exposure());
  yield;
  contractsByBuyer(plan.portfolio);
  const rows: BuyerRow[] = [];
  for (const buyer of book.buyers.values()) {
    yield;
    rows.push(buyerRow(book, plan, buyer, total));
  }
  return rows;
}

/** Lists a page of all buyers with their value in the first full year of the chosen plan. */
export const listBuyerRows = async (ctx: ServiceContext, first: number): Promise<Output<'buyers.list'>> => {
  const book = await valuedWorkbook(ctx);
  const plan = book.plan();
  const rows = await runWithYielding(buyerRows(book, plan));
  const verdict = await runWithYielding(verdictOnBuyers(book, plan, rows));
  await yieldIfDue();
  return {
    verdict,
    rows: rows.slice(first, first + LIST_PAGE_ROWS),
    count: rows.length,
    identities: { rows: buyerIdentities(book, plan) },
    countries: [...book.countries.values()],
    groups: [...book.groups.values()],
    year: book.year,
  };
};

/** The value and contracts of one buyer. */
export const buyerView = async (
  ctx: ServiceContext,
  id: BuyerId,
  first: number,
): Promise<Omit<Output<'buyers.get'>, 'buyer' | 'version'>> => {
  const book = await valuedWorkbook(ctx);
  const plan = book.plan();
  const buyer = recordOf(book.buyers, id, 'buyer');
  const contracts = book.contracts.filter(({ buyerId }) => buyerId === id);
  await yieldIfDue();
  const rows = exposureRows(book, plan, id);
  await yieldIfDue();
  const total = totalValue(exposureRows(book, plan));
  await yieldIfDue();
  const name = words(buyer.name);
  const value = valueFigure(
    book,
    rows,
    identifyInPlan(book, plan, 'grossValue', { period: book.year, subject: `buyer:${id}` }),
    ({ contractId }) => findById(book.contracts, contractId)?.code ?? contractId,
  );
  await yieldIfDue();
  const subject = `buyer:${id}`;
  const shareOfPlan = share(total > 0 ? totalValue(rows) / total : 0, {
    identity: identifyInPlan(book, plan, 'valueShare', { period: book.year, subject }),
  });
  const scenario = findScenario(book.scenarios, undefined);
  const contractIds = new Set((contractsByBuyer(plan.portfolio).get(id) ?? []).map(({ contract }) => contract.id));
  await yieldIfDue();
  const revenueOf = (value: PortfolioValue | undefined): number =>
    sumBy(value?.contracts ?? [], ({ contractId, revenue }) => (contractIds.has(contractId) ? sum(revenue) : 0));
  await runWithYielding(plan.inSteps.scenarioValue());
  const cost = scenario === undefined ? 0 : revenueOf(plan.value) - revenueOf(plan.scenarioValue());
  await yieldIfDue();
  const hasValue = totalValue(rows) > 0;
  const group = groupOfBuyer(book, id);
  return {
    verdict: [
      hasValue
        ? { key: 'buyers.viewOf', figures: { buyer: name, value, year: year(book.year), share: shareOfPlan } }
        : { key: 'buyers.viewNone', figures: { buyer: name, plan: words(plan.plan.name, { route: '/plans' }), year: year(book.year) } },
      ...(group && group.buyers.length > 1
        ? [
            {
              key: 'buyers.viewGroup',
              figures: {
                group: words(group.name, { route: groupRoute(book, group.id) }),
                count: count(group.buyers.length - 1),
              },
            },
          ]
        : []),
      ...(contractIds.size > 0 && scenario !== undefined && cost > 0
        ? [
            {
              key: 'buyers.viewSlump',
              figures: {
                scenario: labelFigure(scenarioLabel(scenario), { route: '/cycles' }),
                cost: usd(cost, { identity: identifyInPlan(book, plan, 'scenarioLoss', { scenario: scenario.id, subject }) }),
              },
            },
          ]
        : []),
    ],
    figures: [
      { key: 'value', figure: value },
      { key: 'share', figure: shareOfPlan },
      {
        key: 'tonnes',
        figure: dmtPerYear(
          sumBy(rows, ({ tonnes }) => tonnes),
          { identity: identifyInPlan(book, plan, 'committedTonnes', { period: book.year, subject }) },
        ),
      },
      { key: 'contracts', figure: count(contractIds.size) },
    ],
    contracts: await contractRows(book, plan, contracts.slice(first, first + LIST_PAGE_ROWS)),
    count: contracts.length,
    identities: { contracts: rowIdentities(book, plan) },
  };
};
