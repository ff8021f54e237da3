import { createFinder } from '#shared/collections.ts';
import { OrebookError } from '#shared/contract/errors.ts';
import type { ContractId } from '#shared/domain/ids.ts';
import type { Month, Year } from '#shared/domain/time.ts';
import { sum } from '#shared/math.ts';
import { deliverySchedule } from '../schedule/deliverySchedule.ts';
import { declaredPricing } from './declaration.ts';
import { contractPriceTerms } from './priceTerms.ts';
import type { ContractValue, ExplainLine, Market, Portfolio, PortfolioValue } from './types.ts';
import { createDiscountFactor, createDiscountTable, createValuationContext, findContract } from './valuationContext.ts';
import { presentValueByYear, REVENUE_KINDS, revenueByKind } from './yearlySeries.ts';

const findContractValue = createFinder(({ contractId }: ContractValue) => contractId);

const withTotal = (lines: readonly ExplainLine[], amount: number): ExplainLine[] => [...lines, { label: 'total', amount }];

/**
 * Lists the lines of a delivery month's final net price, USD/dmt, labelled as in `netPrice`, each with its inputs; the last line, `total`,
 * is the price used in the valuation. Errors: NOT_FOUND (contract, or no delivery in the month), MISSING_PRICE, those of `netPrice`.
 */
export const explainNetPrice = (portfolio: Portfolio, contractId: ContractId, market: Market, month: Month): ExplainLine[] => {
  const { entry, product } = findContract(portfolio, contractId);
  const [monthDelivery] = deliverySchedule(entry.contract, month, month, entry.committedEnd);
  if (monthDelivery === undefined) throw new OrebookError('NOT_FOUND', { kind: 'delivery', id: contractId, month });
  const pricer = createValuationContext(portfolio, market).pricer(contractPriceTerms(monthDelivery.terms, product.moisture), product);
  const pricing = declaredPricing(monthDelivery, pricer);
  const { lines, total } = pricer.explain(pricing, month);
  const explainedLines = lines.map(({ label, amount, source }): ExplainLine => {
    if (source === undefined) return { label, amount };
    return { label, amount, source: { ...source, months: source.isBenchmark ? { from: month, to: month } : pricing } };
  });
  return withTotal(explainedLines, total);
};

/**
 * Lists the parts of a contract's revenue of a payment year, USD: provisional and final invoices, final payments of deliveries before the
 * valuation, amounts unpaid at the valuation, deficiency payments, make-up credits. The last line, `total`, is the year's entry of
 * `ContractValue.revenue`. Errors: OUT_OF_RANGE (a year outside the value).
 */
export const explainRevenue = (value: ContractValue, year: Year): ExplainLine[] => {
  const index = value.years.indexOf(year);
  if (index < 0) throw new OrebookError('OUT_OF_RANGE', { field: 'year', value: year });
  const byKind = revenueByKind(value.ledger, value.years);
  const lines = REVENUE_KINDS.map((kind) => ({ label: kind, amount: byKind[kind][index]! }));
  return withTotal(lines, value.revenue[index]!);
};

/**
 * Lists the parts of an NPV, USD. For a contract: the present value of each payment year (`year.2027`); for a portfolio: the NPV of each
 * contract and of each product's spot sales at spot prices (`contract.<id>`, `spot.<id>`), and what these lose (`depthLoss.<id>`,
 * `queueLoss.<id>`, `rerouteLoss.<id>`). The last line, `total`, is the NPV.
 * Errors: NOT_FOUND (contract).
 */
export const explainNpv = (portfolio: Portfolio, value: PortfolioValue, contractId?: ContractId): ExplainLine[] => {
  if (contractId === undefined) {
    const lines = [
      ...value.contracts.map(({ contractId: id, npv }) => ({ label: `contract.${id}`, amount: npv })),
      ...value.products.flatMap(({ productId: id, npv, presentLosses: { depth, queue, reroute } }) => [
        { label: `spot.${id}`, amount: npv + depth + queue + reroute },
        ...[
          { label: `depthLoss.${id}`, amount: -depth },
          { label: `queueLoss.${id}`, amount: -queue },
          { label: `rerouteLoss.${id}`, amount: -reroute },
        ].filter(({ amount }) => amount !== 0),
      ]),
    ];
    return withTotal(lines, value.npv);
  }
  const contractValue = findContractValue(value.contracts, contractId);
  if (contractValue === undefined) throw new OrebookError('NOT_FOUND', { kind: 'contract', id: contractId });
  const discounts = createDiscountTable(portfolio.valuationMonth, createDiscountFactor(portfolio), value.years.at(-1)!);
  const amounts = presentValueByYear(contractValue.ledger, discounts, value.years);
  return withTotal(
    amounts.map((amount, i) => ({ label: `year.${value.years[i]}`, amount })),
    sum(amounts),
  );
};
