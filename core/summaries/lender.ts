import { chinaShare, exposure, type PortfolioValue, payoff } from '#engine';
import { unique } from '#shared/collections.ts';
import type { Verdict } from '#shared/contract/figure.ts';
import type { SummaryBlock, SummaryCell } from '#shared/contract/summaries.ts';
import { Rating } from '#shared/domain/buyer.ts';
import { isCommitted, termsAt } from '#shared/domain/contract.ts';
import type { ContractId } from '#shared/domain/ids.ts';
import { monthOf, type Year, yearOf } from '#shared/domain/time.ts';
import { sum } from '#shared/math.ts';
import { ratingText } from '#shared/messages/rating.ts';
import { message, text } from '#shared/messages/text.ts';
import type { BarsView } from '#shared/presentation/charts/bars.ts';
import { renderMessage } from '#shared/presentation/message.ts';
import { formatDate, formatMonth, formatNumber, formatPercent, formatPrice } from '#shared/units/format.ts';
import { collarUnit, contractValue, firstFullYear } from '../contracts/contractRows.ts';
import { unitCost } from '../contracts/previewFigures.ts';
import { chartMoney, count, none, share, tenor as tenorFigure, usd, year as yearFigure } from '../portfolio/figures.ts';
import type { Workbook } from '../portfolio/portfolio.ts';
import { problemMessage } from '../portfolio/problems.ts';
import {
  buildParts,
  column,
  figureCell,
  figureRows,
  heading,
  missingCell,
  note,
  numbers,
  sentences,
  table,
  textCell,
  tonnesColumn,
  type YieldToOthers,
  yearTables,
} from './blocks.ts';
import { assumptionBlocks, referencesOf, sourceBlocks } from './foundation.ts';
import { deckName } from './recordNames.ts';
import { baseValue, type Deal, type Offtake } from './subject.ts';

const percentHead = (): string => text('summaries.unit.percent');

/** Returns the revenue of contracts over the plan, USD. */
const revenueOf = (value: PortfolioValue, id: ContractId): number => sum(contractValue({ value }, id)?.revenue ?? []);

const tenorYears = ({ valuationMonth }: Workbook, { contract }: Deal): number =>
  Math.max(0, contract.end - Math.max(valuationMonth, contract.start - 1)) / 12;

type Picture = { readonly book: Workbook; readonly offtake: Offtake; readonly base: PortfolioValue };

/** Returns a table of revenue by contract, largest first. */
const ranked = ({ offtake, base }: Picture) =>
  offtake.deals.map((deal) => ({ deal, revenue: revenueOf(base, deal.contract.id) })).sort((a, b) => b.revenue - a.revenue);

const totals = (picture: Picture) => {
  const rows = ranked(picture);
  const revenue = sum(rows.map((row) => row.revenue));
  const binding = sum(rows.filter(({ deal }) => isCommitted(deal.contract.status)).map((row) => row.revenue));
  const tenor = revenue === 0 ? 0 : sum(rows.map((row) => row.revenue * tenorYears(picture.book, row.deal))) / revenue;
  const inSlump = picture.offtake.revaluation && sum(picture.offtake.revaluation.byContract.map(({ scenario }) => scenario));
  return { revenue, binding, tenor, inSlump };
};

const verdictOf = (picture: Picture): Verdict => {
  const { book, offtake } = picture;
  const { revenue, binding, inSlump } = totals(picture);
  const loss = inSlump === undefined || revenue === 0 ? 0 : (revenue - inSlump) / revenue;
  return [
    {
      key: 'summaries.lender.sentence',
      figures: {
        count: count(offtake.deals.length),
        revenue: usd(revenue),
        year: yearFigure(book.settings.horizonYear),
        binding: share(revenue === 0 ? 0 : binding / revenue, { decimals: 0 }),
      },
    },
    ...(inSlump === undefined
      ? []
      : loss > 0
        ? [{ key: 'summaries.lender.slump', figures: { revenue: usd(inSlump), share: share(loss, { decimals: 0 }) } }]
        : [{ key: 'summaries.lender.slumpNone', figures: {} }]),
  ];
};

