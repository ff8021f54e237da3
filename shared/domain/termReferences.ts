import type { Product } from './product.ts';
import type { Charge, PriceBasis, Terms } from './terms.ts';

const chargeReference = (charge: Charge | undefined): string | undefined =>
  charge !== undefined && 'reference' in charge ? charge.reference : undefined;

/** Lists the references and elements that a price names, with the path of each. */
export const namesInPrice = (price: PriceBasis) => {
  const references: { path: string; code: string | undefined }[] = [];
  const elements: { path: string; element: string }[] = [];
  switch (price.basis) {
    case 'payableMetal':
      for (const [i, payable] of price.payables.entries()) {
        references.push({ path: `payables.${i}.reference`, code: payable.reference });
        references.push({ path: `payables.${i}.refiningCharge.reference`, code: chargeReference(payable.refiningCharge) });
        elements.push({ path: `payables.${i}.element`, element: payable.element });
      }
      references.push({ path: 'treatmentCharge.reference', code: chargeReference(price.treatmentCharge) });
      break;
    case 'percentage':
      for (const [i, payable] of price.payables.entries()) {
        references.push({ path: `payables.${i}.reference`, code: payable.reference });
        elements.push({ path: `payables.${i}.element`, element: payable.element });
      }
      break;
    case 'indexDmt':
    case 'indexDmtu':
    case 'chemical':
      references.push({ path: 'reference', code: price.reference });
      elements.push({ path: 'element', element: price.element });
      break;
    case 'refined':
      references.push({ path: 'reference', code: price.reference });
      break;
    case 'fixed':
      break;
  }
  return { references, elements };
};

/** Lists the references that a price names. */
export const referencesIn = (price: PriceBasis): readonly string[] =>
  namesInPrice(price).references.flatMap(({ code }) => (code === undefined ? [] : [code]));

/** Lists the references that a set of terms names: those of its price, its freight and its price support. */
export const termsReferences = ({
  price,
  delivery: { freightReference },
  priceSupport,
}: Pick<Terms, 'price' | 'delivery' | 'priceSupport'>): readonly string[] => [
  ...referencesIn(price),
  ...(freightReference === undefined ? [] : [freightReference]),
  ...(priceSupport === undefined ? [] : [priceSupport.reference]),
];

/** Lists the references that a product names: its main reference and those of its spot price. */
export const productReferences = ({ spotPrice, mainReference }: Product): readonly string[] => [
  ...(mainReference === undefined ? [] : [mainReference]),
  ...(spotPrice === undefined ? [] : referencesIn(spotPrice)),
];

/** Lists the elements that a price is paid for or adjusted by. */
export const elementsIn = (price: PriceBasis): readonly string[] => namesInPrice(price).elements.map(({ element }) => element);
