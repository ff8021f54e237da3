import { METALS } from '#shared/domain/metal.ts';
import { ProductForm } from '#shared/domain/product.ts';
import { componentTexts, text } from '#shared/messages/text.ts';
import { elementName } from '../../components/elements.ts';
import { type PathPattern, patternOf } from '../../editing/fields/fieldPath.ts';
import type { FieldSpec } from '../../editing/fields/fieldSpec.ts';
import { choiceSpec, gradeSpec, monthsSpec, numberSpec, percentSpec, textSpec, withTerm } from '../../editing/fields/specs.ts';
import type { PriceContext } from '../../editing/pricing/priceContext.ts';
import { priceFields } from '../../editing/pricing/priceFields.ts';
import type { ProductSheet } from './productSheet.ts';

export const metalChoices = () => METALS.map((metal) => ({ value: metal, label: text(`metal.${metal}`) }));
const formChoices = () => ProductForm.options.map((form) => ({ value: form, label: text(`productForm.${form}`) }));

const FIELDS: Readonly<Partial<Record<PathPattern<ProductSheet>, () => FieldSpec>>> = {
  name: () => textSpec('product.name', { required: true }),
  metal: () => choiceSpec('product.metal', metalChoices()),
  form: () => choiceSpec('product.formOf', formChoices()),
  moisture: () => withTerm(percentSpec('product.moisture', { unit: text('product.moistureUnit') }), 'dmt'),
  resaleMonths: () => monthsSpec('product.resale'),
  depthShare: () =>
    withTerm(percentSpec('product.depthShare', { unit: text('product.depthShareUnit'), step: 5, required: false }), 'marketDepth'),
  depthSlope: () => withTerm(percentSpec('product.depthSlope', { required: false }), 'depthDiscount'),
  depthCap: () => withTerm(percentSpec('product.depthCap', { required: false }), 'depthDiscount'),
  'costCurrency.share': () => percentSpec('product.costShare', { step: 5 }),
};

const tonnes = () =>
  numberSpec('product.tonnesHead', { unit: text('formUnit.kdmt'), scale: 0.001, decimals: 1, step: 10, required: false });
const cost = () => numberSpec('product.costHead', { unit: componentTexts().units.usdPerDmt, decimals: 1, step: 1, required: false });

/** The fields of a calendar year. */
export const yearField = {
  production: (year: string) => ({ ...tonnes(), label: text('product.tonnes', { year }) }),
  cost: (year: string) => ({ ...cost(), label: text('product.costOf', { year }) }),
};

const SPOT_PRICE = priceFields('spotPrice');

/** The field at a path of a product's sheet; undefined where the form has none. */
export const productField = (path: string, context: PriceContext): FieldSpec | undefined => {
  const [first, second = '', third] = path.split('.');
  if (first === 'assay' && second !== '') {
    return { ...gradeSpec('products.grade', second), label: text('product.gradeOf', { element: elementName(second) }) };
  }
  if (first === 'years' && third === 'tonnes') return yearField.production(second);
  if (first === 'years' && third === 'usdPerDmt') return yearField.cost(second);
  return (FIELDS as Readonly<Record<string, () => FieldSpec>>)[path]?.() ?? SPOT_PRICE[patternOf(path)]?.(context, path);
};
