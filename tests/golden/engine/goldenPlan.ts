import { expect } from 'vitest';
import {
  type ContractValue,
  deckMarket,
  type FlowKind,
  type Market,
  type Portfolio,
  type PortfolioContract,
  type PortfolioValue,
  type ProductValue,
} from '#engine';
import { OfftakeContract } from '#shared/domain/contract.ts';
import type { Prepayment } from '#shared/domain/financing.ts';
import type { ReferenceCode } from '#shared/domain/ids.ts';
import { Scenario } from '#shared/domain/scenario.ts';
import type { Month, Year } from '#shared/domain/time.ts';
import { expectGolden } from './goldenFile.ts';

/** Prices by reference, entry i of each in month `from` + i; a follower's may end early. */
export type GoldenDeck = {
  readonly from: Month;
  readonly prices: Readonly<Record<string, readonly number[]>>;
};

type Column = readonly (number | boolean)[];
type ByKey = Readonly<Record<string, number>>;

export type GoldenContract = {
  readonly contractId: string;
  readonly months: Readonly<Record<string, Column>>;
  readonly takeOrPay: Readonly<Record<string, Column>>;
  readonly flows: Readonly<Record<FlowKind, ByKey>>;
  readonly makeUpBalance: number;
  readonly makeUpLapsed: number;
  readonly prepaymentLeft: number;
  readonly revenue: ByKey;
  readonly tonnes: ByKey;
  readonly cost: ByKey;
  readonly deficiency: ByKey;
  readonly npv: number;
};

type GoldenProduct = {
  readonly productId: string;
  readonly months: Readonly<Record<string, Column>>;
  readonly spotRevenue: ByKey;
  readonly npv: number;
};

export type GoldenValue = {
  readonly contracts: readonly GoldenContract[];
  readonly products: readonly GoldenProduct[];
  readonly revenue: ByKey;
  readonly npv: number;
};

type GoldenTerms = { readonly payment: { readonly prepayment?: Prepayment } };

/** The plan of a golden file with its contracts parsed by the domain. Its prepayments stand in the payment terms. */
export const goldenPortfolio = (portfolio: Portfolio): Portfolio => ({
  ...portfolio,
  contracts: portfolio.contracts.map((entry): PortfolioContract => {
    const terms = entry.contract.terms as unknown as readonly GoldenTerms[];
    const prepayment = terms.find(({ payment }) => payment.prepayment)?.payment.prepayment;
    return { ...entry, contract: OfftakeContract.parse(entry.contract), ...(prepayment && { prepayment }) };
  }),
});

export const goldenMarket = ({ from, prices }: GoldenDeck, { references }: Portfolio): Market => {
  const points = Object.entries(prices).flatMap(([reference, series]) =>
    series.map((price, i) => ({ reference: reference as ReferenceCode, month: from + i, price })),
  );
  const length = Math.max(...Object.values(prices).map((series) => series.length));
  return deckMarket(points, references, from, from + length - 1);
};

/** Values that nearly cancel are compared with the tolerance of this share of their column's largest entry. */
const NEAR_ZERO = 1e-3;

type Check = { readonly tolerance: number; readonly what: string };

const expectColumns = (
  rows: readonly Readonly<Record<string, unknown>>[],
  golden: Readonly<Record<string, Column>>,
  check: Check,
): void => {
  for (const [name, column] of Object.entries(golden)) {
    expect(rows.length, `${check.what}: rows`).toBe(column.length);
    const largestAmount = Math.max(0, ...column.map(Number).map(Math.abs));
    rows.forEach((row, i) => {
      const what = `${check.what} ${name} in row ${i}`;
      const goldenValue = column[i]!;
      if (typeof goldenValue === 'boolean') expect(row[name], what).toBe(goldenValue);
      else expectGolden(row[name] as number | undefined, goldenValue, check.tolerance, what, NEAR_ZERO * largestAmount);
    });
  }
};

/** Amounts by month or year; a key that is missing on one side counts as zero. */
const expectByKey = (values: ReadonlyMap<number, number>, golden: ByKey, { tolerance, what }: Check): void => {
  const largestAmount = Math.max(0, ...Object.values(golden).map(Math.abs));
  for (const key of new Set([...values.keys(), ...Object.keys(golden).map(Number)])) {
    expectGolden(values.get(key) ?? 0, golden[key] ?? 0, tolerance, `${what} in ${key}`, NEAR_ZERO * largestAmount);
  }
};

