import type { OpenDeclaration, OpenDeliveryPrice, OpenPricing as Positions } from '#engine';
import type { Figure, Verdict } from '#shared/contract/figure.ts';
import type { OpenChoice, OpenDelivered, OpenPricing, OpenReference } from '#shared/contract/openPricing.ts';
import type { OfftakeContract } from '#shared/domain/contract.ts';
import type { ContractId } from '#shared/domain/ids.ts';
import type { Metal } from '#shared/domain/metal.ts';
import type { Month } from '#shared/domain/time.ts';
import { shippedText } from '#shared/messages/shipped.ts';
import { message } from '#shared/messages/text.ts';
import { formatMonth } from '#shared/units/format.ts';
import type { HandlersOf } from '../context.ts';
import { deckSource, explanation } from '../portfolio/explain.ts';
import { count, dmt, explained, month as monthFigure, usd, usdPerDmt, words } from '../portfolio/figures.ts';
import { type ValuedPlan, type Workbook, workbook } from '../portfolio/portfolio.ts';
import { createYielder } from '../yielding.ts';
import { openPositions } from './positions.ts';
import { movesView } from './view.ts';

/** How far ahead the page looks, months. */
const MONTHS_AHEAD = 12;
/** How far ahead a declaration is anybody's business, months. */
const DECLARED_AHEAD = 3;

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** Who a contract is with and what it sells, as every line of the page names it. */
type Deal = { readonly contractId: ContractId; readonly code: string; readonly who: string; readonly metal: Metal };

type Lookup = { readonly book: Workbook; readonly dealOf: (id: ContractId) => Deal };

const lookup = (book: Workbook, plan: ValuedPlan): Lookup => {
  const deal = ({ id, code, buyerId, productId }: OfftakeContract): Deal => ({
    contractId: id,
    code,
    who: book.buyers.get(buyerId)?.name ?? code,
    metal: book.products.get(productId)!.metal,
  });
  const deals = new Map(plan.portfolio.contracts.map(({ contract }) => [contract.id, deal(contract)]));
  return { book, dealOf: (id) => deals.get(id)! };
};

type Part = { readonly contractId: ContractId; readonly amount: number };

/** What contracts add up to, one line for each, the largest first. */
const byContract = ({ dealOf }: Lookup, parts: readonly Part[]) =>
  [...Map.groupBy(parts, ({ contractId }) => contractId)]
    .map(([id, own]) => {
      const { who, code } = dealOf(id);
      return { label: message('openPricing.line', { buyer: who, code }), amount: sum(own.map(({ amount }) => amount)) };
    })
    .sort((a, b) => Math.abs(b.amount) - Math.abs(a.amount));

const tonnesFigure = (of: Lookup, parts: readonly Part[], title: ReturnType<typeof message>): Figure => {
  const total = sum(parts.map(({ amount }) => amount));
  return explained(
    { ...dmt(total), decimals: 1 },
    explanation(byContract(of, parts), total, { title, formula: message('openPricing.tonnes.formula'), unit: 'dmt', decimals: 1 }),
  );
};

const moveFigure = (of: Lookup, parts: readonly Part[], reference: string): Figure => {
  const total = sum(parts.map(({ amount }) => amount));
  return explained(
    usd(total, { decimals: 1 }),
    explanation(byContract(of, parts), total, {
      title: message('openPricing.onePercent.title', { reference }),
      formula: message('openPricing.onePercent.formula'),
      unit: 'usd',
      decimals: 2,
      sources: [deckSource(of.book)],
    }),
  );
};

