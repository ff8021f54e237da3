import { type ContractMonth, deliverySchedule, explainNetPrice } from '#engine';
import { unique } from '#shared/collections.ts';
import type { ContractMonthRow, ContractMonths } from '#shared/contract/contractClauses.ts';
import type { OfftakeContract } from '#shared/domain/contract.ts';
import { isoMonth, type Year, yearOf } from '#shared/domain/time.ts';
import { message } from '#shared/messages/text.ts';
import { contractReferences, explainPricedLines, explanation, priceSources } from '../portfolio/explain.ts';
import { identifyDeal } from '../portfolio/figureIdentity.ts';
import { dmt, month as monthFigure, usd, usdPerDmt, withExplanation } from '../portfolio/figures.ts';
import type { ValuedPlan, Workbook } from '../portfolio/portfolio.ts';
import { valueDraft } from './draftedContract.ts';
import { TONNES_DECIMALS } from './previewFigures.ts';
import { priceDetail } from './priceDetails.ts';

const monthRow = (book: Workbook, plan: ValuedPlan, contract: OfftakeContract, delivery: ContractMonth): ContractMonthRow => {
  const { month, delivered, makeUp, deferred, called, pricing, netPrice } = delivery;
  const [monthDelivery] = deliverySchedule(contract, month, month, month);
  const paymentMonths = monthDelivery?.terms.payment.paymentMonths ?? 0;
  const paidTonnes = delivered - makeUp;
  const monthName = monthFigure(month);
  const multiplicationDetail = (tonnes: number) =>
    message('months.valueDetail', {
      tonnes: dmt(tonnes, { decimals: TONNES_DECIMALS }),
      price: usdPerDmt(netPrice, { decimals: 2 }),
    });
  const identity = (measure: 'tonnes' | 'netPrice' | 'invoiceValue') => ({
    identity: identifyDeal(book, plan, contract, measure, { period: isoMonth(month) }),
  });
  return {
    month,
    tonnes: withExplanation(
      dmt(delivered, { decimals: 1, ...identity('tonnes') }),
      explanation(
        [
          { label: message('months.called'), amount: called },
          { label: message('months.cut'), amount: delivered - deferred - called },
          { label: message('months.deferred'), amount: deferred },
        ],
        delivered,
        { title: message('months.tonnesTitle', { month: monthName }), formula: message('months.tonnesFormula'), unit: 'dmt', decimals: 1 },
      ),
    ),
    pricing,
    netPrice: withExplanation(
      usdPerDmt(netPrice, identity('netPrice')),
      explainPricedLines(explainNetPrice(plan.portfolio, contract.id, book.market, month), {
        title: message('months.priceTitle', { month: monthName }),
        formula: message('months.priceFormula', { from: monthFigure(pricing.from), to: monthFigure(pricing.to) }),
        unit: 'usdPerDmt',
        decimals: 2,
        detail: (line) => priceDetail(book, line),
        sources: priceSources(book, contractReferences(contract), pricing.from, pricing.to),
      }),
    ),
    value: withExplanation(
      usd(paidTonnes * netPrice, { decimals: 2, ...identity('invoiceValue') }),
      explanation(
        [
          { label: message('months.delivered'), amount: delivered * netPrice, detail: multiplicationDetail(delivered) },
          { label: message('months.makeUp'), amount: -makeUp * netPrice, detail: multiplicationDetail(makeUp) },
        ],
        paidTonnes * netPrice,
        { title: message('months.valueTitle', { month: monthName }), formula: message('months.valueFormula'), unit: 'usd', decimals: 2 },
      ),
    ),
    ...(delivery.hasProvisionalInvoice ? { provisionalPayment: month + paymentMonths } : {}),
    finalPayment: Math.max(pricing.to, month) + paymentMonths,
  };
};

/** Lists the deliveries of a draft in one year with the price of each month explained; by default the first year with deliveries. */
export const contractMonths = async (contract: OfftakeContract, year: Year | undefined, book: Workbook): Promise<ContractMonths> => {
  const { plan, value } = await valueDraft(book, contract);
  const years = unique(value.months.map(({ month }) => yearOf(month)));
  const selectedYear = year !== undefined && years.includes(year) ? year : years[0];
  return {
    years,
    rows: value.months.filter(({ month }) => yearOf(month) === selectedYear).map((delivery) => monthRow(book, plan, contract, delivery)),
  };
};
