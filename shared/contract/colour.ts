import { z } from 'zod';
import { METALS } from '../domain/metal.ts';

/** The meanings of colours; the theme and the document writers have a value for each. */
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

/** Fill of a bar: a full amount, a lighter part of it, a conditional amount, a removed amount. */
export const FillStyle = z.enum(['solid', 'soft', 'hatched', 'hollow']);
export type FillStyle = z.infer<typeof FillStyle>;

/** Fixed properties of a value axis, in base units. */
export const Axis = z
  .object({
    min: z.number().finite().optional(),
    max: z.number().finite().optional(),
    ticks: z.array(z.number().finite()).max(12).readonly().optional(),
  })
  .readonly();
export type Axis = z.infer<typeof Axis>;

// accent, slump and plan B have the same colour
const ACCENT_COLOURED: ReadonlySet<ColourRole> = new Set<ColourRole>(['accent', 'scenario.stressed', 'plan.b']);

/**
 * Whether a chart would have an accent colour and the colour of a metal: their difference falls to 2.2 CIEDE2000 for colour-blind
 * readers, so that no chart may have both.
 */
export const mixesAccentAndMetal = (roles: readonly ColourRole[]): boolean =>
  roles.some((role) => ACCENT_COLOURED.has(role)) && roles.some((role) => role.startsWith('metal.'));