const referencesOf = async (
  of: Lookup,
  deliveries: readonly OpenDeliveryPrice[],
  months: readonly Month[],
  pause: () => Promise<void>,
): Promise<readonly OpenReference[]> => {
  const all = deliveries.flatMap(({ contractId, fixings }) => fixings.map((fixing) => ({ ...fixing, contractId })));
  await pause();
  const byReference = Map.groupBy(all, ({ reference }) => reference);
  const rows: OpenReference[] = [];
  for (const [code, fixings] of byReference) {
    await pause();
    const reference = of.book.references.get(code);
    if (reference === undefined) continue;
    const { metal, kind } = reference;
    const name = shippedText(reference.name);
    const byMonth = Map.groupBy(fixings, ({ month }) => month);
    const parts = (own: typeof fixings): Part[] => own.map(({ contractId, tonnes }) => ({ contractId, amount: tonnes }));
    const moved = fixings.map(({ contractId, onePercent }) => ({ contractId, amount: onePercent }));
    rows.push({
      reference: reference.code,
      name,
      ...(metal === undefined ? {} : { metal }),
      tonnes: months.flatMap((month) => {
        const own = parts(byMonth.get(month) ?? []);
        const title = message('openPricing.tonnes.explain', { reference: name, month: formatMonth(month) });
        return own.length === 0 ? [] : [{ month, figure: tonnesFigure(of, own, title) }];
      }),
      total: tonnesFigure(of, parts(fixings), message('openPricing.tonnes.explainAll', { reference: name })),
      ...(kind === 'treatmentCharge' ? {} : { onePercent: moveFigure(of, moved, name) }),
    });
  }
  return rows.sort((a, b) => Math.abs(Number(b.onePercent?.value ?? 0)) - Math.abs(Number(a.onePercent?.value ?? 0)));
};

const markOf = ({ tonnes, expected, provisional = expected }: OpenDeliveryPrice): Figure => {
  const total = tonnes * expected - tonnes * provisional;
  const lines = [
    { label: message('openPricing.mark.final'), amount: tonnes * expected },
    { label: message('openPricing.mark.provisional'), amount: -tonnes * provisional },
  ];
  const spec = {
    title: message('openPricing.mark.title'),
    formula: message('openPricing.mark.formula'),
    unit: 'usd',
    decimals: 2,
  } as const;
  return explained(usd(total, { decimals: 1, sign: true }), explanation(lines, total, spec));
};

const deliveredLine = (of: Lookup, one: OpenDeliveryPrice): OpenDelivered => {
  const { contractId, month, tonnes, pricing, known, expected, provisional = expected, state } = one;
  const deal = of.dealOf(contractId);
  const moved = one.fixings.map(({ onePercent }) => ({ contractId, amount: onePercent }));
  return {
    ...deal,
    month,
    isRecorded: state === 'recorded',
    tonnes: { ...dmt(tonnes), decimals: 1, ...(state === 'recorded' ? {} : { origin: 'house' as const }) },
    pricing,
    known,
    provisional: usdPerDmt(provisional),
    expected: usdPerDmt(expected),
    markToMarket: markOf(one),
    onePercent: moveFigure(of, moved, deal.code),
  };
};

const deliveredLines = async (
  of: Lookup,
  deliveries: readonly OpenDeliveryPrice[],
  pause: () => Promise<void>,
): Promise<readonly OpenDelivered[]> => {
  const lines: OpenDelivered[] = [];
  for (const one of deliveries) {
    if (one.state === 'due') continue;
    lines.push(deliveredLine(of, one));
    await pause();
  }
  return lines.sort((a, b) => Math.abs(Number(b.markToMarket.value)) - Math.abs(Number(a.markToMarket.value)));
};

/** The mark of all delivered tonnes, a line for each contract. */
const wholeMark = (of: Lookup, deliveries: readonly OpenDeliveryPrice[]): Figure | undefined => {
  const parts = deliveries.flatMap(({ contractId, tonnes, expected, provisional }): Part[] =>
    provisional === undefined ? [] : [{ contractId, amount: tonnes * (expected - provisional) }],
  );
  if (parts.length === 0) return undefined;
  const total = sum(parts.map(({ amount }) => amount));
  const spec = {
    title: message('openPricing.mark.title'),
    formula: message('openPricing.mark.formula'),
    unit: 'usd',
    decimals: 2,
  } as const;
  return explained(usd(total, { decimals: 1 }), explanation(byContract(of, parts), total, spec));
};

const choiceOf = (
  { dealOf }: Lookup,
  { contractId, holder, delivery, declareBy, tonnes, alternatives, best }: OpenDeclaration,
): OpenChoice => {
  const [first, chosen] = [alternatives[0]!, alternatives[best]!];
  const worth = tonnes * chosen.expected - tonnes * first.expected;
  return {
    ...dealOf(contractId),
    holder,
    delivery,
    declareBy,
    tonnes: { ...dmt(tonnes), decimals: 1 },
    best: chosen.pricing,
    first: first.pricing,
    worth: explained(
      usd(worth, { decimals: 1, sign: true }),
      explanation(
        [
          { label: message('openPricing.declarations.bestLine'), amount: tonnes * chosen.expected },
          { label: message('openPricing.declarations.firstLine'), amount: -tonnes * first.expected },
        ],
        worth,
        {
          title: message('openPricing.declarations.worthTitle'),
          formula: message('openPricing.declarations.worthFormula'),
          unit: 'usd',
          decimals: 2,
        },
      ),
    ),
  };
};

