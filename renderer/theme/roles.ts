import type { ColourRole } from '#shared/contract/colour.ts';
import type { SchemeColours } from './tokens.ts';

type NamedColours = Readonly<Record<string, string>>;

/** Source of the colours of roles: values of a theme for canvases, CSS variables for styles. */
export type RoleSource = {
  readonly base: Readonly<Record<'gain' | 'loss' | 'ink' | 'accent' | 'context' | 'band' | 'warn' | 'breach', string>>;
  readonly metal: NamedColours;
  readonly zone: NamedColours;
  readonly scenario: NamedColours;
  readonly plan: NamedColours;
  readonly protection: NamedColours;
};

const isBaseRole = (source: RoleSource, role: string): role is keyof RoleSource['base'] => Object.hasOwn(source.base, role);

/** Looks up the colour of a role: a single name, or the path of a token such as metal.copper. */
export const pickRole = (source: RoleSource, role: ColourRole): string => {
  if (isBaseRole(source, role)) return source.base[role];
  const [group, name] = role.split('.') as [Exclude<keyof RoleSource, 'base'>, string];
  return source[group][name] ?? source.base.ink;
};

/** Returns the colour of a role in a theme. */
export const roleColour = (colours: SchemeColours, role: ColourRole): string => {
  const { gain, loss, text, accent, chart, state } = colours;
  const base = {
    gain,
    loss,
    ink: text.primary,
    accent: accent.main,
    context: text.tertiary,
    band: chart.band,
    warn: state.warn.mark,
    breach: state.breach.mark,
  };
  return pickRole({ ...colours, base }, role);
};

/** Returns the text colour of a role; states have separate text colours. */
export const roleTextColour = (colours: SchemeColours, role: ColourRole): string => {
  if (role === 'warn' || role === 'breach') return colours.state[role].text;
  return role === 'context' ? colours.text.secondary : roleColour(colours, role);
};
