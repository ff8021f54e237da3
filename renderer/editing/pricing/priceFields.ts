import { Currency } from '#shared/domain/currency.ts';
import type { PriceBasis } from '#shared/domain/terms.ts';
import type { MessageKey } from '#shared/messages/en.ts';
import { componentTexts, text } from '#shared/messages/text.ts';
import { isPrecious } from '../../components/elements.ts';
import type { FieldSpec } from '../fields/fieldSpec.ts';
import { getAt } from '../fields/paths.ts';
import { choiceSpec, enumSpec, gradeSpec, numberSpec, percentSpec } from '../fields/specs.ts';
import { ADJUSTMENTS, BASES, CHARGES, RULES } from './priceChoices.ts';
import { elementChoices, mainReference, type PriceContext, referenceChoices, unitOfReference } from './priceContext.ts';

type PriceField = (context: PriceContext, path: string) => FieldSpec;
type PriceFieldTable = Readonly<Record<string, PriceField>>;

const units = () => componentTexts().units;

const up = (path: string, steps: number): string => path.split('.').slice(0, -steps).join('.');

const elementAt = (context: PriceContext, path: string): string => String(getAt(context.record, path) ?? '');

export const usdPerDmt = (label: MessageKey, required = true): FieldSpec =>
  numberSpec(label, { unit: units().usdPerDmt, decimals: 2, step: 1, required });

/** Units in which a metal costs hundreds and thousands. */
const COARSE: ReadonlySet<string> = new Set(Currency.options.map((one) => `${one}/t`));

/** A price in the unit of a reference; USD/dmt where there is none. */
export const priceIn = (
  label: MessageKey,
  context: Pick<PriceContext, 'references'>,
  code: string | undefined,
  required = true,
): FieldSpec => {
  const unit = unitOfReference(context, code) ?? units().usdPerDmt;
  const coarse = unit === 'USD/toz' || COARSE.has(unit);
  const fine = unit === 'USD/dmtu' || unit === 'USc/lb';
  return numberSpec(label, { unit, decimals: fine ? 2 : 0, step: coarse ? 100 : 1, required });
};

/** In the unit of the first payable's reference, which escalator and participation look at; `at` is where the price stands. */
const metalPrice = (label: MessageKey, context: PriceContext, at: string, path: string, required = true): FieldSpec => {
  const price = getAt(context.record, path.split('.').slice(0, at.split('.').length).join('.')) as PriceBasis | undefined;
  return priceIn(label, context, price && mainReference(price), required);
};

/** A refining charge: USD/toz for gold and silver, else US cents a pound. */
const refining = (label: MessageKey, context: PriceContext, payable: string): FieldSpec =>
  isPrecious(elementAt(context, `${payable}.element`))
    ? numberSpec(label, { unit: units().usdPerToz, decimals: 2, step: 0.1 })
    : numberSpec(label, { unit: units().centsPerLb, decimals: 2, step: 0.1 });

const year: PriceField = () => ({ kind: 'year', label: text('form.brickYear'), required: true });

const references =
  (kind: 'price' | 'treatmentCharge'): PriceField =>
  (context) =>
    choiceSpec('form.reference', referenceChoices(context, kind));

const element: PriceField = (context) => choiceSpec('form.element', elementChoices(context));