/** Returns China's share of contract value by year, by destination and by owner. */
const chinaYears = ({ book, offtake }: Picture) => {
  const exposed = exposure(offtake.portfolio, book.market);
  const { destination, parent } = chinaShare(exposed, 'grossValue');
  return exposed.years.map((year, i) => ({ year, destination: destination[i], parent: parent[i] }));
};

const figureBlocks = (picture: Picture): readonly SummaryBlock[] => {
  const { book } = picture;
  const { revenue, binding, tenor } = totals(picture);
  const china = chinaYears(picture).flatMap(({ destination }) => destination ?? []);
  return figureRows([
    { label: message('summaries.figure.contractRevenueTo', { year: String(book.settings.horizonYear) }), figure: usd(revenue) },
    {
      label: message('summaries.figure.binding'),
      figure: share(revenue === 0 ? 0 : binding / revenue),
      basis: message('summaries.basis.ofRevenue'),
    },
    { label: message('summaries.figure.tenor'), figure: tenorFigure(tenor), basis: message('summaries.basis.weighted') },
    {
      label: message('summaries.figure.chinaMost'),
      figure: china.length === 0 ? none() : share(Math.max(...china)),
      basis: message('summaries.basis.china'),
    },
  ]);
};

const floorText = (book: Workbook, { contract }: Deal): string => {
  const { collar, price } = termsAt(contract, Math.max(contract.start, book.valuationMonth + 1));
  if (collar?.floor === undefined) return text('common.none');
  const { text: amount, unit } = formatPrice(collar.floor, collarUnit(collar, price, book));
  return `${amount} ${unit}`;
};

/** Returns a table of contracts: buyer, tonnage, term and commitment. */
const offtakeBlocks = (picture: Picture): readonly SummaryBlock[] => {
  const { book } = picture;
  const { unit } = chartMoney(book.settings);
  const rows = ranked(picture);
  const terms = ({ contract }: Deal) => termsAt(contract, Math.max(contract.start, book.valuationMonth + 1)).quantity;
  const tonnes = tonnesColumn(rows.map(({ deal }) => terms(deal).tonnesPerYear));
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
        numbers('summaries.column.takeOrPay', percentHead(), 0.95),
        numbers('summaries.column.revenue', unit, 0.9),
      ],
      rows.map(({ deal, revenue }) => {
        const { tonnesPerYear, takeOrPayShare } = terms(deal);
        const { contract, buyer, product } = deal;
        return [
          textCell(contract.code),
          textCell(buyer.name),
          textCell(product.name),
          textCell(ratingText(buyer.rating)),
          tonnes.cell(tonnesPerYear),
          textCell(formatMonth(contract.end)),
          textCell(formatNumber(tenorYears(book, deal), { decimals: 1 })),
          textCell(text(isCommitted(contract.status) ? 'summaries.yes' : 'summaries.no')),
          takeOrPayShare === 0 ? missingCell() : textCell(formatNumber(takeOrPayShare * 100, { decimals: 0 })),
          figureCell(usd(revenue, { decimals: 1 })),
        ];
      }),
    ),
    note('summaries.lender.binding'),
  ];
};

/** Returns contract revenue by the rating of buyers. */
const ratingBlocks = (picture: Picture): readonly SummaryBlock[] => {
  const { unit } = chartMoney(picture.book.settings);
  const byRating = Map.groupBy(ranked(picture), ({ deal }) => deal.buyer.rating);
  const { revenue: whole } = totals(picture);
  return [
    heading('summaries.head.ratings'),
    ...table(
      [
        column('summaries.column.rating', { weight: 2 }),
        numbers('summaries.column.contracts', undefined),
        numbers('summaries.column.revenue', unit),
        numbers('summaries.column.share', percentHead()),
      ],
      Rating.options.flatMap((rating) => {
        const rows = byRating.get(rating);
        if (rows === undefined) return [];
        const revenue = sum(rows.map((row) => row.revenue));
        return [
          [
            textCell(ratingText(rating)),
            figureCell(count(rows.length)),
            figureCell(usd(revenue, { decimals: 1 })),
            figureCell(share(whole === 0 ? 0 : revenue / whole)),
          ],
        ];
      }),
    ),
  ];
};

