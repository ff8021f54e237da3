import { z } from 'zod';
import { METALS } from '../domain/metal.ts';

/** What a colour means; the theme and the document writers look its value up in the tokens. */
const ROLES = [
  ...METALS.map((metal) => `metal.${metal}` as const),
  'zone.china',
  'zone.restOfAsia',
  'zone.europe',
  'zone.americas',
  'zone.restOfWorld',
  'zone.unknown',
  'scenario.base',
  'scenario.stressed',
  'scenario.ban',
  'plan.a',
  'plan.b',
  'plan.c',
  'plan.d',
  'protection.floor',
  'protection.takeOrPay',
  'protection.none',
  'gain',
  'loss',
  'ink',
  'accent',
  'context',
  'band',
  'warn',
  'breach',
] as const;

export const ColourRole = z.enum(ROLES);
export type ColourRole = z.infer<typeof ColourRole>;

/** A filled figure, a lighter share of it, something conditional, something taken away. */
export const FillStyle = z.enum(['solid', 'soft', 'hatched', 'hollow']);
export type FillStyle = z.infer<typeof FillStyle>;

/** What a chart fixes of a value axis; in base units as the values are. */
export const Axis = z
  .object({
    min: z.number().finite().optional(),
    max: z.number().finite().optional(),
    ticks: z.array(z.number().finite()).max(12).readonly().optional(),
  })
  .readonly();
export type Axis = z.infer<typeof Axis>;

// the hexes of the accent itself, of the slump and of plan B are one copper; see look.md, "Colour-blind readers"
const ACCENT_COLOURED: ReadonlySet<ColourRole> = new Set<ColourRole>(['accent', 'scenario.stressed', 'plan.b']);

/**
 * Whether a picture would show an accent-coloured thing beside a metal's colour: they fall to 2.2 CIEDE2000 apart for some readers,
 * so no chart may have both.
 */
export const mixesAccentAndMetal = (roles: readonly ColourRole[]): boolean =>
  roles.some((role) => ACCENT_COLOURED.has(role)) && roles.some((role) => role.startsWith('metal.'));
