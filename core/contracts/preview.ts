import { compareWithSpot, deliverySchedule, type EffectivePrice, explainNpv, type SpotComparison } from '#engine';
import type { ContractPreview } from '#shared/contract/contracts.ts';
import { type OfftakeContract, termsAt } from '#shared/domain/contract.ts';
import { monthOf, yearOf } from '#shared/domain/time.ts';
import { message } from '#shared/messages/text.ts';
import { computeEffect } from '../effect/effect.ts';
import { explanation, netPriceLines } from '../portfolio/explain.ts';
import { explained, tenor, usdPerDmt } from '../portfolio/figures.ts';
import type { Workbook } from '../portfolio/portfolio.ts';
import { recordOf } from '../portfolio/records.ts';
import { referencesIn } from './checks.ts';
import { draftedIn } from './drafted.ts';
import { netPriceView, payoffView, yearsView } from './previewCharts.ts';
import { arrearsFigure, bareBreakEven, type Drafted, firstFullYear, npvFigure, previewFigures } from './previewFigures.ts';
import { contractSentence } from './previewSentence.ts';
import { previewWarnings } from './previewWarnings.ts';
import { inYear, pricedMonths } from './rows.ts';

type YearRow = ContractPreview['yearTable'][number];

/** What a year's tonnes net, beside spot and the unit cost. */
const effectivePrices = (of: EffectivePrice | undefined): Pick<YearRow, 'effective' | 'spot' | 'margin'> => {
  if (of === undefined) return {};
  const { invoiced, deficiency, effective, spot, unitCost } = of;
  const spec = { unit: 'usdPerDmt', decimals: 1 } as const;
  const whole = { label: message('years.effectiveLine'), amount: effective };
  return {
    effective: explained(
      usdPerDmt(effective),
      explanation(
        [
          { label: message('years.invoicedLine'), amount: invoiced },
          { label: message('years.deficiencyLine'), amount: deficiency },
        ],
        effective,
        { ...spec, title: message('years.effectiveTitle', { year: String(of.year) }), formula: message('years.effectiveFormula') },
      ),
    ),
    spot: explained(
      usdPerDmt(spot),
      explanation([whole, { label: message('years.overSpotLine'), amount: spot - effective }], spot, {
        ...spec,
        title: message('years.spotTitle', { year: String(of.year) }),
        formula: message('years.spotFormula'),
      }),
    ),
    ...(unitCost === undefined
      ? {}
      : {
          margin: explained(
            usdPerDmt(effective - unitCost),
            explanation([whole, { label: message('years.costLine'), amount: -unitCost }], effective - unitCost, {
              ...spec,
              title: message('years.marginTitle', { year: String(of.year) }),
              formula: message('years.marginFormula'),
            }),
          ),
        }),
  };
};

const yearTable = ({ plan, contract, value }: Drafted, { years }: SpotComparison): ContractPreview['yearTable'] => {
  const presentValues = new Map(explainNpv(plan.portfolio, plan.value, contract.id).map(({ label, amount }) => [label, amount]));
  return plan.value.years.map((year) => ({
    year,
    tonnes: inYear(plan.value, value.tonnes, year),
    minimumTonnes: value.months.reduce((sum, { month, minimum }) => sum + (yearOf(month) === year ? minimum : 0), 0),
    revenue: inYear(plan.value, value.revenue, year),
    presentValue: presentValues.get(`year.${year}`) ?? 0,
    ...effectivePrices(years.find((one) => one.year === year)),
  }));
};

/** How far ahead the tonnes lie, each year's share of it a line. */
const averageTenorFigure = ({ value, book }: Drafted, { averageTenor }: SpotComparison): ContractPreview['averageTenor'] => {
  if (averageTenor === undefined) return undefined;
  const tonnes = value.months.reduce((sum, { delivered }) => sum + delivered, 0);
  const byYear = Map.groupBy(value.months, ({ month }) => yearOf(month));
  const lines = [...byYear].map(([year, months]) => ({
    label: message('line.year', { part: String(year) }),
    amount: months.reduce((sum, { month, delivered }) => sum + (delivered * (month - book.valuationMonth)) / 12 / tonnes, 0),
  }));
  return explained(
    tenor(averageTenor),
    explanation(lines, averageTenor, {
      title: message('years.tenorTitle'),
      formula: message('years.tenorFormula'),
      unit: 'years',
      decimals: 2,
    }),
  );
};

/** The months of the contract year under way that have passed by the valuation; undefined before the contract's start and after its end. */
const elapsedOf = ({ book: { valuationMonth }, contract, plan }: Drafted): ContractPreview['elapsed'] => {
  const end = plan.portfolio.contracts.find((entry) => entry.contract.id === contract.id)?.committedEnd ?? contract.end;
  if (contract.start > valuationMonth || end <= valuationMonth) return undefined;
  const since = valuationMonth - ((valuationMonth - contract.start) % 12);
  return { since, tonnes: deliverySchedule(contract, since, valuationMonth, end).reduce((sum, { nominal }) => sum + nominal, 0) };
};

/**
 * What a draft earns and what it does to the chosen plan, stored or not; nothing is written. A contract that the plan holds already is
 * measured against the plan without it. Throws BAD_INPUT for what is gone, and what keeps the contract from being priced.
 */
export const contractPreview = (contract: OfftakeContract, book: Workbook): ContractPreview => {
  const { plan, value } = draftedIn(book, contract);
  const before = book.without(contract.id);
  const product = recordOf(book.products, contract.productId, 'product');
  const year = firstFullYear(value, book.year);
  const netPrice = netPriceLines(plan, book, contract.id, pricedMonths(value, year));
  const draft: Drafted = { book, contract, product, plan, value, year, netPrice };

  const effect = computeEffect(book, product, before, plan);
  const npv = npvFigure(draft);
  const bare = bareBreakEven(draft);
  const payoff = payoffView(draft, bare, referencesIn(termsAt(contract, monthOf(year, 7)).price)[0]);
  const prices = compareWithSpot(plan.portfolio, value, book.market);
  const averageTenor = averageTenorFigure(draft, prices);
  const elapsed = elapsedOf(draft);
  const included = book.plan().portfolio.contracts.some((entry) => entry.contract.id === contract.id);
  return {
    sentence: contractSentence(book, contract, { npv, arrears: arrearsFigure(draft), effect, included }),
    figures: previewFigures(draft, npv, bare, payoff?.covered ?? false),
    waterfall: netPriceView(draft),
    ...(payoff === undefined ? {} : { payoff: payoff.view }),
    years: yearsView(draft),
    yearTable: yearTable(draft, prices),
    ...(averageTenor === undefined ? {} : { averageTenor }),
    effect,
    warnings: previewWarnings(draft),
    ...(elapsed === undefined ? {} : { elapsed }),
  };
};