const verdictOf = (
  of: Lookup,
  { deliveries }: Positions,
  { references, markToMarket, declarations }: Pick<OpenPricing, 'references' | 'markToMarket' | 'declarations'>,
): Verdict => {
  const declare = declarations[0];
  const choices: Verdict = declare
    ? [
        {
          key: declare.holder === 'buyer' ? 'openPricing.verdict.declare' : 'openPricing.verdict.declareOurs',
          figures: {
            count: count(declarations.length),
            buyer: words(declare.who, { route: `/contracts/${declare.contractId}` }),
            month: monthFigure(declare.declareBy),
          },
        },
      ]
    : [];
  if (deliveries.length === 0) return [{ key: 'openPricing.verdict.none', figures: {} }, ...choices];
  const worth = (own: readonly OpenDeliveryPrice[]): Figure => {
    const parts = own.map(({ contractId, tonnes, expected }) => ({ contractId, amount: tonnes * expected }));
    const total = sum(parts.map(({ amount }) => amount));
    return explained(
      usd(total, { decimals: 0 }),
      explanation(byContract(of, parts), total, {
        title: message('openPricing.mark.final'),
        formula: message('openPricing.mark.formula'),
        unit: 'usd',
        decimals: 1,
        sources: [deckSource(of.book)],
      }),
    );
  };
  const move = sum(references.map(({ onePercent }) => Number(onePercent?.value ?? 0)));
  const largest = references[0];
  const mark = Number(markToMarket?.value ?? 0);
  return [
    {
      key: 'openPricing.verdict.worth',
      figures: {
        worth: worth(deliveries),
        delivered: worth(deliveries.filter(({ state }) => state !== 'due')),
        move: explained(
          usd(move, { decimals: 1 }),
          explanation(
            references.map(({ name, onePercent }) => ({ label: message('line.member', { name }), amount: Number(onePercent?.value ?? 0) })),
            move,
            {
              title: message('openPricing.moves.title'),
              formula: message('openPricing.onePercent.formula'),
              unit: 'usd',
              decimals: 2,
            },
          ),
        ),
      },
    },
    ...(markToMarket === undefined || mark === 0
      ? []
      : mark > 0
        ? [{ key: 'openPricing.verdict.above', figures: { gain: markToMarket } }]
        : [{ key: 'openPricing.verdict.below', figures: { loss: { ...markToMarket, value: -mark } } }]),
    ...(largest?.onePercent === undefined
      ? []
      : [
          {
            key: 'openPricing.verdict.largest',
            figures: {
              reference: words(largest.name, { route: `/market?reference=${largest.reference}` }),
              move: largest.onePercent,
            },
          },
        ]),
    ...choices,
  ];
};

/** What of a plan is delivered or due and not yet priced. */
const openPricingOf = async (book: Workbook, plan: ValuedPlan, pause: () => Promise<void>): Promise<OpenPricing> => {
  const positions = await openPositions(book, plan, MONTHS_AHEAD, pause);
  const of = lookup(book, plan);
  const months = Array.from({ length: MONTHS_AHEAD }, (_, i) => book.valuationMonth + 1 + i);
  const references = await referencesOf(of, positions.deliveries, months, pause);
  const markToMarket = wholeMark(of, positions.deliveries);
  const declarations = positions.declarations
    .filter(({ declareBy }) => declareBy <= book.valuationMonth + DECLARED_AHEAD)
    .map((one) => choiceOf(of, one));
  await pause();
  const moves = movesView(book, positions.deliveries, months);
  await pause();
  const verdict = verdictOf(of, positions, { references, markToMarket, declarations });
  await pause();
  return {
    verdict,
    months,
    references,
    ...(moves === undefined ? {} : { moves }),
    delivered: await deliveredLines(of, positions.deliveries, pause),
    ...(markToMarket === undefined ? {} : { markToMarket }),
    declarations,
  };
};

export const openPricingHandlers: HandlersOf<'openPricing'> = {
  'openPricing.get': async (_input, ctx) => {
    const book = await workbook(ctx);
    const plan = book.plan();
    return openPricingOf(book, plan, createYielder());
  },
};
