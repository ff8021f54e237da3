import { addAmount } from '#shared/collections.ts';
import type { Output, ParsedInput } from '#shared/contract/contract.ts';
import type { Label } from '#shared/contract/figure.ts';
import type { Deck } from '#shared/domain/deck.ts';
import type { ProductId } from '#shared/domain/ids.ts';
import { message } from '#shared/messages/text.ts';
import { memoizeLastAnswer, type ServiceContext } from '../context.ts';
import { deckSource, explanation } from '../portfolio/explain.ts';
import { identifyInPlan } from '../portfolio/figureIdentity.ts';
import { usd, withExplanation } from '../portfolio/figures.ts';
import { deckLabel } from '../portfolio/labels.ts';
import { type ValuedPlan, valueAloneInSteps, type Workbook, workbook, workbookAt } from '../portfolio/portfolio.ts';

/** The NPV of each product in a plan: its contracts and its spot sales. */
const productNpvs = ({ value }: ValuedPlan): ReadonlyMap<ProductId, number> => {
  const npvs = new Map<ProductId, number>();
  for (const { productId, npv } of [...value.contracts, ...value.products]) addAmount(npvs, productId, npv);
  return npvs;
};

type Side = {
  readonly deck: Deck;
  readonly book: Workbook;
  readonly plan: ValuedPlan;
  readonly npv: number;
  readonly productNpvs: ReadonlyMap<ProductId, number>;
};

const productNpv = (side: Side, id: ProductId): number => side.productNpvs.get(id) ?? 0;

/** One plan at the prices of every deck: NPV, net revenue by year, and the difference from the chosen deck by product. Throws NOT_FOUND. */
const compareDecks = async ({ planId }: ParsedInput<'compare.decks'>, ctx: ServiceContext): Promise<Output<'compare.decks'>> => {
  const chosenBook = await workbook(ctx);
  const { valuationDate, deck: reference } = chosenBook.settings;
  const sides: Side[] = [];
  for (const deck of chosenBook.decks) {
    const book = deck.id === reference ? chosenBook : await workbookAt(ctx, { valuationDate, deck: deck.id });
    const plan = book.plan(planId);
    await valueAloneInSteps(plan);
    sides.push({ deck, book, plan, npv: plan.value.npv, productNpvs: productNpvs(plan) });
  }
  const base = sides.find(({ deck }) => deck.id === reference)!;
  const referenceName = deckLabel(base.deck);
  const products = [...chosenBook.products.values()].filter(({ id }) => sides.some((side) => productNpv(side, id) !== 0));
  const years = base.plan.value.years;
  const differenceOf = (
    side: Side,
    values: { readonly value: number; readonly from: number },
    product?: { readonly id: ProductId; readonly name: Label },
  ) => {
    const value = values.value - values.from;
    const lines =
      product === undefined
        ? products.map(({ id, name }) => ({
            label: message('line.member', { name }),
            amount: productNpv(side, id) - productNpv(base, id),
          }))
        : [
            { label: message('compare.decks.at', { deck: deckLabel(side.deck) }), amount: productNpv(side, product.id) },
            { label: message('compare.decks.lessAt', { deck: referenceName }), amount: -productNpv(base, product.id) },
          ];
    const subject = product === undefined ? {} : { subject: `product:${product.id}` };
    const identity = { ...identifyInPlan(side.book, side.plan, 'npv', subject), againstDeck: reference };
    const title = message('compare.decks.difference', { deck: deckLabel(side.deck), reference: referenceName });
    const formula = message(product === undefined ? 'compare.decks.formula' : 'compare.formula.difference');
    return withExplanation(
      usd(value, { decimals: 1, sign: true, between: values, identity }),
      explanation(lines, value, { title, formula, unit: 'usd', decimals: 1, sources: [deckSource(side.book), deckSource(base.book)] }),
    );
  };
  return {
    plan: base.plan.plan.name,
    reference,
    years: [...years],
    decks: sides.map((side) => ({
      id: side.deck.id,
      name: deckLabel(side.deck),
      npv: usd(side.npv, { decimals: 1, identity: identifyInPlan(side.book, side.plan, 'npv') }),
      ...(side === base ? {} : { difference: differenceOf(side, { value: side.npv, from: base.npv }) }),
      revenue: years.map((year) => {
        const yearIndex = side.plan.value.years.indexOf(year);
        return usd(side.plan.value.revenue[yearIndex] ?? 0, {
          decimals: 1,
          identity: identifyInPlan(side.book, side.plan, 'netRevenue', { period: year }),
        });
      }),
    })),
    products: products.map(({ id, name }) => ({
      id,
      name,
      npv: usd(productNpv(base, id), {
        decimals: 1,
        identity: identifyInPlan(base.book, base.plan, 'npv', { subject: `product:${id}` }),
      }),
      differences: sides.map((side) =>
        side === base ? undefined : differenceOf(side, { value: productNpv(side, id), from: productNpv(base, id) }, { id, name: { name } }),
      ),
    })),
  };
};

/** The workbooks of the other decks are read for each answer. */
export const compareOnDecks = memoizeLastAnswer(compareDecks);