/** Returns nominal contracted tonnes as a share of planned production, by product and year. */
export const coverageTable = (book: Workbook, coverage: Offtake['coverage']): readonly SummaryBlock[] => {
  const planned = coverage.filter(({ years }) => years.some((one) => one.planned > 0));
  const all = planned[0]?.years.map(({ year }): Year => year) ?? [];
  return yearTables(all, (some, from) =>
    table(
      [
        column('summaries.column.product', { weight: 2.4 }),
        ...some.map((year) => numbers('line.member', percentHead(), 1, { name: String(year) })),
      ],
      planned.map(({ productId, years }) => [
        textCell(book.products.get(productId)?.name ?? ''),
        ...some.map((_, i): SummaryCell => {
          const one = years[from + i];
          return one === undefined || one.planned === 0
            ? missingCell()
            : textCell(formatNumber((one.nominal / one.planned) * 100, { decimals: 0 }));
        }),
      ]),
    ),
  );
};

/** Returns contract revenue by year of payment, at deck prices and in the slump. */
const revenueView = ({ book, offtake, base }: Picture): BarsView => {
  const money = chartMoney(book.settings);
  const byYear = (value: PortfolioValue) =>
    base.years.map((year) => sum(value.contracts.map((one) => one.revenue[value.years.indexOf(year)] ?? 0)) / money.factor);
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
    decimals: money.decimals,
    horizontal: false,
    stacked: false,
    categories: base.years.map((year) => ({ label: String(year) })),
    series: [
      { label: text('summaries.chart.deck'), role: 'scenario.base', fill: 'solid', values: byYear(base) },
      ...(scenario && revaluation
        ? [
            {
              label: text('summaries.chart.slump', { scenario: scenario.name }),
              role: 'scenario.stressed' as const,
              fill: 'solid' as const,
              values: byYear(revaluation.scenario),
            },
          ]
        : []),
    ],
    marks: [],
    axis: { min: 0 },
  };
};

const revenueBlocks = (picture: Picture): readonly SummaryBlock[] => {
  const { book, offtake, base } = picture;
  const { unit } = chartMoney(book.settings);
  const slump = offtake.revaluation?.scenario;
  const money = (amount: number) => figureCell(usd(amount, { decimals: 1 }));
  const at = (value: PortfolioValue, year: Year, of: 'contracts' | 'products') => {
    const i = value.years.indexOf(year);
    return of === 'contracts'
      ? sum(value.contracts.map(({ revenue }) => revenue[i] ?? 0))
      : sum(value.products.map(({ spotRevenue }) => spotRevenue[i] ?? 0));
  };
  const series = [
    { key: 'summaries.column.deck' as const, of: (year: Year) => at(base, year, 'contracts') },
    ...(slump ? [{ key: 'summaries.column.slump' as const, of: (year: Year) => at(slump, year, 'contracts') }] : []),
    ...(offtake.withSpot ? [{ key: 'summaries.column.spotDeck' as const, of: (year: Year) => at(base, year, 'products') }] : []),
    ...(offtake.withSpot && slump ? [{ key: 'summaries.column.spotSlump' as const, of: (year: Year) => at(slump, year, 'products') }] : []),
  ];
  return [
    { kind: 'bars', view: revenueView(picture) },
    ...table(
      [column('summaries.column.year'), ...series.map(({ key }) => numbers(key, unit))],
      base.years.map((year) => [figureCell(yearFigure(year)), ...series.map(({ of }) => money(of(year)))]),
      [textCell(text('common.total')), ...series.map(({ of }) => money(sum(base.years.map(of))))],
    ),
  ];
};

const chinaBlocks = (picture: Picture): readonly SummaryBlock[] => [
  heading('summaries.head.chinaLender'),
  ...table(
    [
      column('summaries.column.year'),
      numbers('summaries.column.byDestination', percentHead()),
      numbers('summaries.column.byParent', percentHead()),
    ],
    chinaYears(picture)
      .filter(({ destination }) => destination !== undefined)
      .map(({ year, destination, parent }) => [
        figureCell(yearFigure(year)),
        destination === undefined ? missingCell() : figureCell(share(destination)),
        parent === undefined ? missingCell() : figureCell(share(parent)),
      ]),
  ),
];

