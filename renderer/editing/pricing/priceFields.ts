import { Currency } from '#shared/domain/currency.ts';
import type { PriceBasis } from '#shared/domain/terms.ts';
import type { MessageKey } from '#shared/messages/en.ts';
import { componentTexts, text } from '#shared/messages/text.ts';
import { getAt } from '#shared/recordPath.ts';
import { isPrecious } from '../../components/elements.ts';
import type { PathPattern } from '../fields/fieldPath.ts';
import type { FieldSpec } from '../fields/fieldSpec.ts';
import { choiceSpec, enumSpec, gradeSpec, numberSpec, percentSpec, withTerm } from '../fields/specs.ts';
import { ADJUSTMENTS, BASES, CHARGES, RULES } from './priceChoices.ts';
import { elementChoices, mainReference, type PriceContext, referenceChoices, unitOfReference } from './priceContext.ts';

/** The field at a path of the price at `price`. */
type PriceField = (context: PriceContext, path: string, price: string) => FieldSpec;

const units = () => componentTexts().units;

const ancestorPath = (path: string, levels: number): string => path.split('.').slice(0, -levels).join('.');

const elementAt = (context: PriceContext, path: string): string => String(getAt(context.record, path) ?? '');

export const usdPerDmt = (label: MessageKey, isRequired = true): FieldSpec =>
  numberSpec(label, { unit: units().usdPerDmt, decimals: 2, step: 1, required: isRequired });

/** Units in which prices are in the hundreds or thousands. */
const UNITS_IN_HUNDREDS: ReadonlySet<string> = new Set(Currency.options.map((currency) => `${currency}/t`));

/** A price in the unit of a reference; USD/dmt where there is none. */
export const priceIn = (
  label: MessageKey,
  context: Pick<PriceContext, 'references'>,
  code: string | undefined,
  isRequired = true,
): FieldSpec => {
  const unit = unitOfReference(context, code) ?? units().usdPerDmt;
  const isInHundreds = unit === 'USD/toz' || UNITS_IN_HUNDREDS.has(unit);
  const needsDecimals = unit === 'USD/dmtu' || unit === 'USc/lb';
  return numberSpec(label, { unit, decimals: needsDecimals ? 2 : 0, step: isInHundreds ? 100 : 1, required: isRequired });
};

/** A price in the unit of the first payable's reference, which escalator and participation use; `pricePath` is the path of the price. */
const metalPrice = (label: MessageKey, context: PriceContext, pricePath: string, path: string, isRequired = true): FieldSpec => {
  const price = getAt(context.record, path.split('.').slice(0, pricePath.split('.').length).join('.')) as PriceBasis | undefined;
  return priceIn(label, context, price && mainReference(price), isRequired);
};

/** A refining charge: USD/toz for gold and silver, else US cents a pound. */
const refiningCharge = (label: MessageKey, context: PriceContext, payable: string): FieldSpec =>
  isPrecious(elementAt(context, `${payable}.element`))
    ? numberSpec(label, { unit: units().usdPerToz, decimals: 2, step: 0.1 })
    : numberSpec(label, { unit: units().centsPerLb, decimals: 2, step: 0.1 });

const year: PriceField = () => ({ kind: 'year', label: text('form.brickYear'), required: true });

const references =
  (kind: 'price' | 'treatmentCharge'): PriceField =>
  (context) =>
    withTerm(choiceSpec('form.reference', referenceChoices(context, kind)), 'reference');

const element: PriceField = (context) => choiceSpec('form.element', elementChoices(context));

