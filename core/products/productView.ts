import type { Output } from '#shared/contract/contract.ts';
import type { Verdict } from '#shared/contract/figure.ts';
import type { ProductId } from '#shared/domain/ids.ts';
import type { Product } from '#shared/domain/product.ts';
import { message } from '#shared/messages/text.ts';
import type { ServiceContext } from '../context.ts';
import { contractRows } from '../contracts/contractRows.ts';
import { coverageCharts } from '../overview/coverage.ts';
import { deckSource, explanation } from '../portfolio/explain.ts';
import { count, dmt, share, usdPerDmt, withExplanation, words, year } from '../portfolio/figures.ts';
import { type ValuedPlan, type Workbook, workbook } from '../portfolio/portfolio.ts';
import { recordOf } from '../portfolio/records.ts';
import { spotRevenueLines } from '../portfolio/spotLines.ts';

/** Planned production of the product in the first full year, and how much of it the chosen plan sells. */
const verdictOf = (book: Workbook, plan: ValuedPlan, product: Product): Verdict => {
  const amountInYear = plan
    .coverage()
    .find(({ productId }) => productId === product.id)
    ?.years.find((one) => one.year === book.year);
  const figures = { product: words(product.name), year: year(book.year) };
  const planned = amountInYear?.planned ?? 0;
  if (planned === 0) return [{ key: 'products.verdictIdle', figures }];
  const selling = plan.portfolio.contracts.filter(({ contract }) => contract.productId === product.id).length;
  return [
    {
      key: selling > 0 ? 'products.verdict' : 'products.verdictUnsold',
      figures: {
        ...figures,
        planned: dmt(planned, { decimals: planned < 10_000 ? 1 : 0 }),
        plan: words(plan.plan.name, { route: '/plans' }),
        ...(selling > 0 ? { share: share((amountInYear?.nominal ?? 0) / planned, { decimals: 0 }), count: count(selling) } : {}),
      },
    },
  ];
};

/** What spot sales earn a tonne in that year, and what it is less than the spot price; none where nothing is sold on spot. */
const spotVerdict = (book: Workbook, plan: ValuedPlan, { id, name }: Product): Verdict => {
  const earned = plan.value.products.find(({ productId }) => productId === id);
  const i = earned?.years.indexOf(book.year) ?? -1;
  const [tonnes, revenue] = [earned?.spotTonnes[i] ?? 0, earned?.spotRevenue[i] ?? 0];
  if (earned === undefined || !(tonnes > 0)) return [];
  const lines = spotRevenueLines(book, [earned], book.year).map((line) => ({ ...line, amount: line.amount / tonnes }));
  const price = revenue / tonnes;
  const full = lines[0]?.amount ?? price;
  const hasLoss = full > 0 && full - price > 1e-9 * full;
  return [
    {
      key: hasLoss ? 'products.verdictSpot' : 'products.verdictSpotFull',
      figures: {
        year: year(book.year),
        tonnes: dmt(tonnes),
        price: withExplanation(
          usdPerDmt(price),
          explanation(lines, price, {
            title: message('products.explain.spotPrice', { product: name, year: year(book.year) }),
            formula: message('products.explain.spotFormula'),
            unit: 'usdPerDmt',
            decimals: 1,
            sources: [deckSource(book)],
          }),
        ),
        ...(hasLoss ? { loss: share(1 - price / full) } : {}),
      },
    },
  ];
};

/** A product's coverage, contracts and number of limits. */
export const productView = async (ctx: ServiceContext, id: ProductId): Promise<Omit<Output<'products.get'>, 'product' | 'version'>> => {
  const book = await workbook(ctx);
  const plan = book.plan();
  const product = recordOf(book.products, id, 'product');
  const sold = coverageCharts(book, plan).find(({ productId }) => productId === id);
  return {
    verdict: [...verdictOf(book, plan, product), ...spotVerdict(book, plan, product)],
    ...(sold === undefined ? {} : { coverage: sold.view }),
    contracts: contractRows(book, plan).filter(({ productId }) => productId === id),
    limits: book.limits.filter(({ productId }) => productId === id).length,
  };
};
