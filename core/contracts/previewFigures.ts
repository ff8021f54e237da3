import { explainNpv, explainRevenue } from '#engine';
import type { ContractPreview } from '#shared/contract/contracts.ts';
import type { Figure } from '#shared/contract/figure.ts';
import { monthOf } from '#shared/domain/time.ts';
import { sumBy } from '#shared/math.ts';
import { message } from '#shared/messages/text.ts';
import type { Steps } from '#shared/steps.ts';
import { amountInYear, pricedMonths } from '../portfolio/contractValues.ts';
import { contractReferences, explainPricedLines, priceSources, weakestPriceOrigin } from '../portfolio/explain.ts';
import { identifyAlone, identifyDeal } from '../portfolio/figureIdentity.ts';
import { dmt, month as monthFigure, price, share, usd, usdPerDmt, usdPerYear, withExplanation } from '../portfolio/figures.ts';
import { chosenDeck, referenceLabel, scenarioLabel } from '../portfolio/labels.ts';
import type { Workbook } from '../portfolio/portfolio.ts';
import { unitCost } from '../portfolio/projectInputs.ts';
import { findScenario } from '../portfolio/valuedPortfolio.ts';
import type { DraftedContract } from './draftedContract.ts';
import { priceDetail } from './priceDetails.ts';

/** Decimals of tonnes in kdmt that show single tonnes, so that tonnes x price gives the value. */
export const TONNES_DECIMALS = 3;

const discountRate = ({ settings }: Workbook): Figure => share(settings.discountRate, { decimals: 0 });

/** Present value of all payments, explained by year. */
export const npvFigure = ({ book, contract, plan, value }: DraftedContract): Figure =>
  withExplanation(
    usd(value.npv, { identity: identifyDeal(book, plan, contract, 'npv') }),
    explainPricedLines(explainNpv(plan.portfolio, plan.value, contract.id), {
      title: message('economics.npv', { rate: discountRate(book) }),
      formula: message('economics.npvFormula', { rate: discountRate(book) }),
      unit: 'usd',
      decimals: 1,
      sources: value.months.length === 0 ? [] : priceSources(book, contractReferences(contract), book.valuationMonth, book.lastMonth),
    }),
  );

/** Payments still due for deliveries before the valuation, USD; undefined where nothing is due. */
export const arrearsFigure = ({ book, contract, plan, value }: DraftedContract): Figure | undefined => {
  const sumOfKind = (kind: 'openDelivery' | 'unpaid') => sumBy(value.flows, (flow) => (flow.kind === kind ? flow.amount : 0));
  const lines = [
    { label: 'openDelivery', amount: sumOfKind('openDelivery') },
    { label: 'unpaid', amount: sumOfKind('unpaid') },
  ];
  const total = sumBy(lines, ({ amount }) => amount);
  if (lines.every(({ amount }) => amount === 0)) return undefined;
  return withExplanation(
    usd(total, { identity: identifyDeal(book, plan, contract, 'arrears') }),
    explainPricedLines([...lines, { label: 'total', amount: total }], {
      title: message('economics.arrears'),
      formula: message('economics.arrearsFormula'),
      unit: 'usd',
      decimals: 1,
    }),
  );
};

/** The net price of the year, explained line by line; undefined without deliveries. */
export const netPriceFigure = ({ book, contract, plan, value, year, netPrice }: DraftedContract): Figure | undefined => {
  const total = netPrice?.at(-1);
  if (netPrice === undefined || total === undefined) return undefined;
  const origin = weakestPriceOrigin(book, contract);
  const months = pricedMonths(value, year);
  return withExplanation(
    usdPerDmt(total.amount, {
      ...(origin === undefined ? {} : { origin }),
      identity: identifyDeal(book, plan, contract, 'netPrice', { period: year }),
    }),
    explainPricedLines(netPrice, {
      title: message('economics.netPrice'),
      formula: message('economics.netPriceFormula', {
        tonnes: dmt(
          sumBy(months, ({ delivered }) => delivered),
          { decimals: TONNES_DECIMALS },
        ),
        from: monthFigure(months[0]!.month),
        to: monthFigure(months.at(-1)!.month),
      }),
      unit: 'usdPerDmt',
      decimals: 2,
      detail: (line) => priceDetail(book, line),
      sources: priceSources(book, contractReferences(contract), monthOf(year, 1), monthOf(year, 12)),
    }),
  );
};

