import { Currency } from '#shared/domain/currency.ts';
import type { QuotationalPeriod } from '#shared/domain/terms.ts';
import { componentTexts, text } from '#shared/messages/text.ts';
import { MINUS, shortMonth } from '#shared/units/format.ts';
import type { Choice } from '../../../components/SelectField.tsx';
import {
  choiceSpec,
  enumSpec,
  kdmtAYearSpec,
  monthSpec,
  monthsSpec,
  numberSpec,
  percentSpec,
  textSpec,
  withTerm,
} from '../../../editing/fields/specs.ts';
import { HOLDERS, INCOTERMS, MAKE_UP_PRICES, TAKE_OR_PAY_BASES, TOLERANCE_OPTIONS } from './choiceLabels.ts';
import type { FieldTable } from './dealFields.ts';

const units = () => componentTexts().units;

const OFFSETS = Array.from({ length: 10 }, (_, index) => index - 3);

const monthText = (offset: number): string => (offset === 0 ? 'M' : `M${offset < 0 ? MINUS : '+'}${Math.abs(offset)}`);

/** A price month as one value of a list: "3 shipment". */
export const periodKey = ({ offset, from }: Pick<QuotationalPeriod, 'offset' | 'from'>): string => `${offset} ${from}`;

/** Parses the key of a price month. */
export const periodOf = (key: string): Pick<QuotationalPeriod, 'offset' | 'from'> => {
  const [offset, from] = key.split(' ');
  return { offset: Number(offset), from: from === 'arrival' ? 'arrival' : 'shipment' };
};

export const periodChoices = (): readonly Choice<string>[] =>
  (['shipment', 'arrival'] as const).flatMap((from) =>
    OFFSETS.map((offset) => ({
      value: periodKey({ offset, from }),
      label: text('period.month', { month: monthText(offset), event: text(`quotation.${from}`) }),
    })),
  );

/** Fields of a set of terms without its price: quantity, delivery, quotation, payment. */
export const TERMS_FIELDS: FieldTable = {
  'terms.*.from': () => monthSpec('form.setStart'),
  'terms.*.quantity.tonnesPerYear': () => kdmtAYearSpec('form.quantity'),
  'terms.*.quantity.rampUp': () => ({
    kind: 'series',
    label: text('form.rampUp'),
    term: 'rampUp',
    required: false,
    unit: text('formUnit.byYear'),
    scale: 100,
    decimals: 0,
  }),
  'terms.*.quantity.monthWeights.*': ({ contract }, path) => ({
    ...numberSpec('form.months', { decimals: 1, step: 0.1 }),
    label: text('form.monthWeight', { month: shortMonth(contract.start + Number(path.split('.').at(-1))) }),
  }),
  'terms.*.quantity.tolerance': () => withTerm(percentSpec('form.tolerance', { unit: text('formUnit.eitherWay') }), 'tolerance'),
  'terms.*.quantity.toleranceOption': () => enumSpec('form.toleranceOption', TOLERANCE_OPTIONS),
  'terms.*.quantity.takeOrPayShare': () => withTerm(percentSpec('form.takeOrPay', { step: 5 }), 'takeOrPay'),
  'terms.*.quantity.takeOrPayBasis': () => enumSpec('form.takeOrPayBasis', TAKE_OR_PAY_BASES),
  'terms.*.quantity.makeUpMonths': () => withTerm(monthsSpec('form.makeUp'), 'makeUp'),
  'terms.*.quantity.makeUpPrice': () => enumSpec('form.makeUpPrice', MAKE_UP_PRICES),
  'terms.*.quantity.carryForwardShare': () => withTerm(percentSpec('form.carryForward', { unit: text('formUnit.ofYear') }), 'carryForward'),
  'terms.*.delivery.incoterm': () => withTerm(enumSpec('form.incoterm', INCOTERMS), 'incoterm'),
  'terms.*.delivery.loadPort': () => textSpec('form.loadPort'),
  'terms.*.delivery.destinationPort': () => textSpec('form.destinationPort'),
  'terms.*.delivery.freightUsdPerWmt': () => numberSpec('form.freightAlone', { unit: units().usdPerWmt, decimals: 2 }),
  'terms.*.delivery.voyageDays': () => numberSpec('form.voyage', { unit: text('formUnit.days') }),
  'terms.*.delivery.otherUsdPerDmt': () =>
    withTerm(numberSpec('form.otherCosts', { unit: units().usdPerDmt, decimals: 2, step: 0.1 }), 'netback'),
  'terms.*.quotation.alternatives.*.offset': () => ({
    ...numberSpec('form.priceMonth', { unit: text('formUnit.months') }),
    isWhole: true,
  }),
  'terms.*.quotation.alternatives.*.from': () =>
    choiceSpec(
      'form.priceMonth',
      (['shipment', 'arrival'] as const).map((value) => ({ value, label: text(`quotation.${value}`) })),
    ),
  'terms.*.quotation.alternatives.*.length': () => monthsSpec('form.averagedOver'),
  'terms.*.quotation.holder': () => withTerm(enumSpec('form.holder', HOLDERS), 'qpDeclaration'),
  'terms.*.quotation.declarationMonths': () => monthsSpec('form.declaration'),
  'terms.*.payment.provisionalShare': () => withTerm(percentSpec('form.provisional'), 'provisionalInvoice'),
  'terms.*.payment.paymentMonths': () => monthsSpec('form.paymentMonths'),
  'terms.*.payment.currencyShare': () => percentSpec('form.currencyShare', { step: 5, required: false }),
  'terms.*.payment.currency': () =>
    choiceSpec(
      'form.currency',
      Currency.options.map((value) => ({ value, label: value })),
    ),
};
