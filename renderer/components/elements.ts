import { METAL_SYMBOL } from '#shared/domain/metal.ts';
import type { Product } from '#shared/domain/product.ts';
import type { en, MessageKey } from '#shared/messages/en.ts';
import { text } from '#shared/messages/text.ts';

type ElementSymbol = keyof typeof en extends infer K ? (K extends `element.${infer E}` ? E : never) : never;

const NAMES: Readonly<Record<ElementSymbol, MessageKey>> = {
  Ag: 'element.Ag',
  Al2O3: 'element.Al2O3',
  As: 'element.As',
  Au: 'element.Au',
  Bi: 'element.Bi',
  Cd: 'element.Cd',
  Cl: 'element.Cl',
  Co: 'element.Co',
  Cu: 'element.Cu',
  F: 'element.F',
  Fe: 'element.Fe',
  Fe2O3: 'element.Fe2O3',
  Hg: 'element.Hg',
  Li2O: 'element.Li2O',
  Mn: 'element.Mn',
  Ni: 'element.Ni',
  P: 'element.P',
  Pb: 'element.Pb',
  S: 'element.S',
  Sb: 'element.Sb',
  SiO2: 'element.SiO2',
  Sn: 'element.Sn',
  Zn: 'element.Zn',
};

/** Symbols of the elements that have a name in the messages. */
export const ELEMENTS: readonly string[] = Object.keys(NAMES);

/** Returns the name of an element; its symbol if it has none. */
export const elementName = (element: string): string => {
  const key = (NAMES as Readonly<Record<string, MessageKey | undefined>>)[element];
  return key === undefined ? element : text(key);
};

/** Returns true for elements whose grade is in grams per tonne, not per cent. */
export const isPrecious = (element: string): boolean => element === 'Au' || element === 'Ag' || element === 'Pt' || element === 'Pd';

/** Returns the element that a product is sold for: its metal, or its oxide in the assay, else the element of the highest grade. */
export const mainElement = ({ metal, assay }: Pick<Product, 'metal' | 'assay'>): string => {
  const symbol = METAL_SYMBOL[metal];
  if (assay[symbol] !== undefined) return symbol;
  const oxide = Object.keys(assay).find((element) => element.startsWith(symbol) && element.includes('O'));
  const richest = Object.entries(assay).sort(([, a], [, b]) => b - a)[0]?.[0];
  return oxide ?? richest ?? symbol;
};
