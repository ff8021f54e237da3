import { compareWithSpot, deliverySchedule, type EffectivePrice, explainNpv, type SpotComparison } from '#engine';
import type { ContractPreview } from '#shared/contract/contracts.ts';
import { type OfftakeContract, termsAt } from '#shared/domain/contract.ts';
import type { PlanId } from '#shared/domain/ids.ts';
import { referencesIn } from '#shared/domain/termReferences.ts';
import { monthOf, yearOf } from '#shared/domain/time.ts';
import { sumBy } from '#shared/math.ts';
import { message } from '#shared/messages/text.ts';
import { amountInYear, firstFullYear, pricedMonths } from '../portfolio/contractValues.ts';
import { explanation } from '../portfolio/explain.ts';
import { identifyDeal } from '../portfolio/figureIdentity.ts';
import { tenor, usdPerDmt, withExplanation } from '../portfolio/figures.ts';
import { oversoldVerdict } from '../portfolio/oversold.ts';
import { valueInSteps, type Workbook } from '../portfolio/portfolio.ts';
import { netPriceLines } from '../portfolio/priceLines.ts';
import { recordOf } from '../portfolio/records.ts';
import { createYielder, runWithYielding } from '../yielding.ts';
import { previewWarnings } from './contractWarnings.ts';
import { contractSentence } from './dealSentence.ts';
import { type DraftedContract, valueDraft } from './draftedContract.ts';
import { netPriceChart, payoffChart, yearsChart } from './previewCharts.ts';
import { arrearsFigure, findBreakEven, npvFigure, previewFigures } from './previewFigures.ts';

type YearRow = ContractPreview['yearTable'][number];

/** Presents the effective price of a year's tonnes, their spot price and the margin over unit cost, USD/dmt. */
const effectivePrices = (
  { book, plan, contract }: DraftedContract,
  prices: EffectivePrice | undefined,
): Pick<YearRow, 'effective' | 'spot' | 'margin'> => {
  if (prices === undefined) return {};
  const { invoiced, deficiency, effective, spot, unitCost } = prices;
  const format = { unit: 'usdPerDmt', decimals: 1 } as const;
  const identity = (measure: 'effectivePrice' | 'spotPrice' | 'margin') => ({
    identity: identifyDeal(book, plan, contract, measure, { period: prices.year }),
  });
  const effectiveLine = { label: message('years.effectiveLine'), amount: effective };
  return {
    effective: withExplanation(
      usdPerDmt(effective, identity('effectivePrice')),
      explanation(
        [
          { label: message('years.invoicedLine'), amount: invoiced },
          { label: message('years.deficiencyLine'), amount: deficiency },
        ],
        effective,
        { ...format, title: message('years.effectiveTitle', { year: prices.year }), formula: message('years.effectiveFormula') },
      ),
    ),
    spot: withExplanation(
      usdPerDmt(spot, identity('spotPrice')),
      explanation([effectiveLine, { label: message('years.overSpotLine'), amount: spot - effective }], spot, {
        ...format,
        title: message('years.spotTitle', { year: prices.year }),
        formula: message('years.spotFormula'),
      }),
    ),
    ...(unitCost === undefined
      ? {}
      : {
          margin: withExplanation(
            usdPerDmt(effective - unitCost, identity('margin')),
            explanation([effectiveLine, { label: message('years.costLine'), amount: -unitCost }], effective - unitCost, {
              ...format,
              title: message('years.marginTitle', { year: prices.year }),
              formula: message('years.marginFormula'),
            }),
          ),
        }),
  };
};

const yearTable = (draft: DraftedContract, { years }: SpotComparison): ContractPreview['yearTable'] => {
  const { plan, contract, value } = draft;
  const presentValues = new Map(explainNpv(plan.portfolio, plan.value, contract.id).map(({ label, amount }) => [label, amount]));
  return plan.value.years.map((year) => ({
    year,
    tonnes: amountInYear(plan.value, value.tonnes, year),
    minimumTonnes: sumBy(value.months, ({ month, minimum }) => (yearOf(month) === year ? minimum : 0)),
    revenue: amountInYear(plan.value, value.revenue, year),
    presentValue: presentValues.get(`year.${year}`) ?? 0,
    ...effectivePrices(
      draft,
      years.find((prices) => prices.year === year),
    ),
  }));
};

