import { createContext, useContext } from 'react';
import type { ContractOptions } from '#shared/contract/contracts.ts';
import type { Product } from '#shared/domain/product.ts';
import type { PriceUnit } from '#shared/domain/reference.ts';
import type { PriceBasis } from '#shared/domain/terms.ts';
import type { Year } from '#shared/domain/time.ts';
import { renderLabel } from '#shared/presentation/message.ts';
import { formatPrice } from '#shared/units/format.ts';
import { elementName } from '../../components/elements.ts';
import type { Choice } from '../../components/SelectField.tsx';

type Reference = ContractOptions['references'][number];

/** The context on which units, choices and defaults of a price depend. */
export type PriceContext = {
  /** The record that contains the price. */
  readonly record: object;
  /** The priced product. */
  readonly product: Pick<Product, 'metal' | 'form' | 'assay'> | undefined;
  readonly references: readonly Reference[];
  /** The first priced year. */
  readonly year: Year;
};

const Context = createContext<PriceContext | undefined>(undefined);

/** Provides the context to the rows of a price. */
export const PriceProvider = Context.Provider;

/** Returns the context of a row of a price. Throws outside a `PriceProvider`. */
export const usePrice = (): PriceContext => {
  const context = useContext(Context);
  if (!context) throw new Error('a row of a price outside its form');
  return context;
};

/** The elements of the product's assay, richest first. */
export const elementChoices = ({ product }: PriceContext): readonly Choice<string>[] =>
  Object.entries(product?.assay ?? {})
    .sort(([, a], [, b]) => b - a)
    .map(([element]) => ({ value: element, label: elementName(element), note: elementName(element) === element ? undefined : element }));

/** References of a kind, those of the product's metal first, with their last price. */
export const referenceChoices = ({ product, references }: PriceContext, kind: Reference['kind']): readonly Choice<string>[] => {
  const metal = product?.metal;
  const ofKind = references.filter((reference) => reference.kind === kind);
  return [...ofKind.filter((reference) => reference.metal === metal), ...ofKind.filter((reference) => reference.metal !== metal)].map(
    ({ code, name, unit, lastPrice }) => {
      const price = lastPrice === undefined ? undefined : formatPrice(lastPrice, unit);
      return { value: code, label: renderLabel(name), note: price && `${price.text} ${price.unit}` };
    },
  );
};

/** The first reference that a price names. */
export const mainReference = (price: PriceBasis): string | undefined => {
  if (price.basis === 'payableMetal' || price.basis === 'percentage') return price.payables[0]?.reference;
  return price.basis === 'fixed' ? undefined : price.reference;
};

export const unitOfReference = ({ references }: Pick<PriceContext, 'references'>, code: string | undefined): PriceUnit | undefined =>
  references.find((reference) => reference.code === code)?.unit;
