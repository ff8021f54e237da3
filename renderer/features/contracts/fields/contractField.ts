import { patternOf } from '../../../editing/fields/fieldPath.ts';
import type { FieldSpec } from '../../../editing/fields/fieldSpec.ts';
import { priceFields } from '../../../editing/pricing/priceFields.ts';
import { COLLAR_FIELDS } from './collarFields.ts';
import { DEAL_FIELDS, type FieldMaker } from './dealFields.ts';
import { type FieldContext, priceContextOf } from './fieldContext.ts';
import { SUPPORT_FIELDS } from './supportFields.ts';
import { TERMS_FIELDS } from './termsFields.ts';

const PRICE_FIELDS: Readonly<Record<string, FieldMaker>> = Object.fromEntries(
  Object.entries(priceFields('terms.*.price')).map(
    ([path, field]) => [path, (context, at) => field(priceContextOf(context), at)] satisfies [string, FieldMaker],
  ),
);

/** Every field of a contract by path, an index written `*`: kind, unit, scale, label. */
export const CONTRACT_FIELDS: Readonly<Record<string, FieldMaker | undefined>> = {
  ...DEAL_FIELDS,
  ...TERMS_FIELDS,
  ...PRICE_FIELDS,
  ...COLLAR_FIELDS,
  ...SUPPORT_FIELDS,
};

/** The field at a path of a contract; undefined where a form has none. */
export const contractField = (path: string, context: FieldContext): FieldSpec | undefined =>
  CONTRACT_FIELDS[patternOf(path)]?.(context, path);
