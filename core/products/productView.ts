import type { Output } from '#shared/contract/contract.ts';
import type { Verdict } from '#shared/contract/figure.ts';
import type { ProductId } from '#shared/domain/ids.ts';
import type { Product } from '#shared/domain/product.ts';
import type { ServiceContext } from '../context.ts';
import { contractRows } from '../contracts/contractRows.ts';
import { coverageCharts } from '../overview/coverage.ts';
import { count, dmt, share, words, year } from '../portfolio/figures.ts';
import { type ValuedPlan, type Workbook, workbook } from '../portfolio/portfolio.ts';
import { recordOf } from '../portfolio/records.ts';

/** Planned production of the product in the first full year, and how much of it the chosen plan sells. */
const verdictOf = (book: Workbook, plan: ValuedPlan, product: Product): Verdict => {
  const inYear = plan
    .coverage()
    .find(({ productId }) => productId === product.id)
    ?.years.find((one) => one.year === book.year);
  const figures = { product: words(product.name), year: year(book.year) };
  const planned = inYear?.planned ?? 0;
  if (planned === 0) return [{ key: 'products.verdictIdle', figures }];
  const selling = plan.portfolio.contracts.filter(({ contract }) => contract.productId === product.id).length;
  return [
    {
      key: selling > 0 ? 'products.verdict' : 'products.verdictUnsold',
      figures: {
        ...figures,
        planned: dmt(planned, { decimals: planned < 10_000 ? 1 : 0 }),
        plan: words(plan.plan.name, { route: '/plans' }),
        ...(selling > 0 ? { share: share((inYear?.nominal ?? 0) / planned, { decimals: 0 }), count: count(selling) } : {}),
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
    verdict: verdictOf(book, plan, product),
    ...(sold === undefined ? {} : { coverage: sold.view }),
    contracts: contractRows(book, plan).filter(({ productId }) => productId === id),
    limits: book.limits.filter(({ productId }) => productId === id).length,
  };
};
