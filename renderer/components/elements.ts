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

/** The elements that have a name here. */
export const ELEMENTS: readonly string[] = Object.keys(NAMES);

/** An element in words; its symbol where it has no name of its own here. */
export const elementName = (element: string): string => {
  const key = (NAMES as Readonly<Record<string, MessageKey | undefined>>)[element];
  return key === undefined ? element : text(key);
};

/** Elements that are weighed in grams, not in per cent. */
export const isPrecious = (element: string): boolean => element === 'Au' || element === 'Ag' || element === 'Pt' || element === 'Pd';

/** The element that a product is sold for: its metal, or the oxide that its assay names. */
export const mainElement = ({ metal, assay }: Pick<Product, 'metal' | 'assay'>): string => {
  const symbol = METAL_SYMBOL[metal];
  if (assay[symbol] !== undefined) return symbol;
  const oxide = Object.keys(assay).find((element) => element.startsWith(symbol) && element.includes('O'));
  const richest = Object.entries(assay).sort(([, a], [, b]) => b - a)[0]?.[0];
  return oxide ?? richest ?? symbol;
};
