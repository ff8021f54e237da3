import type { OversoldYear } from '#engine';
import { addAmount } from '#shared/collections.ts';
import type { Figure, Label, Sentence, TableIdentities, Verdict } from '#shared/contract/figure.ts';
import type { OversoldProduct } from '#shared/contract/oversold.ts';
import type { ShortageRow } from '#shared/contract/plans.ts';
import { DELIVERY_PRIORITY } from '#shared/domain/houseDefaults.ts';
import type { ContractId } from '#shared/domain/ids.ts';
import type { Product } from '#shared/domain/product.ts';
import type { Year } from '#shared/domain/time.ts';
import { sumBy } from '#shared/math.ts';
import { message } from '#shared/messages/text.ts';
import { createObjectField } from '#shared/objectField.ts';
import { isEndOfStep, runSteps, type Steps } from '#shared/steps.ts';
import { contractEntry } from './contractValues.ts';
import { explanation, explanationByItem } from './explain.ts';
import { identifyInPlan } from './figureIdentity.ts';
import { count, dmt, labelFigure, usd, withExplanation, words } from './figures.ts';
import { contractCode } from './labels.ts';
import type { ValuedPlan, Workbook } from './portfolio.ts';

/** Products after the largest shortage that a verdict names; more are counted, with a link to the plan, which lists them. */
const MAX_NAMED_PRODUCTS = 2;

type OversoldMeasure = 'plannedTonnes' | 'committedTonnes' | 'shortTonnes' | 'damages';

/** Identifies figures of a product in a plan: of one year, else of the plan. */
const identifyProduct =
  (book: Workbook, plan: ValuedPlan, product: Pick<Product, 'id'>, period: Year | 'plan' = 'plan') =>
  (measure: OversoldMeasure): Pick<Figure, 'identity'> => ({
    identity: identifyInPlan(book, plan, measure, { subject: `product:${product.id}`, period }),
  });

/** Years as ranges: "2027–2029, 2031". */
const yearsLabel = (years: readonly Year[]): Label => {
  const ranges: { from: Year; to: Year }[] = [];
  for (const year of years) {
    const lastRange = ranges.at(-1);
    if (lastRange !== undefined && year === lastRange.to + 1) lastRange.to = year;
    else ranges.push({ from: year, to: year });
  }
  const labels = ranges.map(({ from, to }): Label => (from === to ? { name: String(from) } : message('oversold.years', { from, to })));
  return labels.length === 1 ? labels[0]! : { list: labels, by: 'and' };
};

const shortOfYear = ({ nominal, planned, shortage }: OversoldYear, product: Product, identity: Pick<Figure, 'identity'>): Figure =>
  withExplanation(
    dmt(shortage, identity),
    explanation(
      [
        { label: message('oversold.committed'), amount: nominal },
        { label: message('oversold.planned'), amount: -planned },
      ],
      shortage,
      {
        title: message('oversold.shortOf', { product: product.name }),
        formula: message('oversold.shortYearFormula'),
        unit: 'dmt',
        decimals: 1,
      },
    ),
  );

/** Lines of the explanation of a year's damages: a list of plans has a figure for each plan, product and year. */
const LINES_OF_YEAR = 12;

const damagesFigure = (
  book: Workbook,
  product: Product,
  years: readonly OversoldYear[],
  identity: Pick<Figure, 'identity'>,
  lineLimit?: number,
): Figure => {
  const byContract = new Map<ContractId, number>();
  for (const { contracts } of years) for (const { contractId, damages } of contracts) addAmount(byContract, contractId, damages);
  const total = sumBy(years, ({ damages }) => damages);
  return withExplanation(
    usd(total, { decimals: 1, ...identity }),
    explanationByItem(
      [...byContract],
      ([, damages]) => damages,
      ([id]) => ({ label: message('line.member', { name: contractCode(book, id) }) }),
      total,
      {
        title: message('oversold.damagesOf', { product: product.name }),
        formula: message('oversold.damagesYearsFormula'),
        unit: 'usd',
        decimals: 1,
        ...(lineLimit !== undefined && { lineLimit }),
      },
    ),
  );
};

/** The tonnes short of several years, explained by year. */
export const shortFigure = (
  book: Workbook,
  plan: ValuedPlan,
  product: Pick<Product, 'id' | 'name'>,
  years: readonly Pick<OversoldYear, 'year' | 'shortage'>[],
): Figure => {
  const total = sumBy(years, ({ shortage }) => shortage);
  return withExplanation(
    dmt(total, identifyProduct(book, plan, product)('shortTonnes')),
    explanation(
      years.map(({ year, shortage }) => ({ label: message('line.member', { name: String(year) }), amount: shortage })),
      total,
      {
        title: message('oversold.shortOf', { product: product.name }),
        formula: message('oversold.shortFormula'),
        unit: 'dmt',
        decimals: 1,
      },
    ),
  );
};