/** Average years to delivery, explained by calendar year. */
const averageTenorFigure = ({ value, book }: DraftedContract, { averageTenor }: SpotComparison): ContractPreview['averageTenor'] => {
  if (averageTenor === undefined) return undefined;
  const tonnes = sumBy(value.months, ({ delivered }) => delivered);
  const byYear = Map.groupBy(value.months, ({ month }) => yearOf(month));
  const lines = [...byYear].map(([year, months]) => ({
    label: message('line.year', { part: year }),
    amount: sumBy(months, ({ month, delivered }) => (delivered * (month - book.valuationMonth)) / 12 / tonnes),
  }));
  return withExplanation(
    tenor(averageTenor),
    explanation(lines, averageTenor, {
      title: message('years.tenorTitle'),
      formula: message('years.tenorFormula'),
      unit: 'years',
      decimals: 2,
    }),
  );
};

/** Months of the current contract year up to the valuation; undefined before the contract's start and after its end. */
const elapsedYear = ({ book: { valuationMonth }, contract, plan }: DraftedContract): ContractPreview['elapsed'] => {
  const end = plan.portfolio.contracts.find((entry) => entry.contract.id === contract.id)?.committedEnd ?? contract.end;
  if (contract.start > valuationMonth || end <= valuationMonth) return undefined;
  const yearStart = valuationMonth - ((valuationMonth - contract.start) % 12);
  return { since: yearStart, tonnes: sumBy(deliverySchedule(contract, yearStart, valuationMonth, end), ({ nominal }) => nominal) };
};

/**
 * Values a contract, stored or drafted, in a plan, by default the chosen one; nothing is stored. Throws BAD_INPUT for deleted records, and
 * the error of a contract that can't be priced.
 */
export const contractPreview = async (contract: OfftakeContract, book: Workbook, planId?: PlanId): Promise<ContractPreview> => {
  const { plan, value } = await valueDraft(book, contract, planId);
  await runWithYielding(plan.inSteps.oversold());
  const storedPlan = book.plan(planId);
  await valueInSteps(storedPlan);
  await runWithYielding(storedPlan.inSteps.oversold());
  const product = recordOf(book.products, contract.productId, 'product');
  const year = firstFullYear(value, book.year);
  const netPrice = netPriceLines(plan, book, contract.id, pricedMonths(value, year));
  const draft: DraftedContract = { book, contract, product, plan, value, year, netPrice };

  const yieldNow = createYielder();
  const npv = npvFigure(draft);
  const breakEven = await runWithYielding(findBreakEven(draft));
  // its figures of the default scenario
  if (value.months.length > 0) await runWithYielding(book.alone(contract).inSteps.contractsInScenario());
  const payoff = payoffChart(draft, breakEven, referencesIn(termsAt(contract, monthOf(year, 7)).price)[0]);
  const prices = compareWithSpot(plan.portfolio, value, book.market);
  const averageTenor = averageTenorFigure(draft, prices);
  const elapsedDeliveries = elapsedYear(draft);
  await yieldNow();
  return {
    sentence: contractSentence(book, contract, { npv, plan: plan.plan.name, arrears: arrearsFigure(draft) }),
    figures: previewFigures(draft, npv, breakEven, payoff?.isCovered ?? false),
    waterfall: netPriceChart(draft),
    ...(payoff === undefined ? {} : { payoff: payoff.chart }),
    years: yearsChart(draft),
    yearTable: yearTable(draft, prices),
    identities: {
      yearTable: {
        columns: {
          tonnes: identifyDeal(book, plan, contract, 'tonnes'),
          revenue: identifyDeal(book, plan, contract, 'revenue'),
          presentValue: identifyDeal(book, plan, contract, 'npv'),
        },
        rowPeriod: 'year',
      },
    },
    ...(averageTenor === undefined ? {} : { averageTenor }),
    oversold: await runWithYielding(oversoldVerdict(book, storedPlan), yieldNow),
    warnings: previewWarnings(draft),
    ...(elapsedDeliveries === undefined ? {} : { elapsed: elapsedDeliveries }),
  };
};