/** Fields of the price that stands at a path of its record, of every basis; an index of the path written `*`. */
export const priceFields = (at: string): PriceFieldTable => ({
  [`${at}.basis`]: () => enumSpec('form.basis', BASES),
  [`${at}.reference`]: references('price'),
  [`${at}.element`]: element,
  [`${at}.premium`]: () => usdPerDmt('form.premium'),
  [`${at}.amount`]: () => usdPerDmt('form.fixedPrice'),

  [`${at}.payables.*.element`]: element,
  [`${at}.payables.*.reference`]: references('price'),
  [`${at}.payables.*.rule`]: () => enumSpec('form.rule', RULES),
  [`${at}.payables.*.payable`]: () => percentSpec('form.payableShare', { step: 0.5 }),
  [`${at}.payables.*.deduction`]: (context, path) =>
    gradeSpec('form.deduction', elementAt(context, `${up(path, 1)}.element`), text('formUnit.units')),
  [`${at}.payables.*.scale.*.from`]: (context, path) => gradeSpec('form.scaleFrom', elementAt(context, `${up(path, 3)}.element`)),
  [`${at}.payables.*.scale.*.payable`]: () => percentSpec('form.scalePaid', { step: 0.5 }),
  [`${at}.payables.*.refiningCharge.amount`]: (context, path) => refining('form.amount', context, up(path, 2)),
  [`${at}.payables.*.refiningCharge.differential`]: (context, path) => refining('form.differential', context, up(path, 2)),
  [`${at}.payables.*.refiningCharge.reference`]: references('treatmentCharge'),
  [`${at}.payables.*.refiningCharge.bricks.*.year`]: year,
  [`${at}.payables.*.refiningCharge.bricks.*.share`]: () => percentSpec('form.brickShare', { step: 5 }),
  [`${at}.payables.*.refiningCharge.bricks.*.amount`]: (context, path) => refining('form.amount', context, up(path, 4)),

  [`${at}.treatmentCharge.kind`]: () => enumSpec('form.treatmentCharge', CHARGES),
  [`${at}.treatmentCharge.amount`]: () => usdPerDmt('form.amount'),
  [`${at}.treatmentCharge.differential`]: () => usdPerDmt('form.differential'),
  [`${at}.treatmentCharge.reference`]: references('treatmentCharge'),
  [`${at}.treatmentCharge.bricks.*.year`]: year,
  [`${at}.treatmentCharge.bricks.*.share`]: () => percentSpec('form.brickShare', { step: 5 }),
  [`${at}.treatmentCharge.bricks.*.amount`]: () => usdPerDmt('form.amount'),

  [`${at}.escalator.basisPrice`]: (context, path) => metalPrice('form.escalatorBasis', context, at, path),
  [`${at}.escalator.bands.*.from`]: (context, path) => metalPrice('form.bandFrom', context, at, path),
  [`${at}.escalator.bands.*.to`]: (context, path) => metalPrice('form.bandTo', context, at, path, false),
  [`${at}.escalator.bands.*.share`]: () => percentSpec('form.bandShare', { step: 0.5 }),

  [`${at}.participation.basisPrice`]: (context, path) => metalPrice('form.participationBasis', context, at, path),
  [`${at}.participation.share`]: () => percentSpec('form.participationShare', { step: 1 }),
  [`${at}.participation.cap`]: () => numberSpec('form.participationCap', { unit: units().usdPerT, step: 10, required: false }),
  [`${at}.participation.floor`]: () => numberSpec('form.participationFloor', { unit: units().usdPerT, step: 10, required: false }),

  [`${at}.penalties.*.element`]: element,
  [`${at}.penalties.*.threshold`]: () => percentSpec('form.penaltyThreshold', { decimals: 2, step: 0.01 }),
  [`${at}.penalties.*.increment`]: () => percentSpec('form.penaltyIncrement', { decimals: 2, step: 0.01 }),
  [`${at}.penalties.*.rate`]: () => numberSpec('form.penaltyRate', { unit: units().usdPerDmt, decimals: 2, step: 0.1 }),
  [`${at}.penalties.*.rejectAbove`]: () => percentSpec('form.penaltyReject', { decimals: 2, step: 0.01, required: false }),
  [`${at}.penalties.*.importLimit`]: () => percentSpec('form.penaltyLimit', { decimals: 2, step: 0.01, required: false }),

  [`${at}.adjustment.kind`]: () => enumSpec('form.adjustment', ADJUSTMENTS),
  [`${at}.adjustment.perPercent`]: () => usdPerDmt('form.perPercent'),
  [`${at}.referenceGrade`]: (context, path) => gradeSpec('form.referenceGrade', elementAt(context, `${up(path, 1)}.element`)),

  [`${at}.factor`]: () => numberSpec('form.factor', { decimals: 2, step: 0.01 }),
  [`${at}.conversion`]: (context, path) => metalPrice('form.conversion', context, at, path),
  [`${at}.margin`]: (context, path) => metalPrice('form.margin', context, at, path),
  [`${at}.tonnesPerTonne`]: () => numberSpec('form.tonnesPerTonne', { unit: text('formUnit.tonnesOfOre'), decimals: 1, step: 0.1 }),
});
