import { Rating } from '#shared/domain/buyer.ts';
import { ratingText } from '#shared/messages/rating.ts';
import { componentTexts, text } from '#shared/messages/text.ts';
import { elementName } from '../../../components/elements.ts';
import { choiceSpec, monthsSpec, numberSpec, percentSpec, textSpec, withTerm } from '../../../editing/fields/specs.ts';
import { elementChoices, referenceChoices } from '../../../editing/pricing/priceContext.ts';
import type { FieldTable } from './dealFields.ts';
import { type FieldContext, priceContextOf } from './fieldContext.ts';

/** The unit of a floor: USD per tonne of the supported element, or per dmt. */
const floorUnit = ({ contract }: FieldContext, path: string): string => {
  const element = contract.terms[Number(path.split('.')[1])]?.priceSupport?.element;
  return element === undefined ? componentTexts().units.usdPerDmt : text('form.support.perTonneOf', { element: elementName(element) });
};

/** Fields of a price support. */
export const SUPPORT_FIELDS: FieldTable = {
  'terms.*.priceSupport.floor': (context, path) =>
    withTerm(numberSpec('form.support.floor', { unit: floorUnit(context, path), step: 100, required: false }), 'priceSupport'),
  'terms.*.priceSupport.reference': (context) =>
    withTerm(choiceSpec('form.support.reference', referenceChoices(priceContextOf(context), 'price')), 'reference'),
  'terms.*.priceSupport.element': (context) => choiceSpec('form.support.element', elementChoices(priceContextOf(context))),
  'terms.*.priceSupport.upsideShare': () => percentSpec('form.support.upsideShare', { step: 5 }),
  'terms.*.priceSupport.upsideFrom': () => ({ kind: 'month', label: text('form.support.upsideFrom'), required: false }),
  'terms.*.priceSupport.paymentMonths': () => monthsSpec('form.support.paymentMonths'),
  'terms.*.priceSupport.payer': () => textSpec('form.support.payer', { required: true }),
  'terms.*.priceSupport.rating': () =>
    withTerm(
      choiceSpec(
        'form.support.rating',
        Rating.options.map((value) => ({ value, label: ratingText(value) })),
      ),
      'rating',
    ),
};
