import type { CSSObject, Theme } from '@mui/material/styles';
import type { ColourRole, FillStyle } from '#shared/contract/colour.ts';
import { pickRole } from '../theme/roles.ts';

/** Returns the CSS variable of a role's colour. */
export const roleVariable = ({ vars: { palette } }: Theme, role: ColourRole): string => {
  const { ore } = palette;
  const base = {
    gain: ore.gain,
    loss: ore.loss,
    ink: palette.text.primary,
    accent: palette.primary.main,
    context: ore.tertiary,
    band: ore.chart.band,
    warn: ore.state.warn.mark,
    breach: ore.state.breach.mark,
  };
  return pickRole({ ...ore, base }, role);
};

/** The share of a role's colour in its soft fill. */
export const SOFT_SHARE = 0.45;

/** Returns the CSS of a fill in one of four styles; a soft or hatched fill shows the page below it. */
export const fillStyle = (colour: string, fill: FillStyle): CSSObject => {
  switch (fill) {
    case 'solid':
      return { background: colour };
    case 'soft':
      return { background: `color-mix(in srgb, ${colour} ${SOFT_SHARE * 100}%, transparent)` };
    case 'hatched':
      return {
        background: `linear-gradient(135deg, ${colour} 0 14%, transparent 14% 50%, ${colour} 50% 64%, transparent 64%) 0 0 / 6px 6px`,
        boxShadow: `inset 0 0 0 1px ${colour}`,
      };
    case 'hollow':
      return { boxShadow: `inset 0 0 0 1.5px ${colour}` };
  }
};