/** The tonnes short of a product over all years and what they cost, as numbers and figures; 0 where the plan does not oversell it. */
export const oversoldMeasures = (book: Workbook, plan: ValuedPlan, product: Product) => {
  const years = plan.oversold().filter(({ productId }) => productId === product.id);
  const short = shortFigure(book, plan, product, years);
  const damages = damagesFigure(book, product, years, identifyProduct(book, plan, product)('damages'));
  return {
    short: { value: Number(short.value), figure: years.length === 0 ? short : { ...short, state: 'breached' as const } },
    damages: { value: Number(damages.value), figure: damages },
  };
};

/** What the cut tonnes of all oversold products cost over the plan, explained by product. */
export const oversoldDamages = (book: Workbook, plan: ValuedPlan): Figure => {
  const byProduct = [...Map.groupBy(plan.oversold(), ({ productId }) => productId)];
  const damagesOf = ([, years]: (typeof byProduct)[number]) => sumBy(years, ({ damages }) => damages);
  const total = sumBy(byProduct, damagesOf);
  return withExplanation(
    usd(total, { decimals: 1, identity: identifyInPlan(book, plan, 'damages') }),
    explanationByItem(
      byProduct,
      damagesOf,
      ([id]) => ({ label: message('line.member', { name: book.products.get(id)?.name ?? id }) }),
      total,
      {
        title: message('compare.oversold.damages'),
        formula: message('oversold.damagesYearsFormula'),
        unit: 'usd',
        decimals: 1,
      },
    ),
  );
};

/** Lists the oversold products, a year in a step. */
function* listOversoldProducts(book: Workbook, plan: ValuedPlan): Steps<readonly OversoldProduct[]> {
  const products: OversoldProduct[] = [];
  for (const [productId, oversoldYears] of Map.groupBy(plan.oversold(), (year) => year.productId)) {
    const product = book.products.get(productId);
    if (product === undefined) continue;
    const years: OversoldProduct['years'][number][] = [];
    for (const oversoldYear of oversoldYears) {
      const identity = identifyProduct(book, plan, product, oversoldYear.year);
      years.push({
        year: oversoldYear.year,
        planned: dmt(oversoldYear.planned, identity('plannedTonnes')),
        committed: dmt(oversoldYear.nominal, identity('committedTonnes')),
        short: shortOfYear(oversoldYear, product, identity('shortTonnes')),
        damages: damagesFigure(book, product, [oversoldYear], identity('damages'), LINES_OF_YEAR),
        isCertain: oversoldYear.isCertain,
      });
      yield;
    }
    products.push({
      productId,
      product: product.name,
      metal: product.metal,
      years,
      inYears: yearsLabel(oversoldYears.map(({ year }) => year)),
      short: shortFigure(book, plan, product, oversoldYears),
      damages: damagesFigure(book, product, oversoldYears, identifyProduct(book, plan, product)('damages')),
      isCertain: oversoldYears.some(({ isCertain }) => isCertain),
    });
    yield;
  }
  return products.sort((a, b) => Number(b.short.value) - Number(a.short.value));
}

/** The products that a plan oversells, by plan: several parts of a page list them. */
const oversoldByPlan = createObjectField<ValuedPlan, readonly OversoldProduct[]>();

/** Lists the products that a plan of the book oversells, the largest shortage first. */
export function* oversoldProductsInSteps(book: Workbook, plan: ValuedPlan): Steps<readonly OversoldProduct[]> {
  const products = oversoldByPlan.get(plan) ?? (yield* listOversoldProducts(book, plan));
  oversoldByPlan.set(plan, products);
  return products;
}

/** `oversoldProductsInSteps` without interruption. */
export const oversoldProducts = (book: Workbook, plan: ValuedPlan): readonly OversoldProduct[] =>
  runSteps(oversoldProductsInSteps(book, plan));

/** The figures that name an oversold product: its years, tonnes short and damages. */
const oversoldFigures = ({ inYears, short, damages }: OversoldProduct) => ({
  tonnes: short,
  years: labelFigure(inYears),
  damages,
});

