import type { Charge, Payable, PriceBasis } from '#shared/domain/terms.ts';
import { getAt, type Path } from '../fields/paths.ts';
import type { Edit } from '../record/recordState.ts';
import type { PriceContext } from './priceContext.ts';
import { defaultCharge, defaultPrice, referenceOfElement } from './priceDefaults.ts';

const payableEdits = (context: PriceContext, path: Path, key: string, value: unknown): readonly Edit[] => {
  const payable = path.slice(0, path.lastIndexOf('.'));
  if (key === 'element') {
    const reference = referenceOfElement(context, String(value));
    return [{ path, value }, ...(reference === undefined ? [] : [{ path: `${payable}.reference`, value: reference }])];
  }
  const { payable: share, scale } = (getAt(context.record, payable) ?? {}) as Partial<Payable>;
  const needsScale = value === 'scale' && (scale === undefined || scale.length === 0);
  return [{ path, value }, ...(needsScale ? [{ path: `${payable}.scale`, value: [{ from: 0, payable: share ?? 1 }] }] : [])];
};

/**
 * What a field of the price at `at` brings with it: a basis its terms, a kind of charge its figures, an element its reference. Undefined
 * for a field that brings nothing.
 */
export const priceEdits = (context: PriceContext, at: Path, { path, value }: Edit): readonly Edit[] | undefined => {
  if (!path.startsWith(`${at}.`)) return undefined;
  const field = path.slice(at.length + 1);
  if (field === 'basis') {
    const before = getAt(context.record, at) as PriceBasis | undefined;
    return [{ path: at, value: defaultPrice(value as PriceBasis['basis'], context, before) }];
  }
  if (field === 'treatmentCharge.kind') {
    return [{ path: `${at}.treatmentCharge`, value: defaultCharge(value as Charge['kind'], context) }];
  }
  if (field === 'adjustment.kind') {
    return [{ path: `${at}.adjustment`, value: value === 'differential' ? { kind: value, perPercent: 0 } : { kind: 'proRata' } }];
  }
  const payable = /^payables\.\d+\.(element|rule)$/.exec(field)?.[1];
  return payable === undefined ? undefined : payableEdits(context, path, payable, value);
};
