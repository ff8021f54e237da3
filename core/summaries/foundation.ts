import type { SummaryBlock } from '#shared/contract/summaries.ts';
import { DEPTH_CAP, DEPTH_SHARE, DEPTH_SLOPE } from '#shared/domain/houseDefaults.ts';
import { underlyingReferences } from '#shared/domain/reference.ts';
import type { Scenario } from '#shared/domain/scenario.ts';
import { termsReferences } from '#shared/domain/termReferences.ts';
import type { Month } from '#shared/domain/time.ts';
import { shippedText } from '#shared/messages/shipped.ts';
import { semicolon, text } from '#shared/messages/text.ts';
import type { Steps } from '#shared/steps.ts';
import { formatDate, formatMonth } from '#shared/units/format.ts';
import { chartMoney } from '../portfolio/figures.ts';
import type { ValuedPlan, Workbook } from '../portfolio/portfolio.ts';
import { runWithYielding } from '../yielding.ts';
import { column, heading, note, percent, table, textCell } from './blockBuilders.ts';
import { deckName, referenceName } from './recordNames.ts';
import type { Deal } from './subject.ts';
import { listEstimatedPrices } from './usedPrices.ts';

/** Lists the references that contracts are priced on, in the workspace's order. */
function* referencesOf(book: Workbook, deals: readonly Deal[]): Steps<readonly string[]> {
  const usedReferences = new Set<string>();
  for (const { contract } of deals) {
    yield;
    for (const terms of contract.terms) for (const code of termsReferences(terms)) usedReferences.add(code);
  }
  return [...book.references.keys()].filter((code) => usedReferences.has(code));
}

const nameOf = (book: Workbook, code: string): string => referenceName(book.references, code);

/** Returns the last month with an actual price of the references. */
const lastActualMonth = (book: Workbook, codes: readonly string[]): Month | undefined => {
  const pastPoints = codes.map((code) => (book.deck.get(code) ?? []).filter(({ month }) => month <= book.valuationMonth));
  const isActual = (origin: string) => origin === 'source' || origin === 'user' || origin === 'sample';
  const lastActualMonths = pastPoints.flatMap((points) => points.findLast(({ origin }) => isActual(origin))?.month ?? []);
  return lastActualMonths.length === 0 ? undefined : Math.max(...lastActualMonths);
};

export type FoundationSpec = {
  readonly book: Workbook;
  readonly plan: ValuedPlan;
  /** The contracts whose figures the document has. */
  readonly deals: readonly Deal[];
  readonly scenario: Scenario | undefined;
};

/** Formats a range of months: "May 2026", "Jun 2026 to Dec 2032". */
const monthsText = (from: Month, to: Month): string =>
  from === to ? formatMonth(from) : text('source.months', { from: formatMonth(from), to: formatMonth(to) });

/** Describes the market depth of products: the default assumptions, except for products with figures of their own. */
const depthText = ({ products }: Workbook): string => {
  const productsWithDepth = [...products.values()].filter(
    ({ depthShare, depthSlope, depthCap }) => (depthShare ?? depthSlope ?? depthCap) !== undefined,
  );
  if (productsWithDepth.length === 0) return text('assumption.depth.default');
  const depthTexts = productsWithDepth.map(
    ({ name, metal, depthShare = DEPTH_SHARE[metal], depthSlope = DEPTH_SLOPE, depthCap = DEPTH_CAP }) =>
      text('assumption.depth.product', { product: name, depth: percent(depthShare), slope: percent(depthSlope), cap: percent(depthCap) }),
  );
  return text('assumption.depth.except', { products: depthTexts.join(semicolon()) });
};