/** Returns the lowest net price under each floor, and the cash cost per tonne. */
const floorRow = ({ book, offtake, base }: Picture, deal: Deal): readonly (readonly SummaryCell[])[] => {
  const { contract, product } = deal;
  const value = contractValue({ value: base }, contract.id);
  if (value === undefined) return [];
  const year = firstFullYear(value, book.year);
  const month = value.months.find((one) => yearOf(one.month) === year)?.month;
  const cost = unitCost(product, year);
  if (month === undefined || termsAt(contract, monthOf(year, 7)).collar?.floor === undefined) return [];
  // the net price at a reference price of 0 is the floor
  const least = payoff(offtake.portfolio, contract.id, book.market, month, [0])[0]?.netPrice;
  if (least === undefined) return [];
  const amount = (figure: number) => textCell(formatNumber(figure, { decimals: 1 }));
  return [
    [
      textCell(contract.code),
      textCell(deal.buyer.name),
      textCell(floorText(book, deal)),
      figureCell(yearFigure(year)),
      amount(least),
      cost === undefined ? missingCell() : amount(cost),
      cost === undefined ? missingCell() : textCell(formatNumber(least - cost, { decimals: 1, sign: true })),
    ],
  ];
};

/** Notes which share of the unit costs is in another currency. */
const foreignCostNotes = ({ offtake }: Picture): readonly SummaryBlock[] =>
  unique(offtake.deals.map(({ product }) => product)).flatMap(({ name: product, costCurrency: part }) => {
    if (part === undefined || part.share === 0) return [];
    return [note('product.foreignCost', { product, share: formatPercent(part.share, { decimals: 0 }), currency: part.currency })];
  });

const floorBlocks = (picture: Picture): readonly SummaryBlock[] => {
  const rows = picture.offtake.deals.flatMap((deal) => floorRow(picture, deal));
  const unit = text('summaries.unit.usdPerDmt');
  return [
    heading('summaries.head.floors'),
    ...(rows.length === 0
      ? [note('summaries.lender.floorNone')]
      : [
          ...table(
            [
              column('summaries.column.contract', { weight: 0.7 }),
              column('summaries.column.buyer', { weight: 1.9 }),
              numbers('summaries.column.floor', undefined, 1.3),
              numbers('summaries.column.year', undefined, 0.7),
              numbers('summaries.column.floorPrice', unit, 1.6),
              numbers('summaries.column.cost', unit),
              numbers('summaries.column.margin', unit),
            ],
            rows,
          ),
          note('summaries.lender.floor'),
          ...foreignCostNotes(picture),
        ]),
  ];
};

/** Returns the blocks of a lender view: title, pages, assumptions and sources. */
export const lenderBlocks = async (
  book: Workbook,
  offtake: Offtake,
  title: string,
  yieldToOthers: YieldToOthers,
  plan = book.plan(),
): Promise<readonly SummaryBlock[]> => {
  const picture: Picture = { book, offtake, base: baseValue(offtake, book) };
  const foundation = { book, plan, codes: referencesOf(book, offtake.deals), scenario: offtake.scenario };
  const { settings } = book;
  const values = { workspace: settings.name, date: formatDate(settings.valuationDate), deck: deckName(book) };
  const codes = new Map(book.contracts.map(({ id, code }) => [id, code]));
  const coverageBlocks = () => {
    const coverage = coverageTable(book, offtake.coverage);
    return coverage.length === 0 ? [] : [heading('summaries.head.coverage'), ...coverage, note('summaries.lender.coverage')];
  };
  await yieldToOthers();
  const pages = [
    () => offtakeBlocks(picture),
    () => ratingBlocks(picture),
    coverageBlocks,
    () => revenueBlocks(picture),
    () => chinaBlocks(picture),
    () => floorBlocks(picture),
  ];
  return buildParts(yieldToOthers, [
    () => [{ kind: 'title', title, subtitle: message('summaries.subtitle.lender', values) }, sentences(verdictOf(picture))],
    () => figureBlocks(picture),
    () =>
      [...offtake.problems].map(([id, problem]) =>
        note('summaries.unpriced', { code: codes.get(id) ?? id, problem: renderMessage(problemMessage(problem, book.references)) }),
      ),
    ...(offtake.deals.length === 0 ? [] : pages),
    () => assumptionBlocks(foundation),
    () => sourceBlocks(foundation),
  ]);
};
