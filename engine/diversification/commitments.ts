import { type OfftakeContract, termsAt, termsBetween } from '#shared/domain/contract.ts';
import type { ProductId } from '#shared/domain/ids.ts';
import { type Year, yearOf } from '#shared/domain/time.ts';
import { memoizeWhile } from '#shared/memoize.ts';
import { createObjectField } from '#shared/objectField.ts';
import { runSteps, type Steps } from '#shared/steps.ts';
import { createNominalTonnes, maximumShare, minimumShare } from '../schedule/deliverySchedule.ts';
import { renewedEnd } from '../schedule/tenor.ts';
import type { ContractMonth, Market, Portfolio, PortfolioContract, PortfolioProduct } from '../valuation/types.ts';
import { createUnitCosts } from '../valuation/unitCosts.ts';
import { addSeries, sumByYear } from '../valuation/yearlySeries.ts';
import { planYears } from './exposure.ts';

/** Committed tonnes against planned production of one product in one year, dmt. */
export type CommitmentYear = {
  readonly year: Year;
  readonly planned: number;
  readonly minimum: number;
  readonly nominal: number;
  readonly maximum: number;
  /** Nominal tonnes after the committed end, delivered only if contracts are renewed. */
  readonly ifRenewed: number;
};
export type ProductCommitments = { readonly productId: ProductId; readonly years: readonly CommitmentYear[] };

/** Sums the planned production of a product by calendar year, dmt, aligned with `years`. */
export const plannedTonnes = (portfolio: Portfolio, { production }: PortfolioProduct, years: readonly Year[]): number[] => {
  const first = portfolio.valuationMonth + 1;
  const months = production.slice(0, portfolio.lastMonth - portfolio.valuationMonth).map((tonnes, i) => ({ month: first + i, tonnes }));
  return sumByYear(
    months,
    years,
    ({ month }) => month,
    ({ tonnes }) => tonnes,
  );
};

/** Computes planned production of all products at their unit cash cost on a market, USD by calendar year, aligned with `years`. */
export const plannedCosts = (portfolio: Portfolio, market: Market, years: readonly Year[]): number[] =>
  addSeries(
    portfolio.products.map((product) =>
      createUnitCosts(product, market, portfolio.references).byYear(
        years,
        portfolio.valuationMonth + 1,
        product.production.slice(0, portfolio.lastMonth - portfolio.valuationMonth),
      ),
    ),
    years.length,
  );

type CommittedTonnes = Readonly<Record<'minimum' | 'nominal' | 'maximum' | 'ifRenewed', readonly number[]>>;

const tonnesOfContract = memoizeWhile<PortfolioContract, CommittedTonnes>(createObjectField());

/** The tonnes of a contract by calendar year of the plan, as in `CommitmentYear`; computed once for all plans that have the contract. */
export const committedTonnes = (
  entry: PortfolioContract,
  { valuationMonth, lastMonth }: Pick<Portfolio, 'valuationMonth' | 'lastMonth'>,
): CommittedTonnes =>
  tonnesOfContract(entry, [valuationMonth, lastMonth], () => {
    const { contract, committedEnd } = entry;
    const years = planYears({ valuationMonth, lastMonth });
    const zeros = () => years.map(() => 0);
    const [minimum, nominal, maximum, ifRenewed] = [zeros(), zeros(), zeros(), zeros()];
    const end = Math.max(committedEnd, renewedEnd(contract, lastMonth));
    for (const { terms, from, to } of termsBetween(contract, Math.max(valuationMonth + 1, contract.start), Math.min(lastMonth, end))) {
      const nominalAt = createNominalTonnes(terms.quantity);
      const [lowestShare, highestShare] = [minimumShare(terms.quantity), maximumShare(terms.quantity)];
      for (let month = from; month <= to; month++) {
        const tonnes = nominalAt(month - contract.start);
        const i = yearOf(month) - years[0]!;
        if (month > committedEnd) {
          ifRenewed[i]! += tonnes;
          continue;
        }
        minimum[i]! += tonnes * lowestShare;
        nominal[i]! += tonnes;
        maximum[i]! += tonnes * highestShare;
      }
    }
    return { minimum, nominal, maximum, ifRenewed };
  });

function* commitmentsOfProduct(
  portfolio: Portfolio,
  product: PortfolioProduct,
  entries: readonly PortfolioContract[],
  years: readonly Year[],
): Steps<ProductCommitments> {
  const plannedByYear = plannedTonnes(portfolio, product, years);
  const zeros = () => years.map(() => 0);
  const sums = { minimum: zeros(), nominal: zeros(), maximum: zeros(), ifRenewed: zeros() };
  for (const entry of entries) {
    const tonnes = committedTonnes(entry, portfolio);
    for (let i = 0; i < years.length; i++) {
      sums.minimum[i]! += tonnes.minimum[i]!;
      sums.nominal[i]! += tonnes.nominal[i]!;
      sums.maximum[i]! += tonnes.maximum[i]!;
      sums.ifRenewed[i]! += tonnes.ifRenewed[i]!;
    }
    yield;
  }
  return {
    productId: product.id,
    years: years.map((year, i) => ({
      year,
      planned: plannedByYear[i]!,
      minimum: sums.minimum[i]!,
      nominal: sums.nominal[i]!,
      maximum: sums.maximum[i]!,
      ifRenewed: sums.ifRenewed[i]!,
    })),
  };
}

/**
 * Computes committed tonnes and planned production of every product by calendar year, dmt: at the permitted minimum, at nominal, at the
 * maximum, and after the committed end. The first year counts the months after the valuation date only.
 */
export function* productCommitmentsInSteps(portfolio: Portfolio): Steps<ProductCommitments[]> {
  const years = planYears(portfolio);
  const byProduct = Map.groupBy(portfolio.contracts, ({ contract }) => contract.productId);
  const commitments: ProductCommitments[] = [];
  for (const product of portfolio.products)
    commitments.push(yield* commitmentsOfProduct(portfolio, product, byProduct.get(product.id) ?? [], years));
  return commitments;
}

/** `productCommitmentsInSteps` without interruption. */
export const productCommitments = (portfolio: Portfolio): ProductCommitments[] => runSteps(productCommitmentsInSteps(portfolio));

/**
 * Computes the share of a contract's tonnes that take-or-pay covers, 0..1, by calendar year of delivery, aligned with `years`. A year
 * without deliveries, in which only late payments come, has the share of the year before it.
 */
export const takeOrPayShares = (
  contract: OfftakeContract,
  months: readonly Pick<ContractMonth, 'month' | 'nominal' | 'delivered'>[],
  years: readonly Year[],
): number[] => {
  const byYear = (tonnes: (month: Pick<ContractMonth, 'month' | 'nominal' | 'delivered'>) => number) =>
    sumByYear(months, years, ({ month }) => month, tonnes);
  const deliveredTonnes = byYear((month) => month.delivered);
  // nominal tonnes * share of take-or-pay in force in the month
  const coveredTonnes = byYear(({ month, nominal }) => nominal * termsAt(contract, month).quantity.takeOrPayShare);
  let latestMonth = 0;
  return years.map((_, i) => {
    if (deliveredTonnes[i]! > 0) latestMonth = Math.min(1, coveredTonnes[i]! / deliveredTonnes[i]!);
    return latestMonth;
  });
};
