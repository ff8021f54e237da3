import { type ContractValue, type ExplainLine, explainNpv, explainRevenue } from '#engine';
import type { ContractPreview } from '#shared/contract/contracts.ts';
import type { Figure } from '#shared/contract/figure.ts';
import type { OfftakeContract } from '#shared/domain/contract.ts';
import type { Product } from '#shared/domain/product.ts';
import { monthOf, type Year, yearOf } from '#shared/domain/time.ts';
import { shippedText } from '#shared/messages/shipped.ts';
import { message } from '#shared/messages/text.ts';
import { formatNumber, formatPercent } from '#shared/units/format.ts';
import { contractReferences, inWords, priceSources, pricesRestOn } from '../portfolio/explain.ts';
import { explained, price, usd, usdPerDmt, usdPerYear } from '../portfolio/figures.ts';
import type { ValuedPlan, Workbook } from '../portfolio/portfolio.ts';
import { deckName, scenarioOf } from '../summaries/recordNames.ts';
import { inYear } from './rows.ts';

export type Drafted = {
  readonly book: Workbook;
  readonly contract: OfftakeContract;
  readonly product: Product;
  /** The plan with the contract in it. */
  readonly plan: ValuedPlan;
  readonly value: ContractValue;
  /** The first whole calendar year of deliveries, or the one with most of them. */
  readonly year: Year;
  /** Lines of the net price of that year, the price itself last; undefined where nothing is delivered. */
  readonly netPrice: readonly ExplainLine[] | undefined;
};

/** The first calendar year from `from` on with twelve months of delivery, else the year with most tonnes, else `from`. */
export const firstFullYear = ({ months }: Pick<ContractValue, 'months'>, from: Year): Year => {
  const byYear = Map.groupBy(
    months.filter(({ delivered }) => delivered > 0),
    ({ month }) => yearOf(month),
  );
  const years = [...byYear.keys()].filter((year) => year >= from).sort((a, b) => a - b);
  const full = years.find((year) => byYear.get(year)!.length === 12);
  if (full !== undefined) return full;
  const tonnes = (year: Year) => byYear.get(year)!.reduce((sum, { delivered }) => sum + delivered, 0);
  return (
    [...byYear.keys()].reduce<Year | undefined>(
      (most, year) => (most === undefined || tonnes(year) > tonnes(most) ? year : most),
      undefined,
    ) ?? from
  );
};

/** Unit cash cost of a product in a year, USD/dmt: the last entry up to it holds on, the first holds before. */
export const unitCost = ({ unitCost: costs }: Pick<Product, 'unitCost'>, year: Year): number | undefined => {
  const sorted = [...costs].sort((a, b) => a.year - b.year);
  return (sorted.findLast((entry) => entry.year <= year) ?? sorted[0])?.usdPerDmt;
};

const rate = ({ settings }: Workbook): string => formatPercent(settings.discountRate, { decimals: 0 });

/** Present value of every payment, with each year of it. */
export const npvFigure = ({ book, contract, plan, value }: Drafted): Figure =>
  explained(
    usd(value.npv),
    inWords(explainNpv(plan.portfolio, plan.value, contract.id), {
      title: message('economics.npv', { rate: rate(book) }),
      formula: message('economics.npvFormula', { rate: rate(book) }),
      unit: 'usd',
      decimals: 1,
      sources: value.months.length === 0 ? [] : priceSources(book, contractReferences(contract), book.valuationMonth, book.lastMonth),
    }),
  );

/** What deliveries before the valuation still pay, USD; undefined where nothing of them is open. */
export const arrearsFigure = ({ value }: Drafted): Figure | undefined => {
  const paid = (kind: 'openDelivery' | 'unpaid') => value.flows.reduce((sum, flow) => sum + (flow.kind === kind ? flow.amount : 0), 0);
  const lines = [
    { label: 'openDelivery', amount: paid('openDelivery') },
    { label: 'unpaid', amount: paid('unpaid') },
  ];
  const total = lines.reduce((sum, { amount }) => sum + amount, 0);
  if (lines.every(({ amount }) => amount === 0)) return undefined;
  return explained(
    usd(total),
    inWords([...lines, { label: 'total', amount: total }], {
      title: message('economics.arrears'),
      formula: message('economics.arrearsFormula'),
      unit: 'usd',
      decimals: 1,
    }),
  );
};

