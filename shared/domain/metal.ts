import { z } from 'zod';

/** The ten strategic metals of the source article, in its order. */
export const METALS = ['iron', 'copper', 'aluminium', 'lithium', 'manganese', 'zinc', 'nickel', 'lead', 'tin', 'cobalt'] as const;
export const Metal = z.enum(METALS);
export type Metal = z.infer<typeof Metal>;

export const METAL_SYMBOL: Readonly<Record<Metal, string>> = {
  iron: 'Fe',
  copper: 'Cu',
  aluminium: 'Al',
  lithium: 'Li',
  manganese: 'Mn',
  zinc: 'Zn',
  nickel: 'Ni',
  lead: 'Pb',
  tin: 'Sn',
  cobalt: 'Co',
};

/** Grades by element or oxide, payable metals and impurities; fractions of a dmt. */
export const Assay = z.record(z.string().regex(/^[A-Z][A-Za-z0-9]{0,7}$/), z.number().min(0).max(1));
export type Assay = Readonly<Record<string, number>>;
