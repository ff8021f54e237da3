import { chinaShare, exposure, type PortfolioValue } from '#engine';
import type { BarsView } from '#shared/contract/chartViews.ts';
import type { Verdict } from '#shared/contract/figure.ts';
import type { SimulationTornado } from '#shared/contract/simulation.ts';
import type { SummaryBlock, SummaryCell } from '#shared/contract/summaries.ts';
import { isCommitted, termsAt } from '#shared/domain/contract.ts';
import type { FigureIdentity } from '#shared/domain/figureIdentity.ts';
import type { Year } from '#shared/domain/time.ts';
import { sum } from '#shared/math.ts';
import { ratingText } from '#shared/messages/rating.ts';
import { message, text } from '#shared/messages/text.ts';
import { renderMessage } from '#shared/presentation/message.ts';
import { columnMoneyDecimals, formatDate, formatMonth, formatNumber } from '#shared/units/format.ts';
import type { PlanFinancing } from '../financing/planFinancing.ts';
import { chartMoney, count, emptyFigure, share, tenor as tenorFigure, usd, words, year as yearFigure } from '../portfolio/figures.ts';
import { contractCode } from '../portfolio/labels.ts';
import type { Workbook } from '../portfolio/portfolio.ts';
import { problemMessage } from '../portfolio/problems.ts';
import {
  type BuiltBlocks,
  buildParts,
  column,
  figureCell,
  figureRows,
  heading,
  missingCell,
  note,
  numbers,
  percentUnit,
  sentences,
  table,
  textCell,
  tonnesColumn,
  type YieldToOthers,
  yearTables,
} from './blockBuilders.ts';
import { assumptionBlocks, sourceBlocks } from './foundation.ts';
import { counterpartyBlocks, ratingBlocks } from './lenderBuyers.ts';
import { financingBlocks } from './lenderFinancing.ts';
import { floorBlocks } from './lenderFloors.ts';
import { identifyOfftake, type OfftakePicture, rankByRevenue } from './offtakePicture.ts';
import { deckName } from './recordNames.ts';
import { baseValue, type Deal, type Offtake } from './subject.ts';

const tenorYears = ({ valuationMonth }: Workbook, { contract }: Deal): number =>
  Math.max(0, contract.end - Math.max(valuationMonth, contract.start - 1)) / 12;

const totals = (picture: OfftakePicture) => {
  const rows = rankByRevenue(picture);
  const revenue = sum(rows.map((row) => row.revenue));
  const binding = sum(rows.filter(({ deal }) => isCommitted(deal.contract.status)).map((row) => row.revenue));
  const tenor = revenue === 0 ? 0 : sum(rows.map((row) => row.revenue * tenorYears(picture.book, row.deal))) / revenue;
  const inSlump = picture.offtake.revaluation && sum(picture.offtake.revaluation.byContract.map(({ scenario }) => scenario));
  return { revenue, binding, tenor, inSlump };
};

/** The part of revenue under contracts that are signed. */
const BINDING = { part: 'binding' } as const;

const verdictOf = (picture: OfftakePicture): Verdict => {
  const { book, offtake } = picture;
  const { revenue, binding, inSlump } = totals(picture);
  const loss = inSlump === undefined || revenue === 0 ? 0 : (revenue - inSlump) / revenue;
  const scenario = words(offtake.scenario?.name ?? '');
  return [
    {
      key: 'summaries.lender.sentence',
      figures: {
        count: count(offtake.deals.length),
        revenue: usd(revenue, { identity: identifyOfftake(picture, 'revenue') }),
        year: yearFigure(book.settings.horizonYear),
        binding: share(revenue === 0 ? 0 : binding / revenue, { decimals: 0, identity: identifyOfftake(picture, 'revenueShare', BINDING) }),
      },
    },
    ...(inSlump === undefined
      ? []
      : loss > 0
        ? [
            {
              key: 'summaries.lender.slump',
              figures: {
                scenario,
                revenue: usd(inSlump, { identity: identifyOfftake(picture, 'scenarioRevenue') }),
                share: share(loss, { decimals: 0, identity: identifyOfftake(picture, 'scenarioLossShare', { isInScenario: true }) }),
              },
            },
          ]
        : [{ key: 'summaries.lender.slumpNone', figures: { scenario } }]),
  ];
};

