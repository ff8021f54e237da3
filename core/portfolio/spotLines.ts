import type { ProductValue } from '#engine';
import type { Message } from '#shared/contract/figure.ts';
import { QUEUE_DISCOUNT } from '#shared/domain/houseDefaults.ts';
import { type Year, yearOf } from '#shared/domain/time.ts';
import { sum, sumBy } from '#shared/math.ts';
import { message } from '#shared/messages/text.ts';
import { dmt, share } from './figures.ts';
import type { Workbook } from './portfolio.ts';

type Line = { readonly label: Message; readonly amount: number };

/** The lines of spot sales whose queued tonnes and re-routed tonnes lost these amounts, USD. */
const lossLines = (queue: number, reroute: number): readonly Line[] => [
  { label: message('line.queueLoss', { discount: share(QUEUE_DISCOUNT, { decimals: 0 }) }), amount: -queue },
  { label: message('line.rerouteLoss'), amount: -reroute },
];

const valueLine = (amount: number, hasLoss: boolean): Line => ({ label: message(hasLoss ? 'line.spotAtPrice' : 'line.spot'), amount });

/** What a product loses because it sells more than its market depth: its tonnes and the depth, as means of the months concerned. */
const depthLine = ({ products }: Pick<Workbook, 'products'>, { productId, months }: ProductValue, year: Year | undefined): Line[] => {
  const monthsBeyondDepth = months.filter(({ month, depthLoss }) => depthLoss > 0 && (year === undefined || yearOf(month) === year));
  if (monthsBeyondDepth.length === 0) return [];
  const loss = sumBy(monthsBeyondDepth, ({ depthLoss }) => depthLoss);
  const label = message('line.depthLoss', {
    product: products.get(productId)?.name ?? productId,
    sold: dmt(sumBy(monthsBeyondDepth, ({ uncommittedSold, resold }) => uncommittedSold + resold) / monthsBeyondDepth.length),
    depth: dmt(sumBy(monthsBeyondDepth, ({ depth }) => depth) / monthsBeyondDepth.length),
    loss: share(loss / sumBy(monthsBeyondDepth, ({ depthLoss, depthDiscount }) => depthLoss / depthDiscount)),
  });
  return [{ label, amount: -loss }];
};

/**
 * Lists what products earn on spot in a year, or over the plan, USD: their tonnes at spot prices, less what is lost to market depth, by
 * product, in the queue and by selling elsewhere. The lines sum to the spot revenue.
 */
export const spotRevenueLines = (book: Pick<Workbook, 'products'>, products: readonly ProductValue[], year?: Year): readonly Line[] => {
  const within = (series: readonly number[], { years }: ProductValue): number =>
    year === undefined ? sum(series) : (series[years.indexOf(year)] ?? 0);
  const total = (of: 'spotRevenue' | 'depthLoss' | 'queueLoss' | 'rerouteLoss') =>
    sumBy(products, (product) => within(product[of], product));
  const [depth, queue, reroute] = [total('depthLoss'), total('queueLoss'), total('rerouteLoss')];
  const losses = depth + queue + reroute;
  return [
    valueLine(total('spotRevenue') + losses, losses !== 0),
    ...products.flatMap((product) => depthLine(book, product, year)),
    ...lossLines(queue, reroute),
  ];
};

/**
 * Lists what products lose on spot in a year, or over the plan, USD, positive: to market depth, by product, in the queue and by selling
 * elsewhere. The lines sum to the loss.
 */
export const spotLossLines = (book: Pick<Workbook, 'products'>, products: readonly ProductValue[], year?: Year): readonly Line[] =>
  spotRevenueLines(book, products, year)
    .slice(1)
    .map(({ label, amount }) => ({ label, amount: -amount + 0 }));

/** What spot sales lose, USD. */
type SpotLosses = ProductValue['presentLosses'];

/** Lists the parts of an amount earned on spot, USD: the tonnes at spot prices, less each loss. The lines sum to `amount`. */
export const spotLines = (amount: number, { depth, queue, reroute }: SpotLosses): readonly Line[] => {
  const losses = depth + queue + reroute;
  return [
    valueLine(amount + losses, losses !== 0),
    { label: message('line.depthLossInAll'), amount: -depth },
    ...lossLines(queue, reroute),
  ];
};

/** Lists the parts of the spot sales' net present value, USD. */
export const spotPresentValueLines = (products: readonly ProductValue[]): readonly Line[] => {
  const total = (of: keyof SpotLosses) => sumBy(products, ({ presentLosses }) => presentLosses[of]);
  return spotLines(
    sumBy(products, ({ npv }) => npv),
    { depth: total('depth'), queue: total('queue'), reroute: total('reroute') },
  );
};