/** The revenue of the year, explained by kind of payment. */
export const revenueFigure = ({ book, contract, plan, value, year }: DraftedContract): Figure =>
  withExplanation(
    usdPerYear(amountInYear(plan.value, value.revenue, year), {
      identity: identifyDeal(book, plan, contract, 'revenue', { period: year }),
    }),
    explainPricedLines(explainRevenue(value, year), {
      title: message('economics.revenue'),
      formula: message('economics.revenueFormula'),
      unit: 'usd',
      decimals: 1,
      sources: priceSources(book, contractReferences(contract), monthOf(year, 1), monthOf(year, 12)),
    }),
  );

/** The price of the main reference at which the contract, without floor and cap, pays the cash cost. */
export type BreakEven = { readonly reference: string; readonly price: number };

/** Finds the break-even price; undefined where the contract has no main reference or no such price. */
export function* findBreakEven({ book, contract }: DraftedContract): Steps<BreakEven | undefined> {
  const { reference, price: amount } = yield* book.breakEvenWithoutCollar(contract);
  return reference === undefined || amount === undefined ? undefined : { reference, price: amount };
}

type PreviewFigure = ContractPreview['figures'][number];

const breakEvenFigure = (draft: DraftedContract, breakEven: BreakEven | undefined, isCovered: boolean): readonly PreviewFigure[] => {
  const reference = breakEven && draft.book.references.get(breakEven.reference);
  if (breakEven === undefined || reference === undefined) return [];
  return [
    {
      key: 'breakEven',
      figure: price(breakEven.price, reference.unit, { identity: identifyAlone(draft.book, draft.contract, 'breakEven') }),
      basis: isCovered
        ? message('economics.basis.covered')
        : message('economics.basis.price', { reference: referenceLabel(draft.book.references, breakEven.reference) }),
    },
  ];
};

const marginFigure = ({ book, contract, plan, product, year, netPrice }: DraftedContract): readonly PreviewFigure[] => {
  const cost = unitCost(product, year);
  const total = netPrice?.at(-1)?.amount;
  if (cost === undefined || total === undefined) return [];
  return [
    {
      key: 'margin',
      figure: usdPerDmt(total - cost, { identity: identifyDeal(book, plan, contract, 'netPriceMargin', { period: year }) }),
      basis: message('economics.basis.cost', { cost: { ...usdPerDmt(cost), withoutUnit: true }, year }),
    },
  ];
};

const slumpFigures = ({ book, contract }: DraftedContract): readonly PreviewFigure[] => {
  const scenario = findScenario(book.scenarios, undefined);
  const change = book.alone(contract).contractsInScenario()?.[0];
  if (scenario === undefined || change === undefined) return [];
  const basis = message('economics.basis.saved', { scenario: scenarioLabel(scenario) });
  const identity = (measure: 'savedByClauses' | 'scenarioCost') => ({
    identity: identifyAlone(book, contract, measure, { scenario: scenario.id }),
  });
  return [
    { key: 'slumpSaved', figure: usd(change.savedByFloor + change.savedByTakeOrPay, identity('savedByClauses')), basis },
    { key: 'slumpCost', figure: usd(change.base - change.scenario, identity('scenarioCost')), basis: message('economics.basis.over') },
  ];
};

/** Lists the headline figures of a contract; one that can't be computed is omitted. `isCovered`: the floor covers the cash cost. */
export const previewFigures = (
  draft: DraftedContract,
  npv: Figure,
  breakEven: BreakEven | undefined,
  isCovered: boolean,
): ContractPreview['figures'] => {
  const { book, year } = draft;
  const netPrice = netPriceFigure(draft);
  return [
    { key: 'npv', figure: npv, basis: message('economics.basis.npv', { plan: draft.plan.plan.name }) },
    ...(netPrice === undefined
      ? []
      : [
          {
            key: 'netPrice' as const,
            figure: netPrice,
            basis: message('economics.basis.atDeck', { deck: chosenDeck(book, 'inSentence'), year }),
          },
        ]),
    ...breakEvenFigure(draft, breakEven, isCovered),
    ...(draft.value.months.length === 0
      ? []
      : [
          {
            key: 'revenue' as const,
            figure: revenueFigure(draft),
            basis: message('economics.basis.perYear', { year, plan: draft.plan.plan.name }),
          },
        ]),
    ...marginFigure(draft),
    ...slumpFigures(draft),
  ];
};