/** Returns the assumptions of the figures: date, deck, state of prices, rate, horizon, plan, scenario, units. */
export const assumptionBlocks = async ({ book, plan, deals, scenario }: FoundationSpec): Promise<readonly SummaryBlock[]> => {
  const { settings, valuationMonth } = book;
  const codes = await runWithYielding(referencesOf(book, deals));
  const to = lastActualMonth(book, codes);
  const estimatedPrices = await runWithYielding(listEstimatedPrices(book, codes, deals));
  const rows: readonly (readonly [string, string])[] = [
    [text('summaries.assume.valuation'), formatDate(settings.valuationDate)],
    [text('summaries.assume.deck'), deckName(book)],
    [text('summaries.assume.prices'), to === undefined ? text('common.none') : formatMonth(to)],
    [
      text('summaries.assume.filled'),
      estimatedPrices.length === 0
        ? text('summaries.assume.filledNone', { of: codes.length })
        : text('summaries.assume.filledOf', {
            filled: estimatedPrices.length,
            of: codes.length,
            names: estimatedPrices
              .map(({ code, months }) =>
                months
                  ? text('summaries.assume.filledMonths', { name: nameOf(book, code), months: monthsText(months.from, months.to) })
                  : nameOf(book, code),
              )
              .join(semicolon()),
          }),
    ],
    [text('summaries.assume.rate'), text('summaries.assume.rateValue', { rate: percent(settings.discountRate) })],
    [text('summaries.assume.horizon'), text('summaries.assume.horizonValue', { year: String(settings.horizonYear) })],
    [
      text('summaries.assume.plan'),
      text('summaries.assume.planValue', { plan: plan.plan.name, count: plan.portfolio.contracts.length + plan.problems.size }),
    ],
    ...(scenario === undefined
      ? []
      : [
          [
            text('summaries.assume.scenario'),
            text('summaries.assume.scenarioValue', {
              scenario: scenario.name,
              month: formatMonth(valuationMonth + scenario.startsAfterMonths),
            }),
          ] as const,
        ]),
    [text('assumption.depth'), depthText(book)],
    [text('summaries.assume.money'), text('summaries.assume.moneyValue', { unit: chartMoney(settings).unit })],
    [text('summaries.assume.dated'), text('summaries.assume.datedValue')],
  ];
  return [
    heading('summaries.head.assumptions'),
    ...table(
      [column('summaries.column.what', { weight: 1 }), column('summaries.column.value', { weight: 3.4 })],
      rows.map(([what, value]) => [textCell(what), textCell(value)]),
    ),
  ];
};

type CitedPrices = { readonly names: Set<string>; from: Month; to: Month };

/** Lists the sources of every price used, from the valuation month to the end of the plan, one per line. */
const priceNotes = (book: Workbook, codes: readonly string[]): readonly SummaryBlock[] => {
  const citedBySource = new Map<string, CitedPrices & { readonly source: string; readonly origin: string }>();
  for (const code of codes) {
    for (const { month, source, origin } of book.deck.get(code) ?? []) {
      if (month < book.valuationMonth || month > book.lastMonth) continue;
      const key = `${origin}\n${source}`;
      const entry = citedBySource.get(key) ?? {
        names: new Set<string>(),
        from: month,
        to: month,
        source,
        origin: text(`origin.${origin}`),
      };
      entry.names.add(nameOf(book, code));
      entry.from = Math.min(entry.from, month);
      entry.to = Math.max(entry.to, month);
      citedBySource.set(key, entry);
    }
  }
  return [...citedBySource.values()].map(({ names, from, to, source, origin }) =>
    note('summaries.source', {
      source: shippedText(source).replace(/[.。\s]+$/, ''),
      references: [...names].join(semicolon()),
      months: monthsText(from, to),
      origin: origin.toLocaleLowerCase('en'),
    }),
  );
};

/** Returns the sources of the prices used and of the scenario. */
export const sourceBlocks = async ({ book, deals, scenario }: FoundationSpec): Promise<readonly SummaryBlock[]> => {
  const codes = await runWithYielding(referencesOf(book, deals));
  const prices = priceNotes(book, codes);
  const underlying = new Set<string>(
    codes.flatMap((code) => {
      const reference = book.references.get(code);
      return reference === undefined ? [] : underlyingReferences(reference);
    }),
  );
  const usedShocks = (scenario?.prices ?? []).filter(({ reference }) => underlying.has(reference) || codes.includes(reference));
  const shocks = [
    ...[...Map.groupBy(usedShocks, ({ source }) => source)].map(([source, shocksOfSource]) => ({
      source,
      references: shocksOfSource.map(({ reference }) => nameOf(book, reference)).join(semicolon()),
    })),
    ...(scenario?.demand ?? []).map(({ source, zone }) => ({ source, references: text(`zone.${zone}`) })),
  ];
  return [
    heading('summaries.head.sources'),
    ...(prices.length === 0 ? [note('summaries.source.none')] : prices),
    ...(shocks.length === 0
      ? []
      : [heading('summaries.head.scenarioSources'), ...shocks.map((shock) => note('summaries.scenarioSource', shock))]),
  ];
};