/** Fields of a price of every basis, an index written `*`. */
const PRICE_FIELDS: Readonly<Partial<Record<PathPattern<PriceBasis>, PriceField>>> = {
  basis: () => enumSpec('form.basis', BASES),
  reference: references('price'),
  element: element,
  premium: () => withTerm(usdPerDmt('form.premium'), 'premium'),
  amount: () => usdPerDmt('form.fixedPrice'),

  'payables.*.element': element,
  'payables.*.reference': references('price'),
  'payables.*.rule': () => enumSpec('form.rule', RULES),
  'payables.*.payable': () => withTerm(percentSpec('form.payableShare', { step: 0.5 }), 'payable'),
  'payables.*.deduction': (context, path) =>
    gradeSpec('form.deduction', elementAt(context, `${ancestorPath(path, 1)}.element`), text('formUnit.units')),
  'payables.*.scale.*.from': (context, path) => gradeSpec('form.scaleFrom', elementAt(context, `${ancestorPath(path, 3)}.element`)),
  'payables.*.scale.*.payable': () => withTerm(percentSpec('form.scalePaid', { step: 0.5 }), 'payable'),
  'payables.*.refiningCharge.amount': (context, path) => refiningCharge('form.amount', context, ancestorPath(path, 2)),
  'payables.*.refiningCharge.differential': (context, path) => refiningCharge('form.differential', context, ancestorPath(path, 2)),
  'payables.*.refiningCharge.reference': references('treatmentCharge'),
  'payables.*.refiningCharge.bricks.*.year': year,
  'payables.*.refiningCharge.bricks.*.share': () => percentSpec('form.brickShare', { step: 5 }),
  'payables.*.refiningCharge.bricks.*.amount': (context, path) => refiningCharge('form.amount', context, ancestorPath(path, 4)),

  'treatmentCharge.kind': () => enumSpec('form.treatmentCharge', CHARGES),
  'treatmentCharge.amount': () => usdPerDmt('form.amount'),
  'treatmentCharge.differential': () => usdPerDmt('form.differential'),
  'treatmentCharge.reference': references('treatmentCharge'),
  'treatmentCharge.bricks.*.year': year,
  'treatmentCharge.bricks.*.share': () => percentSpec('form.brickShare', { step: 5 }),
  'treatmentCharge.bricks.*.amount': () => usdPerDmt('form.amount'),

  'escalator.basisPrice': (context, path, price) => metalPrice('form.escalatorBasis', context, price, path),
  'escalator.bands.*.from': (context, path, price) => metalPrice('form.bandFrom', context, price, path),
  'escalator.bands.*.to': (context, path, price) => metalPrice('form.bandTo', context, price, path, false),
  'escalator.bands.*.share': () => percentSpec('form.bandShare', { step: 0.5 }),

  'participation.basisPrice': (context, path, price) => metalPrice('form.participationBasis', context, price, path),
  'participation.share': () => percentSpec('form.participationShare', { step: 1 }),
  'participation.cap': () => numberSpec('form.participationCap', { unit: units().usdPerT, step: 10, required: false }),
  'participation.floor': () => numberSpec('form.participationFloor', { unit: units().usdPerT, step: 10, required: false }),

  'penalties.*.element': element,
  'penalties.*.threshold': () => percentSpec('form.penaltyThreshold', { decimals: 2, step: 0.01 }),
  'penalties.*.increment': () => percentSpec('form.penaltyIncrement', { decimals: 2, step: 0.01 }),
  'penalties.*.rate': () => numberSpec('form.penaltyRate', { unit: units().usdPerDmt, decimals: 2, step: 0.1 }),
  'penalties.*.rejectAbove': () => percentSpec('form.penaltyReject', { decimals: 2, step: 0.01, required: false }),
  'penalties.*.importLimit': () => percentSpec('form.penaltyLimit', { decimals: 2, step: 0.01, required: false }),

  'adjustment.kind': () => enumSpec('form.adjustment', ADJUSTMENTS),
  'adjustment.perPercent': () => usdPerDmt('form.perPercent'),
  referenceGrade: (context, path) =>
    withTerm(gradeSpec('form.referenceGrade', elementAt(context, `${ancestorPath(path, 1)}.element`)), 'grade'),

  factor: () => numberSpec('form.factor', { decimals: 2, step: 0.01 }),
  conversion: (context, path, price) => metalPrice('form.conversion', context, price, path),
  margin: (context, path, price) => metalPrice('form.margin', context, price, path),
  tonnesPerTonne: () => numberSpec('form.tonnesPerTonne', { unit: text('formUnit.tonnesOfOre'), decimals: 1, step: 0.1 }),
};

/** The same by full path, for a price at a path of its record. */
export const priceFields = (price: string): Readonly<Record<string, (context: PriceContext, path: string) => FieldSpec>> =>
  Object.fromEntries(
    Object.entries(PRICE_FIELDS).map(([field, specOf]) => [
      `${price}.${field}`,
      (context: PriceContext, path: string) => specOf(context, path, price),
    ]),
  );
