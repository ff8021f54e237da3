import { type SchemeColours, type SchemeName, tokens } from './tokens.ts';

/** Widens the literals of the tokens, so that light and dark are one type. */
type Colours<T> = T extends string ? string : T extends number ? number : { readonly [K in keyof T]: Colours<T[K]> };

/** Colours beyond Material UI's palette, as `theme.vars.palette.ore`. */
export type OrePalette = {
  readonly frame: string;
  readonly sunken: string;
  readonly raised: string;
  readonly hover: string;
  readonly selected: string;
  readonly scrim: string;
  readonly tertiary: string;
  readonly link: string;
  readonly onAccent: string;
  readonly focus: string;
  readonly accentSoft: string;
  readonly accentLine: string;
  readonly menuShadow: string;
  readonly line: Colours<SchemeColours['line']>;
  readonly state: Colours<SchemeColours['state']>;
  readonly metal: Colours<SchemeColours['metal']>;
  readonly zone: Colours<SchemeColours['zone']>;
  readonly plan: Colours<SchemeColours['plan']>;
  readonly scenario: Colours<SchemeColours['scenario']>;
  readonly protection: Colours<SchemeColours['protection']>;
  readonly gain: string;
  readonly loss: string;
  readonly sequential: readonly string[];
  readonly diverging: readonly string[];
  readonly chart: Colours<SchemeColours['chart']>;
};

declare module '@mui/material/styles' {
  interface Palette {
    ore: OrePalette;
  }
  interface PaletteOptions {
    ore: OrePalette;
  }
  interface CssThemeVariables {
    enabled: true;
  }
}

/** Creates the Material UI palette of a theme, with further colours under `ore`. */
export const paletteOf = (scheme: SchemeName) => {
  const colour = tokens.color[scheme];
  const state = ({ text, soft, mark }: { text: string; soft: string; mark: string }) => ({
    main: mark,
    light: soft,
    dark: text,
    contrastText: colour.bg.paper,
  });
  const ore: OrePalette = {
    frame: colour.bg.frame,
    sunken: colour.bg.sunken,
    raised: colour.bg.raised,
    hover: colour.bg.hover,
    selected: colour.bg.selected,
    scrim: colour.bg.scrim,
    tertiary: colour.text.tertiary,
    link: colour.text.link,
    onAccent: colour.text.onAccent,
    focus: colour.focus.ring,
    accentSoft: colour.accent.soft,
    accentLine: colour.accent.line,
    // the shadow of the light theme is invisible on a dark page
    menuShadow: scheme === 'light' ? tokens.shadow.menu : '0 4px 20px rgba(0,0,0,.5)',
    line: colour.line,
    state: colour.state,
    metal: colour.metal,
    zone: colour.zone,
    plan: colour.plan,
    scenario: colour.scenario,
    protection: colour.protection,
    gain: colour.gain,
    loss: colour.loss,
    sequential: colour.sequential,
    diverging: colour.diverging,
    chart: colour.chart,
  };
  return {
    mode: scheme,
    primary: {
      main: colour.accent.main,
      dark: colour.accent.hover,
      light: colour.accent.soft,
      contrastText: colour.text.onAccent,
    },
    secondary: { main: colour.text.secondary, dark: colour.text.primary, light: colour.text.tertiary, contrastText: colour.bg.paper },
    error: state(colour.state.breach),
    warning: state(colour.state.warn),
    success: state(colour.state.ok),
    info: state(colour.state.info),
    background: { default: colour.bg.paper, paper: colour.bg.paper },
    text: { primary: colour.text.primary, secondary: colour.text.secondary, disabled: colour.text.disabled },
    divider: colour.line.hair,
    action: {
      hover: colour.bg.hover,
      selected: colour.bg.selected,
      focus: colour.bg.hover,
      disabled: colour.text.disabled,
      disabledBackground: colour.bg.sunken,
    },
    ore,
  };
};