const sumByKey = (entries: readonly (readonly [number, number])[]): Map<number, number> => {
  const sums = new Map<number, number>();
  for (const [key, amount] of entries) sums.set(key, (sums.get(key) ?? 0) + amount);
  return sums;
};

const byYear = (years: readonly Year[], amounts: readonly number[]) => sumByKey(years.map((year, i) => [year, amounts[i]!]));

const expectContract = (value: ContractValue, golden: GoldenContract, check: Check): void => {
  const { years } = value;
  const checkOf = (what: string): Check => ({ ...check, what: `${check.what} ${what}` });
  expect(value.contractId).toBe(golden.contractId);
  const months = value.months.map(({ pricing, hasProvisionalInvoice, ...month }) => ({
    ...month,
    provisional: hasProvisionalInvoice,
    pricingFrom: pricing.from,
    pricingTo: pricing.to,
  }));
  expectColumns(months, golden.months, checkOf('month'));
  expectColumns(value.takeOrPay, golden.takeOrPay, checkOf('contract year'));
  for (const kind of Object.keys(golden.flows) as FlowKind[]) {
    const flows = value.flows.filter((flow) => flow.kind === kind);
    expectByKey(sumByKey(flows.map(({ month, amount }) => [month, amount])), golden.flows[kind], checkOf(kind));
  }
  const largestTonnes = Math.max(...golden.months.nominal!.map(Number));
  expectGolden(value.makeUpBalance, golden.makeUpBalance, check.tolerance, checkOf('make-up balance').what, NEAR_ZERO * largestTonnes);
  expectGolden(value.makeUpLapsed, golden.makeUpLapsed, check.tolerance, checkOf('make-up lapsed').what, NEAR_ZERO * largestTonnes);
  expectGolden(value.prepaymentLeft, golden.prepaymentLeft, check.tolerance, checkOf('prepayment left').what, 1);
  for (const series of ['revenue', 'tonnes', 'cost', 'deficiency'] as const) {
    expectByKey(byYear(years, value[series]), golden[series], checkOf(series));
  }
  expectGolden(value.npv, golden.npv, check.tolerance, checkOf('NPV').what);
};

const expectProduct = (value: ProductValue, golden: GoldenProduct, check: Check): void => {
  expect(value.productId).toBe(golden.productId);
  expectColumns(value.months, golden.months, { ...check, what: `${check.what} month` });
  expectByKey(byYear(value.years, value.spotRevenue), golden.spotRevenue, { ...check, what: `${check.what} spot revenue` });
  expectGolden(value.npv, golden.npv, check.tolerance, `${check.what} NPV`);
};

/** Compares a whole valuation with its golden one: deliveries, prices, payments, take-or-pay, spot, totals. */
export const expectPlan = (value: PortfolioValue, golden: GoldenValue, tolerance: number): void => {
  expect(value.contracts.length).toBe(golden.contracts.length);
  value.contracts.forEach((contract, i) => {
    expectContract(contract, golden.contracts[i]!, { tolerance, what: contract.contractId });
  });
  expect(value.products.length).toBe(golden.products.length);
  value.products.forEach((product, i) => {
    expectProduct(product, golden.products[i]!, { tolerance, what: product.productId });
  });
  expectByKey(byYear(value.years, value.revenue), golden.revenue, { tolerance, what: 'revenue of the plan' });
  expectGolden(value.npv, golden.npv, tolerance, 'NPV of the plan');
};

type DatedRow = { readonly from: Month; readonly to: Month };

/** A golden scenario, whose channel events have dates, parsed by the domain, whose events count from the scenario's start. */
export const goldenScenario = (goldenFields: unknown, valuationMonth: Month): Scenario => {
  const { channels, ...rest } = goldenFields as { readonly startsAfterMonths: number; readonly channels: readonly DatedRow[] };
  const start = valuationMonth + rest.startsAfterMonths;
  return Scenario.parse({
    ...rest,
    channels: channels.map(({ from, to, ...row }) => ({
      ...row,
      afterMonths: from - start,
      months: to - from + 1,
      source: 'Stated in the test.',
    })),
  });
};