/** Returns China's share of contract value by year, by destination and by owner. */
const chinaYears = ({ book, plan, offtake }: OfftakePicture) => {
  const offtakeExposure = offtake.includesSpot ? plan.exposure() : exposure(offtake.portfolio, book.market);
  const { destination, parent } = chinaShare(offtakeExposure, 'grossValue');
  return offtakeExposure.years.map((year, i) => ({ year, destination: destination[i], parent: parent[i] }));
};

const figureBlocks = (picture: OfftakePicture): readonly SummaryBlock[] => {
  const { book } = picture;
  const { revenue, binding, tenor } = totals(picture);
  const china = chinaYears(picture).flatMap(({ destination }) => destination ?? []);
  return figureRows([
    {
      label: message('summaries.figure.contractRevenueTo', { year: String(book.settings.horizonYear) }),
      figure: usd(revenue, { identity: identifyOfftake(picture, 'revenue') }),
      basis: picture.offtake.includesSpot
        ? message('figure.basis.inPlan', { plan: picture.plan.plan.name })
        : message('summaries.basis.only'),
    },
    {
      label: message('summaries.figure.binding'),
      figure: share(revenue === 0 ? 0 : binding / revenue, { identity: identifyOfftake(picture, 'revenueShare', BINDING) }),
      basis: message(picture.offtake.includesSpot ? 'summaries.basis.ofRevenue' : 'summaries.basis.ofRevenueAlone'),
    },
    { label: message('summaries.figure.tenor'), figure: tenorFigure(tenor), basis: message('summaries.basis.weighted') },
    {
      label: message('summaries.figure.chinaMost'),
      figure: china.length === 0 ? emptyFigure() : share(Math.max(...china), { identity: identifyOfftake(picture, 'highestChinaShare') }),
      basis: message(picture.offtake.includesSpot ? 'summaries.basis.china' : 'summaries.basis.chinaAlone'),
    },
  ]);
};

/** Returns a table of contracts: buyer, tonnage, term and commitment. */
const offtakeBlocks = async (picture: OfftakePicture, yieldToOthers: YieldToOthers, maxRows?: number): Promise<readonly SummaryBlock[]> => {
  const { book } = picture;
  const { unit } = chartMoney(book.settings);
  const rows = rankByRevenue(picture);
  const terms = ({ contract }: Deal) => termsAt(contract, Math.max(contract.start, book.valuationMonth + 1)).quantity;
  const tonnes = tonnesColumn(rows.map(({ deal }) => terms(deal).tonnesPerYear));
  const cellRows: (readonly SummaryCell[])[] = [];
  for (const { deal, revenue } of rows.slice(0, maxRows)) {
    const { tonnesPerYear, takeOrPayShare } = terms(deal);
    const { contract, buyer, product } = deal;
    cellRows.push([
      textCell(contract.code),
      textCell(buyer.name),
      textCell(product.name),
      textCell(ratingText(buyer.rating)),
      tonnes.cell(tonnesPerYear),
      textCell(formatMonth(contract.end)),
      textCell(formatNumber(tenorYears(book, deal), { decimals: 1 })),
      textCell(text(isCommitted(contract.status) ? 'summaries.yes' : 'summaries.no')),
      takeOrPayShare === 0 ? missingCell() : textCell(formatNumber(takeOrPayShare * 100, { decimals: 0 })),
      figureCell(usd(revenue, { decimals: 1, identity: identifyOfftake(picture, 'revenue', { contract }) })),
    ]);
    await yieldToOthers();
  }
  return [
    heading('summaries.head.offtake'),
    ...table(
      [
        column('summaries.column.contract', { weight: 0.75 }),
        column('summaries.column.buyer', { weight: 1.9 }),
        column('summaries.column.product', { weight: 1.6 }),
        column('summaries.column.rating', { weight: 0.75 }),
        numbers('summaries.column.tonnesYear', tonnes.unit, 0.9),
        column('summaries.column.until', { weight: 0.9 }),
        numbers('summaries.column.tenor', text('summaries.unit.years'), 0.85),
        column('summaries.column.binding', { weight: 0.9 }),
        numbers('summaries.column.takeOrPay', percentUnit(), 0.95),
        numbers(picture.offtake.includesSpot ? 'summaries.column.revenuePaid' : 'summaries.column.revenueAlone', unit, 0.95),
      ],
      cellRows,
    ),
    note('summaries.lender.binding'),
  ];
};

