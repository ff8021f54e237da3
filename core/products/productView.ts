import { cutContracts } from '#engine';
import type { Output } from '#shared/contract/contract.ts';
import type { Verdict } from '#shared/contract/figure.ts';
import { LIST_PAGE_ROWS } from '#shared/contract/listPages.ts';
import type { FigureMeasure } from '#shared/domain/figureIdentity.ts';
import type { ProductId } from '#shared/domain/ids.ts';
import type { Product } from '#shared/domain/product.ts';
import { sumBy } from '#shared/math.ts';
import { message } from '#shared/messages/text.ts';
import type { ServiceContext } from '../context.ts';
import { contractRows, rowIdentities } from '../contracts/contractRows.ts';
import { commitmentCharts } from '../overview/commitments.ts';
import { deckSource, type ExplanationSpec, explanation, explanationByItem } from '../portfolio/explain.ts';
import { identifyInPlan } from '../portfolio/figureIdentity.ts';
import { count, dmt, share, usd, usdPerDmt, withExplanation, words, year } from '../portfolio/figures.ts';
import { contractCode } from '../portfolio/labels.ts';
import { type ValuedPlan, valuedWorkbook, type Workbook } from '../portfolio/portfolio.ts';
import { recordOf } from '../portfolio/records.ts';
import { spotRevenueLines } from '../portfolio/spotLines.ts';
import { runWithYielding, yieldIfDue } from '../yielding.ts';

/** Identifies figures of a product in the first full year. */
const identifyOf =
  (book: Workbook, plan: ValuedPlan, { id }: Product) =>
  (measure: FigureMeasure) => ({
    identity: identifyInPlan(book, plan, measure, { subject: `product:${id}`, period: book.year }),
  });

/** Returns the sentence on planned production in the first full year and the share that the chosen plan sells. */
const verdictOf = (book: Workbook, plan: ValuedPlan, product: Product): Verdict => {
  const amountInYear = plan
    .commitments()
    .find(({ productId }) => productId === product.id)
    ?.years.find((candidate) => candidate.year === book.year);
  const figures = { product: words(product.name), year: year(book.year) };
  const identity = identifyOf(book, plan, product);
  const plannedTonnes = amountInYear?.planned ?? 0;
  if (plannedTonnes === 0) return [{ key: 'products.verdictIdle', figures }];
  const contractCount = plan.portfolio.contracts.filter(({ contract }) => contract.productId === product.id).length;
  return [
    {
      key: contractCount > 0 ? 'products.verdict' : 'products.verdictUnsold',
      figures: {
        ...figures,
        planned: dmt(plannedTonnes, { decimals: plannedTonnes < 10_000 ? 1 : 0, ...identity('plannedTonnes') }),
        plan: words(plan.plan.name, { route: '/plans' }),
        ...(contractCount > 0
          ? {
              share: share((amountInYear?.nominal ?? 0) / plannedTonnes, { decimals: 0, ...identity('committedShare') }),
              count: count(contractCount),
            }
          : {}),
      },
    },
  ];
};

/** Returns the sentence on the revenue per tonne of spot sales in that year and its loss against the spot price; none without spot sales. */
const spotVerdict = (book: Workbook, plan: ValuedPlan, product: Product): Verdict => {
  const { id, name } = product;
  const identity = identifyOf(book, plan, product);
  const productValue = plan.value.products.find(({ productId }) => productId === id);
  const i = productValue?.years.indexOf(book.year) ?? -1;
  const [tonnes, revenue] = [productValue?.spotTonnes[i] ?? 0, productValue?.spotRevenue[i] ?? 0];
  if (productValue === undefined || !(tonnes > 0)) return [];
  const lines = spotRevenueLines(book, [productValue], book.year).map((line) => ({ ...line, amount: line.amount / tonnes }));
  const price = revenue / tonnes;
  const priceBeforeLoss = lines[0]?.amount ?? price;
  const hasLoss = priceBeforeLoss > 0 && priceBeforeLoss - price > 1e-9 * priceBeforeLoss;
  return [
    {
      key: hasLoss ? 'products.verdictSpot' : 'products.verdictSpotFull',
      figures: {
        year: year(book.year),
        tonnes: dmt(tonnes, identity('spotTonnes')),
        price: withExplanation(
          usdPerDmt(price, identity('spotPrice')),
          explanation(lines, price, {
            title: message('products.explain.spotPrice', { product: name, year: year(book.year) }),
            formula: message('products.explain.spotFormula'),
            unit: 'usdPerDmt',
            decimals: 1,
            sources: [deckSource(book)],
          }),
        ),
        ...(hasLoss ? { loss: share(1 - price / priceBeforeLoss, identity('spotLossShare')) } : {}),
      },
    },
  ];
};

/** Returns the sentence on tonnes that are cut in months of that year; none without. */
const cutVerdict = (book: Workbook, plan: ValuedPlan, product: Product): Verdict => {
  const contracts = cutContracts(plan.portfolio, plan.value, product.id, book.year);
  if (contracts.length === 0) return [];
  const identity = identifyOf(book, plan, product);
  const explain = (amountOf: (contract: (typeof contracts)[number]) => number, spec: Pick<ExplanationSpec, 'title' | 'formula' | 'unit'>) =>
    explanationByItem(
      contracts,
      amountOf,
      ({ contractId }) => ({ label: message('line.member', { name: contractCode(book, contractId) }) }),
      sumBy(contracts, amountOf),
      { ...spec, decimals: 1 },
    );
  return [
    {
      key: 'products.verdictCut',
      figures: {
        year: year(book.year),
        tonnes: withExplanation(
          dmt(
            sumBy(contracts, ({ cut }) => cut),
            identity('cutTonnes'),
          ),
          explain(({ cut }) => cut, {
            title: message('products.explain.cut', { product: product.name, year: year(book.year) }),
            formula: message('products.explain.cutFormula'),
            unit: 'dmt',
          }),
        ),
        damages: withExplanation(
          usd(
            sumBy(contracts, ({ damages }) => damages),
            { decimals: 1, ...identity('damages') },
          ),
          explain(({ damages }) => damages, {
            title: message('products.explain.damages', { product: product.name, year: year(book.year) }),
            formula: message('oversold.damagesFormula'),
            unit: 'usd',
          }),
        ),
      },
    },
  ];
};

/** A product's tonnes under contract, its contracts from row `first` on, and its number of limits. */
export const productView = async (
  ctx: ServiceContext,
  id: ProductId,
  first: number,
): Promise<Omit<Output<'products.get'>, 'product' | 'version'>> => {
  const book = await valuedWorkbook(ctx);
  const plan = book.plan();
  const product = recordOf(book.products, id, 'product');
  const contracts = book.contracts.filter(({ productId }) => productId === id);
  await yieldIfDue();
  const charts = await runWithYielding(commitmentCharts(book, plan));
  const commitments = charts.find(({ productId }) => productId === id);
  const verdict = verdictOf(book, plan, product);
  await yieldIfDue();
  const cutSentences = cutVerdict(book, plan, product);
  await yieldIfDue();
  const spotSentences = spotVerdict(book, plan, product);
  await yieldIfDue();
  return {
    verdict: [...verdict, ...cutSentences, ...spotSentences],
    ...(commitments === undefined ? {} : { commitments: commitments.view }),
    contracts: await contractRows(book, plan, contracts.slice(first, first + LIST_PAGE_ROWS)),
    count: contracts.length,
    identities: { contracts: rowIdentities(book, plan) },
    limits: book.limits.filter(({ productId }) => productId === id).length,
  };
};