export const netPriceFigure = ({ book, contract, year, netPrice }: Drafted): Figure | undefined => {
  const total = netPrice?.at(-1);
  if (netPrice === undefined || total === undefined) return undefined;
  const origin = pricesRestOn(book, contract);
  return explained(
    usdPerDmt(total.amount, origin === undefined ? {} : { origin }),
    inWords(netPrice, {
      title: message('economics.netPrice'),
      formula: message('economics.netPriceFormula'),
      unit: 'usdPerDmt',
      decimals: 1,
      sources: priceSources(book, contractReferences(contract), monthOf(year, 1), monthOf(year, 12)),
    }),
  );
};

const revenueFigure = ({ book, contract, plan, value, year }: Drafted): Figure =>
  explained(
    usdPerYear(inYear(plan.value, value.revenue, year)),
    inWords(explainRevenue(value, year), {
      title: message('economics.revenue'),
      formula: message('economics.revenueFormula'),
      unit: 'usd',
      decimals: 1,
      sources: priceSources(book, contractReferences(contract), monthOf(year, 1), monthOf(year, 12)),
    }),
  );

/** The price of the main reference at which the contract without floor and cap pays its cash cost. */
export type BarePrice = { readonly reference: string; readonly price: number };

export const bareBreakEven = ({ book, contract }: Drafted): BarePrice | undefined => {
  const { reference, price: found } = book.bareBreakEven(contract);
  return reference === undefined || found === undefined ? undefined : { reference, price: found };
};

type PreviewFigure = ContractPreview['figures'][number];

const breakEvenFigure = (draft: Drafted, bare: BarePrice | undefined, covered: boolean): readonly PreviewFigure[] => {
  const reference = bare && draft.book.references.get(bare.reference);
  if (bare === undefined || reference === undefined) return [];
  return [
    {
      key: 'breakEven',
      figure: price(bare.price, reference.unit),
      basis: covered ? message('economics.basis.covered') : message('economics.basis.price', { reference: shippedText(reference.name) }),
    },
  ];
};

const marginFigure = ({ product, year, netPrice }: Drafted): readonly PreviewFigure[] => {
  const cost = unitCost(product, year);
  const total = netPrice?.at(-1)?.amount;
  if (cost === undefined || total === undefined) return [];
  return [
    {
      key: 'margin',
      figure: usdPerDmt(total - cost),
      basis: message('economics.basis.cost', { cost: formatNumber(cost, { decimals: 1 }) }),
    },
  ];
};

const slumpFigures = ({ book, contract }: Drafted): readonly PreviewFigure[] => {
  const scenario = scenarioOf(book.scenarios, undefined);
  const change = book.alone(contract).contractsInScenario()?.[0];
  if (scenario === undefined || change === undefined) return [];
  const basis = message('economics.basis.saved', { scenario: scenario.name });
  return [
    { key: 'slumpSaved', figure: usd(change.savedByFloor + change.savedByTakeOrPay), basis },
    { key: 'slumpCost', figure: usd(change.base - change.scenario), basis: message('economics.basis.over') },
  ];
};

/** The headline figures of a contract; one that can't be told is absent. */
export const previewFigures = (draft: Drafted, npv: Figure, bare: BarePrice | undefined, covered: boolean): ContractPreview['figures'] => {
  const { book, year } = draft;
  const netPrice = netPriceFigure(draft);
  return [
    { key: 'npv', figure: npv, basis: message('economics.basis.npv') },
    ...(netPrice === undefined
      ? []
      : [
          {
            key: 'netPrice' as const,
            figure: netPrice,
            basis: message('economics.basis.atDeck', { deck: deckName(book), year: String(year) }),
          },
        ]),
    ...breakEvenFigure(draft, bare, covered),
    ...(draft.value.months.length === 0
      ? []
      : [{ key: 'revenue' as const, figure: revenueFigure(draft), basis: message('economics.basis.perYear', { year: String(year) }) }]),
    ...marginFigure(draft),
    ...slumpFigures(draft),
  ];
};