/** Returns nominal contracted tonnes as a share of planned production, by product and year. */
export const commitmentsTable = (book: Workbook, commitments: Offtake['commitments']): readonly SummaryBlock[] => {
  const plannedProducts = commitments.filter(({ years }) => years.some((candidate) => candidate.planned > 0));
  const allYears = plannedProducts[0]?.years.map(({ year }): Year => year) ?? [];
  return yearTables(allYears, (yearsOfTable, from) =>
    table(
      [
        column('summaries.column.product', { weight: 2.4 }),
        ...yearsOfTable.map((year) => numbers('line.member', percentUnit(), 1, { name: String(year) })),
      ],
      plannedProducts.map(({ productId, years }) => [
        textCell(book.products.get(productId)?.name ?? ''),
        ...yearsOfTable.map((_, i): SummaryCell => {
          const yearCommitment = years[from + i];
          return yearCommitment === undefined || yearCommitment.planned === 0
            ? missingCell()
            : textCell(formatNumber((yearCommitment.nominal / yearCommitment.planned) * 100, { decimals: 0 }));
        }),
      ]),
    ),
  );
};

/** Returns contract revenue by year of payment, at deck prices and in the slump. */
const revenueView = (picture: OfftakePicture): BarsView => {
  const { book, offtake, base } = picture;
  const money = chartMoney(book.settings);
  const byYear = (value: PortfolioValue) =>
    base.years.map((year) => sum(value.contracts.map((contractRow) => contractRow.revenue[value.years.indexOf(year)] ?? 0)) / money.factor);
  const { scenario, revaluation } = offtake;
  return {
    kind: 'bars',
    title: text('summaries.chart.revenue'),
    summary: text('summaries.chart.revenueSummary', {
      scenario: scenario?.name ?? '',
      from: base.years[0] ?? '',
      to: base.years.at(-1) ?? '',
    }),
    unit: money.unit,
    unitSize: money.factor,
    decimals: money.decimals,
    horizontal: false,
    stacked: false,
    categories: base.years.map((year) => ({ label: String(year), period: year })),
    series: [
      {
        label: text('summaries.chart.deck'),
        role: 'scenario.base',
        fill: 'solid',
        values: byYear(base),
        identity: identifyOfftake(picture, 'revenue'),
      },
      ...(scenario && revaluation
        ? [
            {
              label: text('summaries.chart.slump', { scenario: scenario.name }),
              role: 'scenario.stressed' as const,
              fill: 'solid' as const,
              values: byYear(revaluation.scenario),
              identity: identifyOfftake(picture, 'scenarioRevenue'),
            },
          ]
        : []),
    ],
    marks: [],
    axis: { min: 0 },
  };
};

const revenueBlocks = async (picture: OfftakePicture, yieldToOthers: YieldToOthers): Promise<readonly SummaryBlock[]> => {
  const { book, offtake, base } = picture;
  const { unit } = chartMoney(book.settings);
  const slump = offtake.revaluation?.scenario;
  const at = (value: PortfolioValue, year: Year, of: 'contracts' | 'products') => {
    const i = value.years.indexOf(year);
    return of === 'contracts'
      ? sum(value.contracts.map(({ revenue }) => revenue[i] ?? 0))
      : sum(value.products.map(({ spotRevenue }) => spotRevenue[i] ?? 0));
  };
  const spot = (isInScenario: boolean) => (period?: Year) => identifyOfftake(picture, 'spotRevenue', { period, isInScenario });
  const series = [
    {
      key: offtake.includesSpot ? ('summaries.column.deck' as const) : ('summaries.column.deckAlone' as const),
      of: (year: Year) => at(base, year, 'contracts'),
      identity: (period?: Year) => identifyOfftake(picture, 'revenue', { period }),
    },
    ...(slump
      ? [
          {
            key: offtake.includesSpot ? ('summaries.column.slump' as const) : ('summaries.column.slumpAlone' as const),
            of: (year: Year) => at(slump, year, 'contracts'),
            identity: (period?: Year) => identifyOfftake(picture, 'scenarioRevenue', { period }),
          },
        ]
      : []),
    ...(offtake.includesSpot
      ? [{ key: 'summaries.column.spotDeck' as const, of: (year: Year) => at(base, year, 'products'), identity: spot(false) }]
      : []),
    ...(offtake.includesSpot && slump
      ? [{ key: 'summaries.column.spotSlump' as const, of: (year: Year) => at(slump, year, 'products'), identity: spot(true) }]
      : []),
  ];
  // each amount is a sum over all contracts
  const amounts: (readonly number[])[] = [];
  for (const { of } of series) {
    amounts.push(base.years.map(of));
    await yieldToOthers();
  }
  const decimals = columnMoneyDecimals(amounts.flat());
  const money = (amount: number, identity: FigureIdentity) => figureCell(usd(amount, { decimals, identity }));
  return [
    { kind: 'bars', view: revenueView(picture) },
    ...table(
      [column('summaries.column.year'), ...series.map(({ key }) => numbers(key, unit))],
      base.years.map((year, i) => [
        figureCell(yearFigure(year)),
        ...series.map(({ identity }, n) => money(amounts[n]![i]!, identity(year))),
      ]),
      [textCell(text('common.total')), ...series.map(({ identity }, n) => money(sum(amounts[n]!), identity()))],
    ),
  ];
};