/** The years, tonnes short and damages of an oversold product in a sentence. */
const productSentence = (product: OversoldProduct, plan: Figure): Sentence => {
  const { damages, ...figures } = oversoldFigures(product);
  const namedFigures = { plan, product: words(product.product, { route: `/products/${product.productId}` }), ...figures };
  if (product.years.every(({ planned }) => planned.value === 0)) return { key: 'oversold.verdict.nothing', figures: namedFigures };
  return { key: product.isCertain ? 'oversold.verdict.certain' : 'oversold.verdict.nominal', figures: { ...namedFigures, damages } };
};

/**
 * States what a plan oversells: the product with the largest shortage, its years, tonnes short and damages, and the other products by name,
 * or their number and the next largest shortage; empty for a plan that can be delivered.
 */
export function* oversoldVerdict(book: Workbook, plan: ValuedPlan): Steps<Verdict> {
  const [largestProduct, ...others] = yield* oversoldProductsInSteps(book, plan);
  if (largestProduct === undefined) return [];
  const route = `/plans?plan=${plan.plan.id}`;
  const planName = words(plan.plan.name, { route });
  const sentence = productSentence(largestProduct, planName);
  const [nextProduct] = others;
  if (nextProduct === undefined) return [sentence];
  if (others.length > MAX_NAMED_PRODUCTS) {
    const figures = {
      plan: planName,
      count: count(others.length, { route }),
      product: words(nextProduct.product, { route: `/products/${nextProduct.productId}` }),
      tonnes: nextProduct.short,
    };
    return [sentence, { key: 'oversold.verdict.othersCounted', figures }];
  }
  const products = others.map(({ product, short }) =>
    message('oversold.verdict.other', { product, tonnes: { value: Number(short.value), unit: 'dmt', decimals: 1 } }),
  );
  return [sentence, { key: 'oversold.verdict.others', figures: { products: labelFigure({ list: products, by: 'and' }) } }];
}

/** States which of several plans are oversold: the first in detail, the others by name. */
export function* oversoldPlansVerdict(book: Workbook, plans: readonly ValuedPlan[]): Steps<Verdict> {
  const oversoldPlans = plans.filter((plan) => plan.oversold().length > 0);
  const [firstPlan, ...others] = oversoldPlans;
  if (firstPlan === undefined) return [];
  const detailed = yield* oversoldVerdict(book, firstPlan);
  if (others.length === 0) return detailed;
  const names = labelFigure({ list: others.map(({ plan }) => plan.name), by: 'serial' });
  return [...detailed, { key: 'oversold.verdict.otherPlans', figures: { plans: names } }];
}

/** Which figures the rows of `shortageRows` have. */
export const shortageIdentities = (book: Workbook, plan: ValuedPlan): TableIdentities[string] => {
  const { subject: _subject, ...damages } = identifyInPlan(book, plan, 'damages');
  return { columns: { damages }, rowSubject: 'contract', rowId: 'contractId' };
};

/** Lists the contracts of oversold products by product and priority, with what each delivers and lacks in the oversold years. */
export function* shortageRows(book: Workbook, plan: ValuedPlan): Steps<readonly ShortageRow[]> {
  const rows: ShortageRow[] = [];
  for (const [productId, years] of Map.groupBy(plan.oversold(), (year) => year.productId)) {
    const product = book.products.get(productId);
    if (product === undefined) continue;
    const byContract = new Map<ContractId, { readonly years: ShortageRow['years'][number][]; damages: number }>();
    for (const { year, contracts } of years) {
      for (const { contractId, delivered, cut, damages } of contracts) {
        const shortages = byContract.get(contractId) ?? { years: [], damages: 0 };
        shortages.years.push({ year, delivered, cut });
        shortages.damages += damages;
        byContract.set(contractId, shortages);
      }
      yield;
    }
    const productRows: ShortageRow[] = [];
    let read = 0;
    for (const [contractId, shortages] of byContract) {
      if (isEndOfStep(read++)) yield;
      const contract = contractEntry(plan, contractId)?.contract;
      if (contract === undefined) continue;
      productRows.push({
        contractId,
        code: contract.code,
        buyer: book.buyers.get(contract.buyerId)?.name ?? '',
        metal: product.metal,
        product: product.name,
        deliveryPriority: contract.deliveryPriority ?? DELIVERY_PRIORITY,
        ...shortages,
      });
    }
    productRows.sort((a, b) => a.deliveryPriority - b.deliveryPriority || (a.code < b.code ? -1 : 1));
    for (const row of productRows) rows.push(row);
  }
  return rows;
}
