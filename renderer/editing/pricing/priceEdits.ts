import type { Charge, Payable, PriceBasis } from '#shared/domain/terms.ts';
import { getAt } from '#shared/recordPath.ts';
import { at, type Edit, type FieldPath, pathTo, set } from '../fields/fieldPath.ts';
import type { PriceContext } from './priceContext.ts';
import { defaultCharge, defaultPrice, referenceOfElement } from './priceDefaults.ts';

const elementEdits = (context: PriceContext, edit: Edit, payable: FieldPath<Payable>): readonly Edit[] => {
  const reference = referenceOfElement(context, String(edit.value));
  return [edit, ...(reference === undefined ? [] : [set(at(payable, 'reference'), reference)])];
};

const ruleEdits = (context: PriceContext, edit: Edit, payable: FieldPath<Payable>): readonly Edit[] => {
  const { payable: share, scale } = (getAt(context.record, payable) ?? {}) as Partial<Payable>;
  const needsScale = edit.value === 'scale' && (scale === undefined || scale.length === 0);
  return [edit, ...(needsScale ? [set(at(payable, 'scale'), [{ from: 0, payable: share ?? 1 }])] : [])];
};

/**
 * Expands an edit of the price at `price`: a basis brings its terms, a kind of charge its figures, an element its reference. Undefined for an
 * edit without others.
 */
export const priceEdits = (context: PriceContext, price: FieldPath<PriceBasis>, edit: Edit): readonly Edit[] | undefined => {
  if (!edit.path.startsWith(`${price}.`)) return undefined;
  const field = edit.path.slice(price.length + 1);
  if (field === 'basis') {
    const earlierPrice = getAt(context.record, price) as PriceBasis | undefined;
    return [set(price, defaultPrice(edit.value as PriceBasis['basis'], context, earlierPrice))];
  }
  if (field === 'treatmentCharge.kind') return [set(at(price, 'treatmentCharge'), defaultCharge(edit.value as Charge['kind'], context))];
  if (field === 'adjustment.kind') {
    return [set(at(price, 'adjustment'), edit.value === 'differential' ? { kind: 'differential', perPercent: 0 } : { kind: 'proRata' })];
  }
  const [, index, key] = /^payables\.(\d+)\.(element|rule)$/.exec(field) ?? [];
  if (index === undefined) return undefined;
  const payable = pathTo<Payable>(`${price}.payables.${index}`);
  return key === 'element' ? elementEdits(context, edit, payable) : ruleEdits(context, edit, payable);
};