const chinaBlocks = (picture: OfftakePicture): readonly SummaryBlock[] => [
  heading('summaries.head.chinaLender'),
  ...table(
    [
      column('summaries.column.year'),
      numbers(picture.offtake.includesSpot ? 'summaries.column.byDestination' : 'summaries.column.byDestinationAlone', percentUnit()),
      numbers(picture.offtake.includesSpot ? 'summaries.column.byParent' : 'summaries.column.byParentAlone', percentUnit()),
    ],
    chinaYears(picture)
      .filter(({ destination }) => destination !== undefined)
      .map(({ year, destination, parent }) => [
        figureCell(yearFigure(year)),
        destination === undefined
          ? missingCell()
          : figureCell(share(destination, { identity: identifyOfftake(picture, 'chinaShare', { period: year }) })),
        parent === undefined
          ? missingCell()
          : figureCell(share(parent, { identity: identifyOfftake(picture, 'chinaParentShare', { period: year }) })),
      ]),
  ),
];

/** Returns the blocks of a lender view: title, pages, assumptions and sources; `maxRows` as in `buildParts`. */
export const lenderBlocks = async (
  book: Workbook,
  offtake: Offtake,
  title: string,
  yieldToOthers: YieldToOthers,
  plan = book.plan(),
  financing?: PlanFinancing,
  tornado?: SimulationTornado,
  maxRows?: number,
): Promise<BuiltBlocks> => {
  const picture: OfftakePicture = { book, plan, offtake, base: baseValue(offtake, book) };
  const foundation = { book, plan, deals: offtake.deals, scenario: offtake.scenario };
  const { settings } = book;
  const values = { workspace: settings.name, date: formatDate(settings.valuationDate), deck: deckName(book) };
  const commitmentBlocks = () => {
    const tables = commitmentsTable(book, offtake.commitments);
    return tables.length === 0 ? [] : [heading('summaries.head.commitments'), ...tables, note('summaries.lender.commitments')];
  };
  await yieldToOthers();
  const pages = [
    () => offtakeBlocks(picture, yieldToOthers, maxRows),
    () => counterpartyBlocks(picture),
    () => ratingBlocks(picture),
    commitmentBlocks,
    () => revenueBlocks(picture, yieldToOthers),
    () => chinaBlocks(picture),
    () => floorBlocks(picture, yieldToOthers),
    // of a plan: the debt of single contracts is not known
    () => (financing === undefined ? [] : financingBlocks(financing, book, yieldToOthers, tornado)),
  ];
  const parts: Parameters<typeof buildParts>[1] = [
    () => [{ kind: 'title', title, subtitle: message('summaries.subtitle.lender', values) }, sentences(verdictOf(picture))],
    () => figureBlocks(picture),
    () =>
      [...offtake.problems].map(([id, problem]) =>
        note('summaries.unpriced', { code: contractCode(book, id), problem: renderMessage(problemMessage(problem, book.references)) }),
      ),
    ...(offtake.deals.length === 0 ? [] : pages),
    () => assumptionBlocks(foundation),
    () => sourceBlocks(foundation),
  ];
  return buildParts(yieldToOthers, parts, maxRows);
};
