import { type ExplainLine, explainNetPrice, type LineInputs, type Market, type Portfolio } from '#engine';
import type { Amount, Message } from '#shared/contract/figure.ts';
import type { ContractId } from '#shared/domain/ids.ts';
import type { PriceUnit } from '#shared/domain/reference.ts';
import type { Month } from '#shared/domain/time.ts';
import { sumBy } from '#shared/math.ts';
import { message } from '#shared/messages/text.ts';
import { month as monthFigure, priceFigureUnit } from '../portfolio/figures.ts';
import { referenceLabel } from '../portfolio/labels.ts';
import type { Workbook } from '../portfolio/portfolio.ts';
import { exactShare, exactUsdPerDmt, gradeAmount } from './priceTermRows.ts';

type Source = NonNullable<ExplainLine['source']> & { readonly isWeighted?: true | undefined };

/** A line of a price, of one month or averaged over several. */
export type PricedLine = Omit<ExplainLine, 'source'> & { readonly source?: Source | undefined };

type WeightedSource = { readonly source: Source; readonly count: number; readonly weight: number; readonly price: number };

/** Adds a month's source to that of the months before; undefined where their inputs differ, so that no one price times them is the line. */
const mergeSource = (earlier: WeightedSource | undefined, source: Source | undefined, weight: number): WeightedSource | undefined => {
  if (source === undefined) return undefined;
  const price = (source.price ?? 0) * weight;
  if (earlier === undefined) return { source, count: 1, weight, price };
  const isSame = earlier.source.reference === source.reference && JSON.stringify(earlier.source.inputs) === JSON.stringify(source.inputs);
  if (!isSame) return undefined;
  const months = {
    from: Math.min(earlier.source.months.from, source.months.from),
    to: Math.max(earlier.source.months.to, source.months.to),
  };
  return {
    source: { ...earlier.source, months },
    count: earlier.count + 1,
    weight: earlier.weight + weight,
    price: earlier.price + price,
  };
};

/**
 * Lists the lines of a contract's net price summed over months with a weight each, the price itself last, USD/dmt. A line has inputs if
 * they are the same in all months and the weights sum to one; its price is then weighted like the line, so that the inputs multiply to it.
 */
export const weightedPriceLines = (
  { portfolio }: { readonly portfolio: Portfolio },
  { market }: { readonly market: Market },
  id: ContractId,
  months: readonly { readonly month: Month; readonly weight: number }[],
): readonly PricedLine[] => {
  const amounts = new Map<string, number>();
  const sources = new Map<string, WeightedSource | undefined>();
  for (const { month, weight } of months) {
    for (const { label, amount, source } of explainNetPrice(portfolio, id, market, month)) {
      sources.set(
        label,
        amounts.has(label) && sources.get(label) === undefined ? undefined : mergeSource(sources.get(label), source, weight),
      );
      amounts.set(label, (amounts.get(label) ?? 0) + amount * weight);
    }
  }
  const total = amounts.get('total') ?? 0;
  amounts.delete('total');
  const sourceOf = (label: string): Source | undefined => {
    const found = sources.get(label);
    if (found === undefined || found.count < months.length || Math.abs(found.weight - 1) > 1e-9) return undefined;
    const { source } = found;
    return {
      ...source,
      ...(source.price === undefined ? {} : { price: found.price / found.weight }),
      ...(months.length > 1 ? { isWeighted: true as const } : {}),
    };
  };
  return [
    ...[...amounts].map(([label, amount]): PricedLine => {
      const source = sourceOf(label);
      return source === undefined ? { label, amount } : { label, amount, source };
    }),
    { label: 'total', amount: total },
  ];
};

const PRECIOUS = new Set(['Au', 'Ag', 'Pt', 'Pd']);

/** Decimals of a payable content in units or grams, so that it multiplies to the cents of its line. */
const contentDecimals = (value: number): number => (Math.abs(value * 100 - Math.round(value * 100)) < 1e-7 ? 2 : 4);

const contentLabel = (element: string, content: number): Message | Amount => {
  if (PRECIOUS.has(element)) return { value: content * 1e6, unit: 'gramsPerT', decimals: contentDecimals(content * 1e6) };
  return message('detail.units', { value: { value: content * 100, unit: 'count', decimals: contentDecimals(content * 100) } });
};

const monthsLabel = ({ months: { from, to }, isWeighted }: Source): Message => {
  if (isWeighted) return message('detail.months.weighted', { from: monthFigure(from), to: monthFigure(to) });
  if (from === to) return message('detail.months.one', { month: monthFigure(from) });
  return message('detail.months.range', { from: monthFigure(from), to: monthFigure(to) });
};

const PRICE_DECIMALS = 2;

const unitOf = (book: Pick<Workbook, 'references'>, { reference, isConverted }: Source): PriceUnit =>
  isConverted ? 'USD/t' : (reference !== undefined && book.references.get(reference)?.unit) || 'USD/dmt';

const priceAmount = (value: number, unit: PriceUnit): Amount => ({ value, unit: priceFigureUnit(unit), decimals: PRICE_DECIMALS });

