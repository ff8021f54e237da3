import type { MessageKey } from '#shared/messages/en.ts';
import type { FieldSpec } from '../../../editing/fields/fieldSpec.ts';
import { enumSpec, percentSpec, withTerm } from '../../../editing/fields/specs.ts';
import { mainReference } from '../../../editing/pricing/priceContext.ts';
import { priceIn, usdPerDmt } from '../../../editing/pricing/priceFields.ts';
import { COLLAR_LEVELS } from './choiceLabels.ts';
import type { FieldTable } from './dealFields.ts';
import type { FieldContext } from './fieldContext.ts';

/** Field of a floor or cap: in the reference's unit for one on the reference, else USD/dmt. */
const collarPrice = (label: MessageKey, context: FieldContext, path: string): FieldSpec => {
  const terms = context.contract.terms[Number(path.split('.')[1])];
  const isOnReference = (terms?.collar?.level ?? 'reference') === 'reference';
  return priceIn(label, context.options, isOnReference && terms ? mainReference(terms.price) : undefined, false);
};

/** Fields of fixed share, floor and cap. */
export const COLLAR_FIELDS: FieldTable = {
  'terms.*.blend.fixedShare': () => withTerm(percentSpec('form.fixedShare', { step: 5, required: false }), 'fixedShare'),
  'terms.*.blend.fixedPrice': () => usdPerDmt('form.fixedPrice'),
  'terms.*.collar.floor': (context, path) => withTerm(collarPrice('form.floor', context, path), 'floor'),
  'terms.*.collar.cap': (context, path) => collarPrice('form.cap', context, path),
  'terms.*.collar.level': () => enumSpec('form.collarLevel', COLLAR_LEVELS),
};
