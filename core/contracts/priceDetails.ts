import type { LineInputs } from '#engine';
import type { Amount, Message } from '#shared/contract/figure.ts';
import type { PriceUnit } from '#shared/domain/reference.ts';
import { message } from '#shared/messages/text.ts';
import { month as monthFigure, priceFigureUnit } from '../portfolio/figures.ts';
import { referenceLabel } from '../portfolio/labels.ts';
import type { Workbook } from '../portfolio/portfolio.ts';
import type { LineSource, PricedLine } from '../portfolio/priceLines.ts';
import { exactShare, exactUsdPerDmt, gradeAmount } from './priceTermRows.ts';

const PRECIOUS = new Set(['Au', 'Ag', 'Pt', 'Pd']);

/** Decimals of a payable content in units or grams, so that it multiplies to the cents of its line. */
const contentDecimals = (value: number): number => (Math.abs(value * 100 - Math.round(value * 100)) < 1e-7 ? 2 : 4);

const contentLabel = (element: string, content: number): Message | Amount => {
  if (PRECIOUS.has(element)) return { value: content * 1e6, unit: 'gramsPerT', decimals: contentDecimals(content * 1e6) };
  return message('detail.units', { value: { value: content * 100, unit: 'count', decimals: contentDecimals(content * 100) } });
};

const monthsLabel = ({ months: { from, to }, isWeighted }: LineSource): Message => {
  if (isWeighted) return message('detail.months.weighted', { from: monthFigure(from), to: monthFigure(to) });
  if (from === to) return message('detail.months.one', { month: monthFigure(from) });
  return message('detail.months.range', { from: monthFigure(from), to: monthFigure(to) });
};

const PRICE_DECIMALS = 2;

const unitOf = (book: Pick<Workbook, 'references'>, { reference, isConverted }: LineSource): PriceUnit =>
  isConverted ? 'USD/t' : (reference !== undefined && book.references.get(reference)?.unit) || 'USD/dmt';

const priceAmount = (value: number, unit: PriceUnit): Amount => ({ value, unit: priceFigureUnit(unit), decimals: PRICE_DECIMALS });

type Payable = Extract<LineInputs, { kind: 'payable' }>;

const ruleLabel = ({ element, rule, grade, share, deduction, from, content }: Payable): Message => {
  const values = { grade: gradeAmount(element, grade), share: exactShare(share) };
  if (rule === 'scale')
    return message(share === 0 ? 'detail.rule.belowScale' : 'detail.rule.scale', { ...values, from: gradeAmount(element, from ?? 0) });
  if (deduction === 0) return message('detail.rule.share', values);
  const deductionLabel = contentLabel(element, deduction);
  if (rule === 'deduct-then-pay') return message('detail.rule.afterDeduction', { ...values, deduction: deductionLabel });
  return content < grade * share
    ? message('detail.rule.deduction', { ...values, deduction: deductionLabel, uncut: contentLabel(element, grade * share) })
    : message('detail.rule.lowerShare', { ...values, deduction: deductionLabel });
};

/** Names the factor that converts content (units or grams) x price (in a unit) to USD/dmt. */
const conversionLabel = (element: string, unit: PriceUnit): Message => {
  if (unit === 'USD/toz') return message('detail.perOunce');
  if (PRECIOUS.has(element)) return message('detail.perMillion');
  return unit === 'USc/lb' ? message('detail.perPound') : message('detail.perHundred');
};

/** Describes what a line of a price is computed from; undefined for a line that is a plain amount. */
export const priceDetail = (book: Pick<Workbook, 'references'>, { source }: PricedLine): Message | undefined => {
  if (source === undefined) return undefined;
  const { inputs, reference, price, isConverted } = source;
  const unit = unitOf(book, source);
  const months = monthsLabel(source);
  const referenceName = reference === undefined ? undefined : referenceLabel(book.references, reference);
  const quotedPrice = price === undefined ? undefined : priceAmount(price, unit);
  const quote = referenceName && message(isConverted ? 'detail.quoteConverted' : 'detail.quote', { reference: referenceName, months });
  switch (inputs.kind) {
    case 'payable':
      if (quotedPrice === undefined || quote === undefined) return undefined;
      return message('detail.payable', {
        content: contentLabel(inputs.element, inputs.content),
        price: quotedPrice,
        conversion: conversionLabel(inputs.element, unit),
        rule: ruleLabel(inputs),
        quote,
      });
    case 'charge':
      if (quotedPrice === undefined || referenceName === undefined) return undefined;
      return inputs.constant === 0
        ? message('detail.chargeAlone', { reference: referenceName, months, price: quotedPrice })
        : message('detail.charge', {
            reference: referenceName,
            months,
            price: quotedPrice,
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
      if (quotedPrice === undefined || quote === undefined) return undefined;
      return inputs.grade === undefined
        ? message('detail.index', { price: quotedPrice, quote })
        : message('detail.indexUnits', { grade: { value: inputs.grade * 100, unit: 'count', decimals: 2 }, price: quotedPrice, quote });
    case 'grade': {
      const grades = { grade: exactShare(inputs.grade), reference: exactShare(inputs.referenceGrade) };
      if (inputs.perPoint !== undefined) return message('detail.gradePoints', { ...grades, perPoint: exactUsdPerDmt(inputs.perPoint) });
      return quotedPrice && message('detail.gradeRatio', { ...grades, price: quotedPrice });
    }
    case 'price':
      return quotedPrice && quote && message('detail.price', { price: quotedPrice, quote });
    case 'bound':
      if (inputs.level === 'reference')
        return (
          quotedPrice && quote && message('detail.boundReference', { bound: priceAmount(inputs.bound, unit), price: quotedPrice, quote })
        );
      return inputs.before === undefined
        ? undefined
        : message('detail.bound', { bound: priceAmount(inputs.bound, 'USD/dmt'), before: priceAmount(inputs.before, 'USD/dmt') });
    case 'blend':
      return message('detail.blend', { share: exactShare(inputs.share), price: exactUsdPerDmt(inputs.price) });
    default:
      return undefined;
  }
};