type Payable = Extract<LineInputs, { kind: 'payable' }>;

const ruleLabel = ({ element, rule, grade, share, deduction, from, content }: Payable): Message => {
  const values = { grade: gradeAmount(element, grade), share: exactShare(share) };
  if (rule === 'scale')
    return message(share === 0 ? 'detail.rule.belowScale' : 'detail.rule.scale', { ...values, from: gradeAmount(element, from ?? 0) });
  if (deduction === 0) return message('detail.rule.share', values);
  const deducted = contentLabel(element, deduction);
  if (rule === 'deduct-then-pay') return message('detail.rule.afterDeduction', { ...values, deduction: deducted });
  return content < grade * share
    ? message('detail.rule.deduction', { ...values, deduction: deducted, uncut: contentLabel(element, grade * share) })
    : message('detail.rule.lowerShare', { ...values, deduction: deducted });
};

/** What converts a content in units or grams, times a price in a unit, to USD/dmt. */
const conversionLabel = (element: string, unit: PriceUnit): Message => {
  if (unit === 'USD/toz') return message('detail.perOunce');
  if (PRECIOUS.has(element)) return message('detail.perMillion');
  return unit === 'USc/lb' ? message('detail.perPound') : message('detail.perHundred');
};

/** What a line of a price is computed from, in words; undefined where it is no more than its amount. */
export const priceDetail = (book: Pick<Workbook, 'references'>, { source }: PricedLine): Message | undefined => {
  if (source === undefined) return undefined;
  const { inputs, reference, price, isConverted } = source;
  const unit = unitOf(book, source);
  const months = monthsLabel(source);
  const named = reference === undefined ? undefined : referenceLabel(book.references, reference);
  const quoted = price === undefined ? undefined : priceAmount(price, unit);
  const quote = named && message(isConverted ? 'detail.quoteConverted' : 'detail.quote', { reference: named, months });
  switch (inputs.kind) {
    case 'payable':
      if (quoted === undefined || quote === undefined) return undefined;
      return message('detail.payable', {
        content: contentLabel(inputs.element, inputs.content),
        price: quoted,
        conversion: conversionLabel(inputs.element, unit),
        rule: ruleLabel(inputs),
        quote,
      });
    case 'charge':
      if (quoted === undefined || named === undefined) return undefined;
      return inputs.constant === 0
        ? message('detail.chargeAlone', { reference: named, months, price: quoted })
        : message('detail.charge', {
            reference: named,
            months,
            price: quoted,
            differential: { ...exactUsdPerDmt(inputs.constant), sign: true },
          });
    case 'refining': {
      const charge = (inputs.constant + (price ?? 0)) * (inputs.ofTreatmentCharge ?? 1);
      return message(inputs.ofTreatmentCharge === undefined ? 'detail.refining' : 'detail.refiningTenth', {
        content: contentLabel(inputs.element, inputs.content),
        charge: { ...priceAmount(charge, inputs.unit), decimals: inputs.unit === 'USD/toz' ? 2 : 4 },
        conversion: message(inputs.unit === 'USD/toz' ? 'detail.perOunce' : 'detail.perPound'),
      });
    }
    case 'penalty':
      return message('detail.penalty', {
        grade: exactShare(inputs.grade),
        threshold: exactShare(inputs.threshold),
        increment: exactShare(inputs.increment),
        rate: exactUsdPerDmt(inputs.rate),
      });
    case 'index':
      if (quoted === undefined || quote === undefined) return undefined;
      return inputs.grade === undefined
        ? message('detail.index', { price: quoted, quote })
        : message('detail.indexUnits', { grade: { value: inputs.grade * 100, unit: 'count', decimals: 2 }, price: quoted, quote });
    case 'grade': {
      const grades = { grade: exactShare(inputs.grade), reference: exactShare(inputs.referenceGrade) };
      if (inputs.perPoint !== undefined) return message('detail.gradePoints', { ...grades, perPoint: exactUsdPerDmt(inputs.perPoint) });
      return quoted && message('detail.gradeRatio', { ...grades, price: quoted });
    }
    case 'price':
      return quoted && quote && message('detail.price', { price: quoted, quote });
    case 'bound':
      if (inputs.level === 'reference')
        return quoted && quote && message('detail.boundReference', { bound: priceAmount(inputs.bound, unit), price: quoted, quote });
      return inputs.before === undefined
        ? undefined
        : message('detail.bound', { bound: priceAmount(inputs.bound, 'USD/dmt'), before: priceAmount(inputs.before, 'USD/dmt') });
    case 'blend':
      return message('detail.blend', { share: exactShare(inputs.share), price: exactUsdPerDmt(inputs.price) });
    default:
      return undefined;
  }
};

/** Weights of months by delivered tonnes; they sum to one. Empty where nothing is delivered. */
export const tonnesWeights = (
  months: readonly { readonly month: Month; readonly delivered: number }[],
): readonly { readonly month: Month; readonly weight: number }[] => {
  const tonnes = sumBy(months, ({ delivered }) => delivered);
  return tonnes === 0 ? [] : months.map(({ month, delivered }) => ({ month, weight: delivered / tonnes }));
};
